import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, startProcess } from '../support/service-process.ts';
import { clientOf, startLab } from '../support/service-world.ts';

/** What the pouring process is to do. */
export interface Pouring {
  port: number;
  seconds: number;
  /** Each sends as fast as it is answered; so many are open at a time. */
  connections: number;
  /** Requests that are held open for up to 25 s beside them. */
  waiters: number;
  /** Of checks that there are. */
  ids: string[];
}

/** What a service stood. */
export interface Flooded {
  seconds: number;
  /** Requests and pieces of rubbish that were sent. */
  sent: number;
  answered: number;
  /** Milliseconds that the health route took while it went on: nineteen of twenty times, and the longest of so many. */
  usualDuring: number;
  worstDuring: number;
  asked: number;
  /** The same when it was over. */
  after: number;
  checks: { asked: number; done: number };
  memoryMb: number;
}

/** As a service has them that others than its owner may call. */
const LIMITS = { MXREADY_LIMIT_PER_CALLER: '60', MXREADY_LIMIT_PER_DOMAIN: '6' };
/** A service that gives no answer within this time gives none. */
const NO_ANSWER = 30_000;

async function health(url: string): Promise<number> {
  const start = performance.now();
  // A connection of its own, as somebody has who comes just now.
  const response = await fetch(`${url}/v1/health`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(NO_ANSWER),
  });
  await response.text();
  if (!response.ok) throw new Error(`health says ${response.status}`);
  return performance.now() - start;
}

/** In a process of its own: what measures must not wait for what pours. */
async function pour(pouring: Pouring): Promise<{ sent: number; answered: number }> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'pourer.ts')], {
    env: { PATH: process.env.PATH ?? '', POUR: JSON.stringify(pouring) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await once(child, 'close');
  if (said === '') throw new Error('the pourer died');
  return JSON.parse(said) as { sent: number; answered: number };
}

/** Asks again and again until it is over. @returns every answer's milliseconds; none counts as the longest wait */
async function watch(url: string, over: Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let going = true;
  const stop = (): void => {
    going = false;
  };
  // What went wrong is told by whoever waits for it.
  void over.then(stop, stop);
  while (going) {
    times.push(await health(url).catch(() => NO_ANSWER));
    await sleep(50);
  }
  return times;
}

function duringOf(times: readonly number[]): Pick<Flooded, 'usualDuring' | 'worstDuring'> {
  const sorted = [...times].sort((one, other) => one - other);
  const usual = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? NO_ANSWER;
  return { usualDuring: usual, worstDuring: sorted.at(-1) ?? NO_ANSWER };
}

function memoryOf(pid: number | undefined): number {
  const status = `/proc/${pid}/status`;
  const kilobytes = existsSync(status) ? /VmRSS:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] : 0;
  return Math.round(Number(kilobytes) / 1024);
}

/** A service of its own process, some checks in it, and rubbish over it for so many seconds. */
export async function flood(seconds: number, dataDir: string): Promise<Flooded> {
  // So late that whoever waits for a check does wait.
  const lab = await startLab({ greeting: { delayMs: seconds * 500 } });
  const port = await freePort();
  const { child } = await startProcess({ ...lab.environment, ...LIMITS, MXREADY_DATA_DIR: dataDir, PORT: `${port}` });
  const url = `http://127.0.0.1:${port}`;
  try {
    const client = clientOf(url, lab.server.port);
    // Once before, so that what is loaded on first use is loaded.
    await client.done(await client.post());
    await health(url);
    const ids = await Promise.all(Array.from({ length: 5 }, () => client.post()));
    const pouring = pour({ port, seconds, connections: 100, waiters: 40, ids });
    const times = await watch(url, pouring);
    const told = await pouring;
    const after = await health(url);
    const memoryMb = memoryOf(child.pid);
    const done = await Promise.all(ids.map((id) => client.done(id)));
    return {
      ...{ seconds, ...told, ...duringOf(times), asked: times.length, after, memoryMb },
      checks: { asked: ids.length, done: done.filter(({ status }) => status === 'done').length },
    };
  } finally {
    child.kill('SIGKILL');
    await lab.close();
  }
}
