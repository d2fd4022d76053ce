import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Authority } from './certificates.ts';
import { type Daemon, greets, startDaemon } from './daemon.ts';
import type { PostfixScenario } from './postfix-scenarios.ts';
import { domainOf, LOCAL_PARTS, mxHostOf, OWN_DOMAINS, OWN_HOST, SENDERS, SINK } from './scenario.ts';

const NOBODY = 65_534;
const DAEMONS = '/usr/lib/postfix/sbin';

const OWN_MAILBOXES = [SENDERS.pass, SENDERS.fail, SINK];

/** Loopback clients are skipped by default, and ours are no others. */
const POLICYD_SPF = ['debugLevel = 1', 'HELO_reject = False', 'Mail_From_reject = Fail', 'skip_addresses = 10.255.255.255/32', ''].join('\n'); // biome-ignore format: one list

export interface PostfixLab {
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
  readonly authority: Authority;
  readonly ipv6: boolean;
}

/** One master for all scenarios: a line of master.cf per address. Accepted mail ends in maildirs below `mail/`. */
export async function startPostfix(lab: PostfixLab, scenarios: readonly PostfixScenario[]): Promise<Daemon> {
  const folder = (name: string) => join(lab.folder, name);
  for (const name of ['etc', 'queue', 'data', 'mail']) await mkdir(folder(name), { recursive: true });
  await chown(folder('mail'), NOBODY, NOBODY);
  const own = {
    myhostname: OWN_HOST.name,
    smtpd_tls_chain_files: (await lab.authority.issue('valid', OWN_HOST.name)).bundle,
    smtpd_relay_restrictions: `check_recipient_access texthash:${folder('etc/own')}, reject_unauth_destination`,
  };
  await writeFile(folder('etc/policyd-spf.conf'), POLICYD_SPF);
  const lines = [...services(folder('etc/policyd-spf.conf')), ...smtpd(OWN_HOST.address, 25, own)];
  for (const scenario of scenarios) {
    const { bundle } = await lab.authority.issue(scenario.certificate ?? 'valid', mxHostOf(scenario));
    lines.push(...listeners(scenario, bundle, lab.ipv6));
  }
  await writeFile(folder('etc/master.cf'), `${lines.join('\n')}\n`);
  await writeFile(folder('etc/main.cf'), mainCf(lab, scenarios.map(domainOf)));
  await writeFile(folder('etc/mailboxes'), mailboxes(scenarios.map(domainOf)));
  await writeFile(folder('etc/own'), OWN_MAILBOXES.map((address) => `${address} OK\n`).join(''));
  await writeFile(folder('etc/transport'), OWN_DOMAINS.map((domain) => `${domain} virtual:\n`).join(''));
  return startDaemon({
    name: 'postfix',
    // `postfix start-fg` would keep the master as a child; this way it is the process that the harness started.
    command: [`${DAEMONS}/master`, '-c', folder('etc'), '-d'],
    namespace: {
      files: lab.files,
      prepare: [`chown postfix: '${folder('data')}'`, `postfix -c '${folder('etc')}' check`],
    },
    logs: [folder('output.log'), folder('mail.log')],
    ready: () => greets(OWN_HOST.address),
  });
}

function mainCf(lab: PostfixLab, domains: readonly string[]): string {
  const settings = {
    compatibility_level: '3.6',
    queue_directory: join(lab.folder, 'queue'),
    data_directory: join(lab.folder, 'data'),
    maillog_file: join(lab.folder, 'mail.log'),
    maillog_file_prefixes: lab.folder,
    inet_protocols: lab.ipv6 ? 'all' : 'ipv4',
    myhostname: OWN_HOST.name,
    // Nobody is at home here: a client on a loopback address is a stranger like any other.
    mynetworks: '',
    mydestination: '',
    alias_maps: '',
    local_recipient_maps: '',
    // Our own domains are not among them: for every listener but one they must be foreign.
    virtual_mailbox_domains: domains.join(', '),
    transport_maps: `texthash:${join(lab.folder, 'etc/transport')}`,
    virtual_mailbox_maps: `texthash:${join(lab.folder, 'etc/mailboxes')}`,
    virtual_mailbox_base: join(lab.folder, 'mail'),
    virtual_uid_maps: `static:${NOBODY}`,
    virtual_gid_maps: `static:${NOBODY}`,
    smtpd_relay_restrictions: 'reject_unauth_destination',
    smtpd_tls_security_level: 'may',
    smtpd_tls_loglevel: '1',
    recipient_delimiter: '+',
    biff: 'no',
    // No mail to the postmaster about settings that are wrong on purpose.
    notify_classes: '',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

function mailboxes(domains: readonly string[]): string {
  const known = domains.flatMap((domain) => LOCAL_PARTS.map((local) => `${local}@${domain}`));
  return [...known, ...OWN_MAILBOXES].map((address) => `${address} ${address}/\n`).join('');
}

function listeners(scenario: PostfixScenario, bundle: string, ipv6: boolean): string[] {
  const overrides = { myhostname: mxHostOf(scenario), smtpd_tls_chain_files: bundle, ...scenario.overrides };
  const hosts = [scenario.address, ipv6 && !scenario.dead6 ? scenario.address6 : undefined];
  return hosts.flatMap((host) => {
    if (host === undefined) return [];
    if (scenario.postscreen === undefined) return smtpd(host, scenario.port ?? 25, overrides);
    const name = `smtpd-${scenario.name}`;
    const postscreen = { myhostname: overrides.myhostname, smtpd_service_name: name, ...scenario.postscreen };
    return [
      `${endpoint(host, 25)} inet n - n - 1 postscreen${options(postscreen)}`,
      `${name} pass - - n - - smtpd${options(overrides)}`,
    ];
  });
}

function smtpd(host: string, port: number, overrides: Readonly<Record<string, string>>): string[] {
  return [`${endpoint(host, port)} inet n - n - - smtpd${options(overrides)}`];
}

function endpoint(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function options(overrides: Readonly<Record<string, string>>): string {
  return Object.entries(overrides)
    .map(([name, value]) => `\n  -o { ${name} = ${value} }`)
    .join('');
}

/** The rest of Debian's master.cf, nothing in a chroot. */
function services(spfConfiguration: string): string[] {
  const line = (name: string, type: string, limit: string, command: string) =>
    `${name} ${type} - - n ${limit} ${command}`;
  return [
    'pickup unix n - n 60 1 pickup',
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    line('tlsmgr', 'unix', '1000? 1', 'tlsmgr'),
    line('rewrite', 'unix', '- -', 'trivial-rewrite'),
    line('bounce', 'unix', '- 0', 'bounce'),
    line('defer', 'unix', '- 0', 'bounce'),
    line('trace', 'unix', '- 0', 'bounce'),
    line('verify', 'unix', '- 1', 'verify'),
    line('proxymap', 'unix', '- -', 'proxymap'),
    line('smtp', 'unix', '- -', 'smtp'),
    line('error', 'unix', '- -', 'error'),
    line('retry', 'unix', '- -', 'error'),
    line('discard', 'unix', '- -', 'discard'),
    'local unix - n n - - local',
    'virtual unix - n n - - virtual',
    line('anvil', 'unix', '- 1', 'anvil'),
    line('scache', 'unix', '- 1', 'scache'),
    line('dnsblog', 'unix', '- 0', 'dnsblog'),
    line('tlsproxy', 'unix', '- 0', 'tlsproxy'),
    'flush unix n - n 1000? 0 flush',
    'showq unix n - n - - showq',
    'postlog unix-dgram n - n - 1 postlogd',
    `policyd-spf unix - n n - 0 spawn\n  user=nobody argv=/usr/bin/policyd-spf ${spfConfiguration}`,
  ];
}
