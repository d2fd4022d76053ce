import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Daemon, greets, startDaemon } from './daemon.ts';
import { idOf } from './host.ts';
import { domainOf, LOCAL_PARTS, mxHostOf, type ScenarioDeclaration } from './scenario.ts';
import { credentials, type UnpackedLab } from './unpacked.ts';

/** A scenario with a certificate gets a listener with TLS, which Debian's 6.8.0p2 offers and cannot do. */
export async function startOpenSmtpd(lab: UnpackedLab, scenarios: readonly ScenarioDeclaration[]): Promise<Daemon> {
  const mail = join(lab.folder, 'mail');
  await mkdir(mail, { recursive: true });
  await chown(mail, idOf('labmail'), idOf('labmail'));
  const lines: string[] = [];
  for (const scenario of scenarios) {
    const host = mxHostOf(scenario);
    if (scenario.certificate === undefined) {
      lines.push(`listen on ${scenario.address} port 25 hostname ${host}`);
    } else {
      const { chain, key } = await credentials(lab, scenario, 0);
      lines.push(`pki ${host} cert "${chain}"`, `pki ${host} key "${key}"`);
      lines.push(`listen on ${scenario.address} port 25 tls pki ${host} hostname ${host}`);
    }
  }
  const domains = scenarios.map(domainOf);
  const known = domains.flatMap((domain) => LOCAL_PARTS.map((local) => `"${local}@${domain}" = "labmail"`));
  lines.push(`table recipients { ${known.join(', ')} }`);
  lines.push(`action "keep" maildir "${mail}" virtual <recipients>`);
  lines.push(`match from any for domain { ${domains.map((domain) => `"${domain}"`).join(', ')} } action "keep"`);
  const file = join(lab.folder, 'smtpd.conf');
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return startDaemon({
    name: 'opensmtpd',
    command: ['/usr/sbin/smtpd', '-d', '-f', file],
    namespace: {
      files: lab.files,
      tree: lab.tree,
      scratch: ['/run', '/var/spool', '/var/lib'],
      prepare: ['mkdir -p /var/lib/opensmtpd/empty'],
    },
    logs: [join(lab.folder, 'output.log')],
    ready: async () => (await Promise.all(scenarios.map(({ address = '' }) => greets(address)))).every(Boolean),
  });
}
