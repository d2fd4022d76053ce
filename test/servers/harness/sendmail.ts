import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Daemon, greets, startDaemon } from './daemon.ts';
import { domainOf, LOCAL_PARTS, mxHostOf, type ScenarioDeclaration } from './scenario.ts';
import { credentials, type UnpackedLab } from './unpacked.ts';

/** Where the daemon sees its folder: sendmail trusts nothing below a folder that everybody may write to, as /tmp is. */
const INSIDE = '/mnt';

export async function startSendmail(lab: UnpackedLab, [scenario]: readonly ScenarioDeclaration[]): Promise<Daemon> {
  if (scenario?.address === undefined) throw new Error('sendmail: no scenario with an address');
  await credentials(lab, scenario, 0);
  await mkdir(join(lab.folder, 'queue'), { recursive: true, mode: 0o700 });
  await writeFile(join(lab.folder, 'sendmail.mc'), configuration(scenario, scenario.address));
  await writeFile(join(lab.folder, 'aliases'), LOCAL_PARTS.map((local) => `${local}: /dev/null\n`).join(''));
  const address = scenario.address;
  const sendmail = '/usr/libexec/sendmail/sendmail';
  return startDaemon({
    name: 'sendmail',
    command: [sendmail, '-bD', '-q30m', '-C', `${INSIDE}/sendmail.cf`, '-X', `${INSIDE}/traffic.log`],
    namespace: {
      files: { ...lab.files, [INSIDE]: lab.folder },
      tree: lab.tree,
      prepare: [
        // Whoever connects from a loopback address may relay, by default; our clients are to be strangers.
        `m4 ${INSIDE}/sendmail.mc | sed '/originated locally$/{/^R127\\|^RIPv6/d}' > ${INSIDE}/sendmail.cf`,
        `${sendmail} -bi -C ${INSIDE}/sendmail.cf`,
      ],
    },
    logs: [join(lab.folder, 'output.log')],
    ready: () => greets(address),
  });
}

function configuration(scenario: ScenarioDeclaration, address: string): string {
  const definitions = {
    MAIL_SETTINGS_DIR: `${INSIDE}/`,
    QUEUE_DIR: `${INSIDE}/queue`,
    STATUS_FILE: `${INSIDE}/statistics`,
    ALIAS_FILE: `${INSIDE}/aliases`,
    confPID_FILE: `${INSIDE}/sendmail.pid`,
    confDOMAIN_NAME: mxHostOf(scenario),
    confDONT_PROBE_INTERFACES: 'True',
    confCACERT_PATH: INSIDE,
    confCACERT: `${INSIDE}/chain.pem`,
    confSERVER_CERT: `${INSIDE}/chain.pem`,
    confSERVER_KEY: `${INSIDE}/key.pem`,
  };
  return [
    'divert(-1)',
    "include(`/usr/share/sendmail/cf/m4/cf.m4')",
    ...Object.entries(definitions).map(([name, value]) => `define(\`${name}', \`${value}')`),
    'divert(0)dnl',
    "OSTYPE(`debian')dnl",
    "FEATURE(`no_default_msa')dnl",
    `DAEMON_OPTIONS(\`Family=inet, Name=MTA, Address=${address}, Port=25, Modifiers=A')dnl`,
    `LOCAL_DOMAIN(\`${domainOf(scenario)}')dnl`,
    "MAILER(`local')dnl",
    "MAILER(`smtp')dnl",
    '',
  ].join('\n');
}
