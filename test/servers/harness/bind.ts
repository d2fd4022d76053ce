import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { trial } from './command.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { BROKEN_ZONES } from './dns-scenarios.ts';
import { DNS_ADDRESS, type ScenarioDeclaration } from './scenario.ts';
import { zones } from './zones.ts';

/** Authoritative for the root and all below it: any other name is NXDOMAIN, and no query leaves the machine. */
export async function startBind(folder: string, declarations: readonly ScenarioDeclaration[]): Promise<Daemon> {
  await mkdir(folder, { recursive: true });
  const texts = [...zones(declarations), ...BROKEN_ZONES.map((origin) => [origin, 'not a zone file\n'] as const)];
  for (const [origin, text] of texts) await writeFile(join(folder, fileOf(origin)), text);
  await writeFile(
    join(folder, 'named.conf'),
    configuration(
      folder,
      texts.map(([origin]) => origin),
    ),
  );
  return startDaemon({
    name: 'named',
    command: ['named', '-f', '-n', '2', '-c', join(folder, 'named.conf'), '-L', join(folder, 'named.log')],
    namespace: { files: {} },
    logs: [join(folder, 'output.log'), join(folder, 'named.log')],
    ready: async () => (await trial('dig', [`@${DNS_ADDRESS}`, '+time=1', '+tries=1', 'lab.test', 'SOA'])) === null,
  });
}

function fileOf(origin: string): string {
  return `${origin === '.' ? 'root' : origin}.zone`;
}

function configuration(folder: string, origins: readonly string[]): string {
  const options = [
    `directory "${folder}"`,
    `pid-file "${folder}/named.pid"`,
    `session-keyfile "${folder}/session.key"`,
    `listen-on port 53 { ${DNS_ADDRESS}; }`,
    'listen-on-v6 { none; }',
    // Follows aliases from zone to zone and says "recursion available", as a resolver does.
    'recursion yes',
    'allow-query { any; }',
    'allow-recursion { any; }',
    'dnssec-validation no',
    'empty-zones-enable no',
    'notify no',
    // Several scenarios are mistakes that BIND would refuse to load.
    'check-mx ignore',
    'check-mx-cname ignore',
    'check-integrity no',
    'check-names primary ignore',
  ];
  const declared = origins.map((origin) => `zone "${origin}" { type primary; file "${fileOf(origin)}"; };`);
  return `options {\n${options.map((option) => `  ${option};`).join('\n')}\n};\ncontrols { };\n${declared.join('\n')}\n`;
}
