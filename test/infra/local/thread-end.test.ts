import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { buildFunctions, RUNNER } from '../../../infra/local/build.ts';
import { type FunctionHost, hostFunction, WorkerDied } from '../../../infra/local/function-host.ts';

jest.setTimeout(30_000);
const LINGERS = 'test/infra/local/functions/lingers.ts';
/** Seconds; far more than a thread needs to start. */
const TIMEOUT = 3;
const TIMED_OUT = `lingers: timed out after ${TIMEOUT} s`;

let bundleOf: (entry: string) => string;
beforeAll(async () => {
  bundleOf = await buildFunctions([LINGERS]);
});

let folder: string;
const closing: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mxready-threads-'));
});
afterEach(async () => {
  for (let next = closing.shift(); next !== undefined; next = closing.shift()) await next();
  rmSync(folder, { recursive: true, force: true });
});

/** Its thread is up. */
async function startHost(log: (chunk: string) => void = () => {}): Promise<FunctionHost> {
  const one = hostFunction({ id: 'lingers', bundle: bundleOf(LINGERS), runner: bundleOf(RUNNER), environment: {}, timeout: TIMEOUT, log }); // biome-ignore format: one line
  closing.push(() => one.close());
  await one.invoke({});
  return one;
}

/**
 * Resolves between the time-out of what was invoked just before and the end of its thread: timers of the same length
 * fire one right after the other, and nothing is heard of threads in between.
 */
const timeoutFires = (): Promise<void> => sleep(TIMEOUT * 1000);

/** An invocation that cannot be ended before the test says so. */
function stuck() {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  let file: number | undefined;
  const letGo = (): void => {
    if (file !== undefined) return;
    // Opened for both, it waits for nobody.
    file = openSync(pipe, 'r+');
    writeSync(file, 'x');
    closing.push(async () => closeSync(file as number));
  };
  closing.unshift(async () => letGo());
  return { event: { pipe }, letGo };
}

/** What it came to, so that nothing goes unhandled while something else is waited for. */
const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe('a thread that is ended because an invocation hangs', () => {
  test('takes nothing of its successor with it', async () => {
    const one = await startHost();
    const hung = outcome(one.invoke({ wait: 60_000 }));
    await timeoutFires();
    const next = outcome(one.invoke({}));
    expect(await hung).toMatchObject({ constructor: WorkerDied, message: TIMED_OUT });
    expect(await next).toBe('done');
  });

  test('is gone when its invocations are told so, those that were innocent too', async () => {
    const [one, hung] = [await startHost(), stuck()];
    const told: unknown[] = [];
    const all = [{ wait: 60_000 }, hung.event].map((event) => outcome(one.invoke(event)).then((it) => told.push(it)));
    await timeoutFires();
    expect(await one.invoke({})).toBe('done');
    expect(told).toEqual([]);
    hung.letGo();
    await Promise.all(all);
    expect(told).toMatchObject(all.map(() => ({ constructor: WorkerDied, message: TIMED_OUT })));
  });

  test('is waited for by who closes the host', async () => {
    const [one, hung] = [await startHost(), stuck()];
    const told = outcome(one.invoke(hung.event));
    await timeoutFires();
    let closed = false;
    const all = one.close().then(() => {
      closed = true;
    });
    // Another thread has come up meanwhile.
    await startHost();
    expect(closed).toBe(false);
    hung.letGo();
    await all;
    expect(await told).toMatchObject({ message: TIMED_OUT });
  });
});

test('a thread that an error is about to end is given nothing new', async () => {
  let next: Promise<unknown> | undefined;
  const one: FunctionHost = await startHost(() => {
    // The error is told before the thread is gone.
    next ??= outcome(one.invoke({}));
  });
  expect(await outcome(one.invoke({ uncaught: true, wait: 60_000 }))).toMatchObject({ constructor: WorkerDied });
  expect(await next).toBe('done');
});

test('a host that is closed ends what is in work, and starts no thread any more', async () => {
  const one = await startHost();
  const cut = outcome(one.invoke({ wait: 60_000 }));
  await one.close();
  expect(await cut).toMatchObject({ constructor: WorkerDied, message: 'lingers: the service is closing' });
  one.warm();
  await expect(one.invoke({})).rejects.toThrow('lingers: the service is closing');
});
