import { expect, test } from '@jest/globals';
import { SharedWork } from '../../../../shared/net/dns/shared-work.ts';

test('work is stopped exactly when its last caller leaves', async () => {
  let abandoned = 0;
  let stopped: AbortSignal | undefined;
  const work = new SharedWork<never>(
    (signal) => {
      stopped = signal;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
    () => {
      abandoned += 1;
    },
  );
  const [one, two] = [new AbortController(), new AbortController()];
  const waiting = [work.join(one.signal), work.join(two.signal)];
  one.abort(new Error('one'));
  await expect(waiting[0]).rejects.toThrow('one');
  expect([abandoned, stopped?.aborted]).toEqual([0, false]);
  two.abort(new Error('two'));
  await expect(waiting[1]).rejects.toThrow('two');
  expect([abandoned, stopped?.aborted]).toEqual([1, true]);
});

test('a signal that fires after the result changes nothing', async () => {
  let abandoned = false;
  const work = new SharedWork(
    async () => 'done',
    () => {
      abandoned = true;
    },
  );
  const late = new AbortController();
  expect(await work.join(late.signal)).toBe('done');
  late.abort();
  expect(abandoned).toBe(false);
  expect(await work.join(undefined)).toBe('done');
});
