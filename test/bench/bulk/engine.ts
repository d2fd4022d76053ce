import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createChecker } from '../../../shared/command/recheck/checker.ts';
import { readSettings } from '../../../shared/config.ts';
import { requestFor } from '../../support/check-world.ts';
import { report } from '../measure.ts';
import { serialSession } from '../serial.ts';
import { type ForkedLab, forkLab } from './lab/fork.ts';
import { settingsFor } from './lab/settings.ts';
import { temperOf } from './lab/tempers.ts';
import { addressOf, domainAt, hostAt } from './lab/world.ts';
import { cpuOf, cpuOfEnded } from './process-cpu.ts';

/** Sessions by hand at a time, checks of the engine at a time, servers. */
const [SESSIONS, CHECKS, SERVERS] = [16, 64, 300] as const;
/** Checks a minute of the sessions against those of the engine, and work of one check against one session: a tenth at most. */
const BOUND = { pace: 0.1, work: 0.1 } as const;
const TOOLS = ['swaks', 'openssl', 'dig'] as const;

const isThere = (tool: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

interface Pace {
  perMinute: number;
  /** Milliseconds of processor time each. */
  work: number;
}

/** Servers that are as they should be: what is compared is work, not patience. */
const HEALTHY: readonly number[] = Array.from({ length: SERVERS }, (_, at) => at).filter((one) => temperOf(one, false) === 'healthy'); // biome-ignore format: one list
const serverFor = (index: number): number => HEALTHY[index % HEALTHY.length] ?? 0;

/** Does so many pieces of work, some at a time. @param worked milliseconds of processor time so far */
async function paceOf(count: number, atOnce: number, worked: () => number, work: (index: number) => Promise<unknown>): Promise<Pace> {
  const [start, before] = [performance.now(), worked()];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { perMinute: (count / (performance.now() - start)) * 60_000, work: (worked() - before) / count };
} // biome-ignore format: one thought

/** As `mxready recheck --file` checks its list. */
async function byEngine(lab: ForkedLab, environment: Record<string, string>, count: number): Promise<Pace> {
  const stop = new AbortController();
  const checker = createChecker(readSettings(environment), { concurrency: CHECKS, timeout: 120, waitGreylist: false }, stop.signal); // biome-ignore format: one line
  const check = async (index: number): Promise<void> => {
    const { verdict } = await checker.check(requestFor(domainAt(serverFor(index)), lab.port), stop.signal);
    if (verdict !== 'ready' && verdict !== 'readyWithWarnings') throw new Error(`a healthy server is told to be ${verdict}`);
  };
  // What is measured is a process that has been up for a while, not the loading and compiling of its code.
  await paceOf(SESSIONS, SESSIONS, () => 0, check);
  return paceOf(count, CHECKS, () => cpuOf(process.pid).all, check);
} // biome-ignore format: one thought

function byHand(lab: ForkedLab, { MXREADY_CA_FILE: root = '' }: Record<string, string>, count: number): Promise<Pace> {
  const senders = { pass: 'smtptest@pass.sender.test', fail: 'smtptest@fail.sender.test' };
  return paceOf(count, SESSIONS, cpuOfEnded, (index) => {
    const server = serverFor(index);
    const { resolver, port } = lab;
    return serialSession({ domain: domainAt(server), host: hostAt(server), addresses: [addressOf(server)], resolver, port, root, senders, sink: 'sink@sink.test' }); // biome-ignore format: one line
  });
}

/**
 * The engine of the command in one process, against sixteen sessions by hand at a time, on the same machine and servers.
 * @param checks of the engine @param sessions by hand: they take far longer
 */
export async function engineAgainstSerial(checks: number, sessions: number): Promise<boolean> {
  const missing = TOOLS.filter((one) => !isThere(one));
  if (missing.length > 0) {
    console.log(`skipped: the engine against sessions by hand needs ${missing.join(', ')}`);
    return true;
  }
  const folder = mkdtempSync(join(tmpdir(), 'mxready-bulk-'));
  const lab = await forkLab({ servers: SERVERS, domains: SERVERS, greylists: false });
  try {
    const environment = settingsFor(lab, folder);
    // Before and after, where there is time: what else is on the machine meets both alike.
    const isLong = sessions >= 2 * SESSIONS;
    const first = await byHand(lab, environment, isLong ? sessions / 2 : sessions);
    const engine = await byEngine(lab, environment, checks);
    const second = isLong ? await byHand(lab, environment, sessions / 2) : first;
    const hand = { perMinute: (first.perMinute + second.perMinute) / 2, work: (first.work + second.work) / 2 };
    const over = `engine ${engine.perMinute.toFixed(0)} checks a minute at ${engine.work.toFixed(0)} ms of work, ${SESSIONS} sessions by hand ${hand.perMinute.toFixed(0)} at ${hand.work.toFixed(0)} ms`; // biome-ignore format: one line
    return [
      report('pace of sessions by hand, against the engine', hand.perMinute / engine.perMinute, BOUND.pace, over),
      report('work of the engine for a check, against a session by hand', engine.work / hand.work, BOUND.work, over),
    ].every(Boolean);
  } finally {
    lab.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
