import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCheck } from '../../../shared/command/run-check.ts';
import { readSettings } from '../../../shared/config.ts';
import type { RecheckView, ShownResult } from '../../../shared/api/rechecks/schema.ts';
import { requestFor } from '../../support/check-world.ts';
import { freePort, startProcess } from '../../support/service-process.ts';
import type { Report } from '../../../shared/report/report.ts';
import { median, report } from '../measure.ts';
import { type ForkedLab, forkLab, type Tally } from './lab/fork.ts';
import { settingsFor } from './lab/settings.ts';
import { STRICT, TEMPERS, type Temper, temperOf } from './lab/tempers.ts';
import { domainAt } from './lab/world.ts';
import { cpuOf, idleSince, machine, rssOf, type Worked } from './process-cpu.ts';

/** Domains of one body of an import; it may have 5 MiB. */
const IMPORTED = 2000;
/** Items of one answer. */
const RESULTS = 100;
const LOOK_MS = 1000;
/** Looks from one line of progress to the next. */
const PROGRESS = 15;
/** Memory near the end of a run against that at a tenth of it, and from how many domains on that says something. */
const [RSS_BOUND, RSS_FROM] = [1.1, 5000] as const;
/** A run that has not ended by then never will: seconds, and more for each domain. */
const [LEAST_S, EACH_S] = [600, 1] as const;

export interface ServiceOptions {
  domains: number;
  servers: number;
  greylists: boolean;
}

/** What was seen while a run went on. */
interface Watched {
  run: RecheckView;
  seconds: number;
  /** Share of all processors that nobody used. */
  idle: number;
  worked: Worked;
  servers: Tally;
  rss: { early: number; late: number };
  /** Milliseconds from the first check of a domain on, while any of its checks is at work: with a second look, its wait is in it. */
  longest: number;
}

async function ask<T>(url: string, path: string, body?: string, type = 'application/json'): Promise<T> {
  const sent = body === undefined ? {} : { method: 'POST', headers: { 'content-type': type }, body };
  const response = await fetch(`${url}${path}`, sent);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

/** One tenant for each domain. */
async function register(url: string, domains: number, port: number): Promise<void> {
  for (let from = 0; from < domains; from += IMPORTED) {
    const some = Array.from({ length: Math.min(IMPORTED, domains - from) }, (_, at) => from + at);
    const lines = some.map((one) =>
      JSON.stringify({ tenantId: `t${one}`, domains: [{ domain: domainAt(one), port }] }),
    );
    await ask(url, '/v1/tenants/import', lines.join('\n'), 'application/x-ndjson');
  }
}

const since = (before: Worked, after: Worked): Worked => ({ all: after.all - before.all, main: after.main - before.main }); // biome-ignore format: one thought

/** Starts a run over all that is registered, and watches it to its end. */
async function watch(url: string, pid: number, lab: ForkedLab, domains: number): Promise<Watched> {
  const [before, serversBefore, ticks, start] = [cpuOf(pid), await lab.tally(), machine(), Date.now()];
  let run = await ask<RecheckView>(url, '/v1/rechecks', '{}');
  const { self = '' } = run.links;
  const samples: { done: number; mb: number }[] = [];
  let longest = 0;
  while (run.finishedAt === null) {
    if (Date.now() - start > (LEAST_S + EACH_S * domains) * 1000) throw new Error(`the run does not end: ${JSON.stringify(run)}`); // biome-ignore format: one line
    await sleep(LOOK_MS);
    run = await ask<RecheckView>(url, self);
    if (samples.length % PROGRESS === 0) console.error(`     ${run.done} of ${run.total} after ${((Date.now() - start) / 1000).toFixed(0)} s`); // biome-ignore format: one line
    samples.push({ done: run.done, mb: rssOf(pid) });
    for (const { since: from, parkedUntil } of run.slow.longest) if (parkedUntil === null) longest = Math.max(longest, Date.now() - Date.parse(from)); // biome-ignore format: one thought
  }
  const tally = await lab.tally();
  const within = (least: number, most: number): number => median(samples.filter(({ done }) => done >= domains * least && done <= domains * most).map(({ mb }) => mb)); // biome-ignore format: one thought
  return {
    ...{ run, longest, idle: idleSince(ticks), seconds: (Date.now() - start) / 1000 },
    worked: since(before, cpuOf(pid)),
    servers: { ...tally, cpuMs: tally.cpuMs - serversBefore.cpuMs },
    rss: { early: within(0.07, 0.2), late: within(0.9, 1) },
  };
}

async function resultsOf(url: string, { links }: RecheckView): Promise<ShownResult[]> {
  const all: ShownResult[] = [];
  for (let cursor = ''; ; ) {
    const { items, next } = await ask<{ items: ShownResult[]; next: string | null }>(url, `${links.self}/results?limit=${RESULTS}${cursor}`); // biome-ignore format: one line
    all.push(...items);
    if (next === null) return all;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
}

type Truth = ReadonlyMap<Temper, readonly string[]>;

/** What a check by itself says of a server of each temper; what the run says must be the same. */
async function truthOf(lab: ForkedLab, environment: Record<string, string>, servers: number, greylists: boolean): Promise<Truth> {
  const settings = { ...readSettings(environment), connectionsPerTarget: STRICT };
  const truth = new Map<Temper, readonly string[]>();
  for (const temper of TEMPERS) {
    const server = Array.from({ length: servers }, (_, at) => at).findLast((one) => temperOf(one, greylists) === temper);
    if (server === undefined || temper === 'greylisting') continue;
    const { verdict } = await runCheck(requestFor(domainAt(server), lab.port), settings, AbortSignal.timeout(120_000));
    // Who says 421 may say it once more.
    truth.set(temper, temper === 'throttling' ? [verdict, 'incomplete'] : [verdict]);
  }
  // Its second look gets through.
  truth.set('greylisting', truth.get('healthy') ?? []);
  return truth;
} // biome-ignore format: one thought

interface Difference {
  said: string;
  checkId: string | null;
}

/** What the run says other than it should. */
function differences(results: readonly ShownResult[], truth: Truth, { domains, servers, greylists }: ServiceOptions, { run }: Watched): Difference[] {
  const wrong: Difference[] = [];
  const isWrong = (said: string, checkId: string | null = null) => wrong.push({ said, checkId });
  if (run.status !== 'done' || run.total !== domains || run.done !== domains) isWrong(`${run.status}: ${run.done} of ${run.total}, registered are ${domains}`);
  const names = new Set(results.map(({ domain }) => domain));
  if (names.size !== domains || results.length !== domains) isWrong(`${results.length} results of ${names.size} domains`);
  const counted = Object.values(run.byVerdict).reduce((sum, one) => sum + one, 0);
  if (counted !== domains) isWrong(`verdicts of ${counted} domains`);
  for (const { domain, outcome, checkId } of results) {
    const temper = temperOf(Number(/\d+/.exec(domain)?.[0]) % servers, greylists);
    const expected = truth.get(temper) ?? [];
    if (outcome === null || !expected.includes(outcome)) isWrong(`${domain} (${temper}) is told to be ${outcome}, true is ${expected.join(' or ')}`, checkId);
  }
  return wrong;
} // biome-ignore format: one thought

/** With what its check says of why it could not say more. */
async function explained(url: string, { said, checkId }: Difference): Promise<string> {
  if (checkId === null) return said;
  const { categories, rows } = await ask<Report>(url, `/v1/checks/${checkId}/report`);
  const cut = categories.filter(({ outcome }) => outcome === 'incomplete').map(({ id, reason, ms }) => `${id} ${reason} after ${ms} ms`); // biome-ignore format: one thought
  const open = rows.filter(({ code }) => code === 'undecided').map(({ id, reason }) => `${id} ${reason}`);
  return `${said}: ${[...cut, ...open].join(', ')}`;
}

/** What kept it from being faster. */
function boundBy({ worked, servers, seconds, idle }: Watched, cores: number): string {
  const share = (ms: number): number => ms / 1000 / seconds;
  const said = `cores busy: service ${share(worked.all).toFixed(2)} (its main thread with the embedded engines ${share(worked.main).toFixed(2)}, the functions' threads ${share(worked.all - worked.main).toFixed(2)}), servers ${share(servers.cpuMs).toFixed(2)}, idle ${(idle * cores).toFixed(2)} of ${cores}`;
  if (share(worked.main) > 0.85) return `bound by the thread of the embedded engines; ${said}`;
  // Whoever else is on the machine takes part of them.
  if (idle < 0.1) return `bound by the processors of the machine; ${said}`;
  return `bound by what checks wait for; ${said}`;
} // biome-ignore format: one thought

function told(watched: Watched, { domains }: ServiceOptions, wrong: readonly string[], cores: number): boolean {
  const { seconds, worked, servers, longest, rss } = watched;
  for (const one of wrong) console.log(`WRONG ${one}`);
  console.log(`${wrong.length === 0 ? 'ok  ' : 'OVER'} ${domains} domains through the local service: ${((domains / seconds) * 60).toFixed(0)} checks a minute, ${(worked.all / domains).toFixed(0)} ms of work each; ${boundBy(watched, cores)}`); // biome-ignore format: one line
  console.log(`     longest time that a domain was at work: ${(longest / 1000).toFixed(0)} s; memory ${rss.early.toFixed(0)} MB, then ${rss.late.toFixed(0)} MB`); // biome-ignore format: one line
  const most = Math.max(...servers.seen.map((one) => one.most));
  const kept = [wrong.length === 0, report('connections of a run at one server at a time', most, STRICT, `${servers.seen.reduce((sum, one) => sum + one.connections, 0)} connections at ${servers.seen.length} servers`)]; // biome-ignore format: one line
  if (domains >= RSS_FROM) kept.push(report('memory of the service near the end, against that at a tenth', rss.late / rss.early, RSS_BOUND, `${rss.early.toFixed(0)} MB, then ${rss.late.toFixed(0)} MB`)); // biome-ignore format: one line
  return kept.every(Boolean);
}

/** What the service logged of what went wrong, most recent last. */
function faultsIn(folder: string): string[] {
  const lines = readFileSync(join(folder, 'data', 'service.log'), 'utf8').split('\n');
  return lines.filter((line) => line.includes('"level":"ERROR"')).slice(-5);
}

/** A run of re-checks through the local service, as a process of its own, against servers in another. */
export async function bulkThroughService(options: ServiceOptions, cores: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'mxready-bulk-'));
  const [lab, alone] = [await forkLab(options), await forkLab(options)];
  const environment = settingsFor(lab, folder);
  try {
    const truth = await truthOf(alone, { ...environment, ...settingsFor(alone, folder) }, options.servers, options.greylists); // biome-ignore format: one line
    alone.close();
    settingsFor(lab, folder);
    const port = await freePort();
    const { child, said, code } = await startProcess({ ...environment, PORT: `${port}`, MXREADY_DATA_DIR: join(folder, 'data') }); // biome-ignore format: one line
    if (code !== null || child.pid === undefined) throw new Error(`the service does not start: ${said}`);
    try {
      const url = `http://127.0.0.1:${port}`;
      await register(url, options.domains, lab.port);
      const watched = await watch(url, child.pid, lab, options.domains);
      const wrong = differences(await resultsOf(url, watched.run), truth, options, watched);
      const some = await Promise.all(wrong.slice(0, 20).map((one) => explained(url, one)));
      return told(watched, options, [...some, ...(wrong.length > 20 ? [`${wrong.length} in all`] : [])], cores);
    } catch (error) {
      for (const line of faultsIn(folder)) console.log(line);
      throw error;
    } finally {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  } finally {
    alone.close();
    lab.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
