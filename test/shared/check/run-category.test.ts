import { describe, expect, test } from '@jest/globals';
import { type Category, type Gathered, settled } from '../../../shared/check/category.ts';
import type { Io } from '../../../shared/check/io.ts';
import { row } from '../../../shared/check/row.ts';
import { ended, runCategory } from '../../../shared/check/run-category.ts';
import { conversation, TARGET } from '../report/kit.ts';

const one = row<{ size: number }>()({
  id: 'one',
  n: null,
  side: 'server',
  needs: ['size'],
  codes: { good: 'pass' },
  judge: () => ({ code: 'good' }),
});

const category = (gather: Category['gather'], seconds = 10): Category => ({
  id: 'things',
  network: 'dns',
  limits: { seconds, memoryMb: 128, concurrency: 1 },
  gather,
  rows: [one],
});

let now = 0;
// A category of this test asks nothing of the network.
const io = {
  timeout: (ms: number) => AbortSignal.timeout(ms),
  clock: () => now,
  now: () => new Date(0),
  ownAddresses: [],
} as unknown as Io;
const found: Gathered<unknown> = {
  units: [{ subject: null, software: null, evidence: { size: settled(1) } }],
  conversations: [conversation()],
};
const run = (gather: Category['gather'], signal = new AbortController().signal, seconds?: number) =>
  runCategory(category(gather, seconds), TARGET, io, signal);

/** Ends only when it is told to. */
const until = (signal: AbortSignal, then: () => Promise<Gathered<unknown>>) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  }).then(then);

describe('a category', () => {
  test('gathers, then judges', async () => {
    const result = await run(async () => {
      now += 41.6;
      return found;
    });
    expect(result).toMatchObject({
      category: 'things',
      outcome: 'completed',
      reason: null,
      ms: 42,
      fault: null,
      rows: [{ id: 'one', status: 'pass' }],
      conversations: [{ id: 'session-1' }],
    });
  });

  test('that is announced only is not asked for', async () => {
    expect(await run(null)).toMatchObject({
      outcome: 'incomplete',
      reason: 'not-asked',
      rows: [{ reason: 'not-asked' }],
    });
  });

  test('whose gathering fails is a fault of ours, and every row says so', async () => {
    const result = await run(() => Promise.reject(new Error('oops')));
    expect(result).toMatchObject({ outcome: 'incomplete', reason: 'internal', rows: [{ reason: 'internal' }] });
    expect(result.fault).toContain('oops');
  });

  test('that throws at once, or something that is no error, is none the less a result', async () => {
    const result = await run(() => {
      throw 'words';
    });
    expect(result).toMatchObject({ reason: 'internal', fault: 'words' });
  });

  test('stopped by the caller gives up with "deadline", without a fault', async () => {
    const stop = new AbortController();
    const running = run((_, __, signal) => until(signal, () => Promise.reject(signal.reason)), stop.signal);
    stop.abort();
    expect(await running).toMatchObject({ outcome: 'incomplete', reason: 'deadline', fault: null });
  });

  test('keeps what it had seen when its own time is up', async () => {
    const result = await run((_, __, signal) => until(signal, async () => found), undefined, 0.02);
    expect(result).toMatchObject({ outcome: 'incomplete', reason: 'deadline', rows: [{ status: 'pass' }] });
  });

  test('that never started has all its rows', () => {
    expect(ended(category(null), 'deadline', 0, null).rows).toMatchObject([{ id: 'one', reason: 'deadline' }]);
  });
});
