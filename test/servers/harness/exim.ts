import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Daemon, greets, startDaemon } from './daemon.ts';
import { idOf } from './host.ts';
import { domainOf, LOCAL_PARTS, mxHostOf, type ScenarioDeclaration } from './scenario.ts';
import { credentials, type UnpackedLab } from './unpacked.ts';

/** The first scenario's host gives its name and certificate to all; the second one puts everybody off. */
export async function startExim(lab: UnpackedLab, scenarios: readonly ScenarioDeclaration[]): Promise<Daemon> {
  const [scenario, greylisting] = scenarios;
  if (scenario?.address === undefined) throw new Error('exim: no scenario with an address');
  const user = idOf('Debian-exim');
  const { chain, key } = await credentials(lab, scenario, user);
  for (const name of ['spool', 'mail', 'log']) {
    await mkdir(join(lab.folder, name), { recursive: true });
    await chown(join(lab.folder, name), user, user);
  }
  const file = join(lab.folder, 'exim.conf');
  await writeFile(file, configuration(lab.folder, scenario, greylisting, chain, key));
  const address = scenario.address;
  return startDaemon({
    name: 'exim',
    command: ['/usr/sbin/exim4', '-C', file, '-bdf', '-q30m'],
    namespace: { files: lab.files, tree: lab.tree },
    logs: [join(lab.folder, 'output.log'), join(lab.folder, 'log/main'), join(lab.folder, 'log/panic')],
    ready: () => greets(address),
  });
}

function configuration(
  folder: string,
  scenario: ScenarioDeclaration,
  greylisting: ScenarioDeclaration | undefined,
  chain: string,
  key: string,
): string {
  const all = [scenario, ...(greylisting === undefined ? [] : [greylisting])];
  return `
primary_hostname = ${mxHostOf(scenario)}
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%s
pid_file_path = ${folder}/exim.pid
exim_path = /usr/sbin/exim4
exim_user = Debian-exim
exim_group = Debian-exim
local_interfaces = ${all.map(({ address }) => address).join(' : ')}
daemon_smtp_ports = 25
tls_advertise_hosts = *
tls_certificate = ${chain}
tls_privatekey = ${key}
host_lookup = *
keep_environment =
acl_smtp_rcpt = recipient
domainlist here = ${all.map(domainOf).join(' : ')}

begin acl
recipient:
  deny message = relay not permitted
    domains = !+here
  require verify = recipient
  defer message = greylisted - please try again later
    condition = \${if eq{$received_ip_address}{${greylisting?.address ?? ''}}}
  accept

begin routers
known:
  driver = accept
  domains = +here
  local_parts = ${LOCAL_PARTS.join(' : ')}
  transport = maildir

begin transports
maildir:
  driver = appendfile
  maildir_format
  directory = ${folder}/mail/$local_part_data
  user = Debian-exim
`;
}
