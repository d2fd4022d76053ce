import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { run, trial } from './command.ts';
import { listens } from './daemon.ts';
import { onDeath } from './lifeline.ts';
import { DNS_ADDRESS, type Part } from './scenario.ts';

export const CACHE = process.env.MXREADY_SERVERS_CACHE ?? '/var/tmp/mxready-servers';

export interface MissingPart {
  readonly part: Part;
  readonly reason: string;
}

/** What each part needs: `unpacked` is a folder of the cache (see install.sh). */
const NEEDS: readonly { part: Part; commands: readonly string[]; unpacked?: string }[] = [
  { part: 'bind', commands: ['/usr/sbin/named', '/usr/bin/dig'] },
  {
    part: 'postfix',
    commands: ['/usr/sbin/postfix', '/usr/bin/openssl', '/usr/sbin/postgrey', '/usr/bin/policyd-spf'],
  },
  { part: 'exim', commands: [], unpacked: 'exim/usr/sbin/exim4' },
  { part: 'opensmtpd', commands: [], unpacked: 'opensmtpd/usr/sbin/smtpd' },
  { part: 'sendmail', commands: [], unpacked: 'sendmail/usr/libexec/sendmail/sendmail' },
];

/** Parts that cannot run on this machine, each with the reason in plain words. */
export async function missingParts(): Promise<MissingPart[]> {
  const everything =
    (await whyNothing()) ?? (await absent(['/usr/sbin/named'])) ?? (await absent(['/usr/bin/openssl']));
  if (everything !== null)
    return [...NEEDS.map(({ part }) => part), 'ipv6' as const].map((part) => ({ part, reason: everything }));
  const overlay = await trial('unshare', [
    '-m',
    'mount',
    '-t',
    'overlay',
    'overlay',
    '-o',
    'lowerdir=/usr:/etc',
    '/mnt',
  ]);
  const missing: MissingPart[] = [];
  for (const { part, commands, unpacked } of NEEDS) {
    const reason = await absent(unpacked === undefined ? commands : [join(CACHE, unpacked)]);
    const why = reason ?? (unpacked !== undefined && overlay !== null ? `no overlay file system: ${overlay}` : null);
    if (why !== null) missing.push({ part, reason: why });
  }
  const ipv6 = await whyNoIpv6();
  return ipv6 === null ? missing : [...missing, { part: 'ipv6', reason: ipv6 }];
}

async function whyNothing(): Promise<string | null> {
  if (process.platform !== 'linux') return `Linux only, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'root only (ports below 1024, addresses, mount namespaces)';
  const tools = await absent(['/usr/bin/unshare', '/usr/bin/flock']);
  if (tools !== null) return tools;
  const mount = await trial('unshare', ['-m', 'mount', '--bind', '/tmp', '/mnt']);
  return mount === null ? null : `no private mounts: ${mount}`;
}

async function absent(commands: readonly string[]): Promise<string | null> {
  for (const command of commands) {
    const there = await access(command, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!there) return `${command} is not there (run test/servers/install.sh)`;
  }
  return null;
}

async function whyNoIpv6(): Promise<string | null> {
  const off = await readFile('/proc/sys/net/ipv6/conf/lo/disable_ipv6', 'utf8').catch(() => 'absent');
  if (off.trim() !== '0') return 'IPv6 is switched off on lo';
  return absent(['/usr/sbin/ip']).then(async (gone) => (gone === null ? null : absent(['/sbin/ip'])));
}

/** Adds addresses to `lo`; the function it gives takes away those that were not there before. */
export async function addAddresses(addresses: readonly string[]): Promise<() => Promise<void>> {
  const present = (await run('ip', ['-o', 'addr', 'show', 'dev', 'lo'])).split(/\s+/);
  const prefixes = addresses.map((address) => `${address}/${isIPv6(address) ? 128 : 32}`);
  const added = prefixes.filter((prefix) => !present.includes(prefix));
  for (const prefix of added) {
    const checks = prefix.includes(':') ? ['nodad'] : [];
    await run('ip', ['addr', 'add', prefix, 'dev', 'lo', ...checks]);
    onDeath(`ip addr del ${prefix} dev lo`);
  }
  return async () => {
    for (const prefix of added) await trial('ip', ['addr', 'del', prefix, 'dev', 'lo']);
  };
}

/** Whatever else listens on our addresses is not ours to end, and its answers would pass for ours. */
export async function expectFree(addresses: readonly string[]): Promise<void> {
  const busy = await Promise.all(addresses.map((address) => listens(address, address === DNS_ADDRESS ? 53 : 25)));
  const taken = addresses.filter((_, index) => busy[index]);
  if (taken.length > 0) throw new Error(`another program listens on port 25 (53) of ${taken.join(', ')}`);
}

/** Users that the packages of the unpacked daemons would have made. */
const USERS = ['Debian-exim', 'opensmtpd', 'opensmtpq', 'smmta', 'smmsp', 'labmail'] as const;

/** User and group id inside the daemons' namespaces. */
export function idOf(user: (typeof USERS)[number]): number {
  return 64_900 + USERS.indexOf(user);
}

/** Files that daemons see in place of the machine's own: resolver, name service, users. Target → source. */
export async function hostFiles(folder: string): Promise<Record<string, string>> {
  await mkdir(folder, { recursive: true });
  const passwd = await readFile('/etc/passwd', 'utf8');
  const group = await readFile('/etc/group', 'utf8');
  const fresh = USERS.map((user) => [user, idOf(user)] as const);
  const files: Record<string, string> = {
    '/etc/resolv.conf': `nameserver ${DNS_ADDRESS}\noptions timeout:2 attempts:2\n`,
    '/etc/nsswitch.conf': 'passwd: files\ngroup: files\nshadow: files\nhosts: dns\nservices: files\nprotocols: files\n',
    '/etc/passwd':
      passwd + fresh.map(([user, id]) => `${user}:x:${id}:${id}::/nonexistent:/usr/sbin/nologin\n`).join(''),
    '/etc/group': group + fresh.map(([user, id]) => `${user}:x:${id}:\n`).join(''),
  };
  const sources = Object.entries(files).map(async ([target, text]) => {
    const source = join(folder, target.replaceAll('/', '_'));
    await writeFile(source, text, { mode: 0o644 });
    return [target, source] as const;
  });
  return Object.fromEntries(await Promise.all(sources));
}
