import { expect, test } from '@jest/globals';
import { daily, nextAt } from '../../../infra/local/daily.ts';

const at = (text: string): number => Date.parse(`${text}Z`);
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

test.each([
  ['2026-03-01T00:00', '00:30', '2026-03-01T00:30'],
  ['2026-03-01T00:30', '00:30', '2026-03-02T00:30'],
  ['2026-03-01T23:59', '00:00', '2026-03-02T00:00'],
  ['2026-12-31T12:00', '11:59', '2027-01-01T11:59'],
])('after %s the next %s is %s', (after, time, next) => {
  expect(iso(nextAt(time, at(after)))).toBe(next);
});

/** Days of a made-up clock: what was called for when, and when it was. */
async function lived(days: number, sleeps: (ms: number, now: number) => number): Promise<[string, string][]> {
  let now = at('2026-03-01T12:00');
  const end = now + days * 24 * 3600_000;
  const stop = new AbortController();
  const calls: [string, string][] = [];
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += sleeps(ms, now);
      if (now > end) stop.abort();
    },
  };
  await daily('00:30', async (due) => void calls.push([iso(due), iso(now)]), stop.signal, clock);
  return calls;
}

test('it is called once a day, at its time', async () => {
  const days = ['2026-03-02T00:30', '2026-03-03T00:30', '2026-03-04T00:30'];
  expect(await lived(3, (ms) => ms)).toEqual(days.map((one) => [one, one]));
});

test('what a machine slept through is made up for once, and called what it was', async () => {
  const slept = at('2026-03-01T20:00');
  const calls = await lived(3, (ms, now) => (now === slept ? 30 * 3600_000 : ms));
  expect(calls).toEqual([['2026-03-02T00:30', '2026-03-03T02:00'], ['2026-03-04T00:30', '2026-03-04T00:30']]); // biome-ignore format: one line
});

test('nothing is called any more once it is told to stop', async () => {
  const calls: number[] = [];
  await daily('00:30', async (due) => void calls.push(due), AbortSignal.abort());
  expect(calls).toEqual([]);
});
