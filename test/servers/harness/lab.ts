import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBind } from './bind.ts';
import { authority } from './certificates.ts';
import { run } from './command.ts';
import type { Daemon } from './daemon.ts';
import { DNS_SCENARIOS } from './dns-scenarios.ts';
import { startExim } from './exim.ts';
import { addAddresses, CACHE, expectFree, hostFiles, type MissingPart, missingParts } from './host.ts';
import { holdLifeline, onDeath, releaseLifeline } from './lifeline.ts';
import { startOpenSmtpd } from './opensmtpd.ts';
import { startPostfix } from './postfix.ts';
import { MAIL_SCENARIOS } from './postfix-mail-scenarios.ts';
import { POSTFIX_SCENARIOS } from './postfix-scenarios.ts';
import { POSTGREY, QUICK_POSTGREY, startPostgrey } from './postgrey.ts';
import {
  CLIENT,
  DNS_ADDRESS,
  type Kind,
  OWN_HOST,
  type Part,
  type Scenario,
  type ScenarioDeclaration,
  SENDERS,
  SINK,
  scenarioOf,
} from './scenario.ts';
import { startSendmail } from './sendmail.ts';
import { UNPACKED_SCENARIOS } from './unpacked-scenarios.ts';

/** Plain data: what a test needs to know about the running lab. */
export interface LabDescription {
  readonly folder: string;
  readonly dns: { readonly address: string; readonly port: number };
  /** PEM file of the root that the lab's certificates lead to. */
  readonly rootCertificate: string;
  readonly client: { readonly address: string; readonly name: string };
  readonly senders: { readonly pass: string; readonly fail: string };
  readonly sink: string;
  readonly scenarios: readonly Scenario[];
  readonly missing: readonly MissingPart[];
}

export interface Lab extends LabDescription {
  scenario(name: string): Scenario;
  /** Why this scenario (or part) cannot be tested here; null where it can. */
  missingFor(name: string): string | null;
  /** Ends the daemons and removes addresses and folder. Does nothing for a lab that somebody else started. */
  stop(): Promise<void>;
}

/** Set by the global set-up of Jest: the description of a lab that runs for all test files. */
const SHARED = 'MXREADY_SERVERS_LAB';

/** The lab of this test run: the one that the global set-up started, else one of our own. */
export async function sharedLab(): Promise<Lab> {
  const path = process.env[SHARED];
  if (path === undefined) return startLab();
  return labOf(JSON.parse(await readFile(path, 'utf8')) as LabDescription, async () => {});
}

/** Starts the lab for every test file of this process (global set-up). */
export async function startSharedLab(): Promise<Lab> {
  const lab = await startLab();
  const path = join(lab.folder, 'lab.json');
  await writeFile(path, JSON.stringify(lab));
  process.env[SHARED] = path;
  return lab;
}

/** Starts whatever this machine can run and says what it cannot; a daemon that is there and fails to start is an error. */
export async function startLab(): Promise<Lab> {
  const missing = await missingParts();
  for (const { part, reason } of missing) process.stderr.write(`servers: ${part} is missing: ${reason}\n`);
  const has = (part: Part) => !missing.some((entry) => entry.part === part);
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  if (has('bind')) await holdLifeline();
  undo.push(async () => releaseLifeline());
  const folder = await mkdtemp(join(tmpdir(), 'mxready-lab-'));
  onDeath(removal(folder));
  undo.push(() => run('sh', ['-c', removal(folder)]));
  try {
    if (has('bind')) await startParts(folder, has, undo);
  } catch (error) {
    await stop();
    throw error;
  }
  return labOf(describe(folder, missing), stop);
}

const DECLARED: readonly (readonly [Kind, readonly ScenarioDeclaration[]])[] = [
  ['postfix', [...POSTFIX_SCENARIOS, ...MAIL_SCENARIOS]],
  ['exim', UNPACKED_SCENARIOS.exim],
  ['opensmtpd', UNPACKED_SCENARIOS.opensmtpd],
  ['sendmail', UNPACKED_SCENARIOS.sendmail],
  ['dns', DNS_SCENARIOS],
];

const UNPACKED = { exim: startExim, opensmtpd: startOpenSmtpd, sendmail: startSendmail } as const;

async function startParts(
  folder: string,
  has: (part: Part) => boolean,
  undo: (() => Promise<unknown>)[],
): Promise<void> {
  // The daemons leave root behind and must be able to reach their folders.
  await chmod(folder, 0o755);
  const declarations = DECLARED.flatMap(([, list]) => list.map((entry) => withFamilies(entry, has('ipv6'))));
  await expectFree([DNS_ADDRESS, OWN_HOST.address, ...declarations.flatMap(({ address }) => address ?? [])]);
  // All of 127/8 answers on Linux; BIND alone listens only where an interface has the address.
  undo.push(await addAddresses([DNS_ADDRESS, ...declarations.flatMap(({ address6 }) => address6 ?? [])]));
  const certificates = join(folder, 'certificates');
  await mkdir(certificates);
  const [issuer, files] = await Promise.all([authority(certificates), hostFiles(join(folder, 'host'))]);
  const keep = (daemon: Daemon) => undo.push(() => daemon.stop());
  keep(await startBind(join(folder, 'bind'), declarations));
  const starts: Promise<unknown>[] = [];
  if (has('postfix')) {
    const lab = { folder: join(folder, 'postfix'), files, authority: issuer, ipv6: has('ipv6') };
    const listening = DNS_SCENARIOS.filter(({ address }) => address !== undefined);
    starts.push(startPostfix(lab, [...POSTFIX_SCENARIOS, ...MAIL_SCENARIOS, ...listening]).then(keep));
    for (const one of [POSTGREY, QUICK_POSTGREY])
      starts.push(startPostgrey(join(folder, `postgrey-${one.delay}`), files, one).then(keep));
  }
  for (const kind of ['exim', 'opensmtpd', 'sendmail'] as const) {
    const lab = { folder: join(folder, kind), tree: join(CACHE, kind), files, authority: issuer };
    if (has(kind)) starts.push(UNPACKED[kind](lab, UNPACKED_SCENARIOS[kind]).then(keep));
  }
  const failed = (await Promise.allSettled(starts)).filter((result) => result.status === 'rejected');
  if (failed.length > 0) throw new Error(failed.map(({ reason }) => String(reason)).join('\n'));
}

function withFamilies(declaration: ScenarioDeclaration, ipv6: boolean): ScenarioDeclaration {
  if (ipv6) return declaration;
  const { address6: _, ...rest } = declaration;
  return rest;
}

function describe(folder: string, missing: readonly MissingPart[]): LabDescription {
  const ipv6 = !missing.some(({ part }) => part === 'ipv6');
  return {
    folder,
    dns: { address: DNS_ADDRESS, port: 53 },
    rootCertificate: join(folder, 'certificates/root.crt'),
    client: CLIENT,
    senders: SENDERS,
    sink: SINK,
    scenarios: DECLARED.flatMap(([kind, list]) => list.map((entry) => scenarioOf(entry, kind, ipv6))),
    missing,
  };
}

function labOf(description: LabDescription, stop: () => Promise<void>): Lab {
  const scenario = (name: string) => {
    const found = description.scenarios.find((entry) => entry.name === name);
    if (found === undefined) throw new Error(`no scenario ${name}`);
    return found;
  };
  const missingFor = (name: string) => {
    const kind = description.scenarios.find((entry) => entry.name === name)?.kind ?? name;
    const part = kind === 'dns' ? 'bind' : kind;
    const entry = description.missing.find((missing) => missing.part === part);
    return entry === undefined ? null : `${entry.part} is missing: ${entry.reason}`;
  };
  return { ...description, scenario, missingFor, stop };
}

/** MXREADY_KEEP_LAB keeps the folder, for a look at configurations and logs. */
function removal(folder: string): string {
  return process.env.MXREADY_KEEP_LAB === undefined ? `rm -rf '${folder}'` : ':';
}
