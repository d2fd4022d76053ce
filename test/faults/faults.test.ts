import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
/** `.ci/run` plays more, with which everything that can go wrong does. */
const CHECKS = 300;

interface Played {
  code: number | null;
  said: string;
}

/** `npm run test:faults`, on one processor: the other has more tests to run. */
const play = (seed: number, checks: number): Promise<Played> =>
  new Promise((resolve) => {
    const args = ['--import', 'tsx', 'test/faults/main.ts', ...['--seed', `${seed}`, '--checks', `${checks}`, '--jobs', '1']]; // biome-ignore format: one thought
    execFile(process.execPath, args, { cwd: ROOT, timeout: 270_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ code, said: `${stdout}${stderr}` });
    });
  });

test(`${CHECKS} checks in worlds where everything goes wrong: all end, once, and nobody is harmed`, async () => {
  const { code, said } = await play(1, CHECKS);
  // Of a failure it says the world, and the command that plays it again.
  expect(said).toMatch(/^nothing went wrong that must not$/m);
  expect(code).toBe(0);
  expect(Number.parseInt(said, 10)).toBeGreaterThanOrEqual(CHECKS);
}, 300_000);

test('the same seed is the same run, event for event', async () => {
  const [one, again, other] = await Promise.all([play(7, 20), play(7, 20), play(8, 20)]);
  const timeless = ({ said }: Played): string => said.replace(/, [\d.]+ s$/m, '');
  expect(one).toEqual({ code: 0, said: expect.stringMatching(/^\d+ checks in \d+ worlds, \d+ events, [\d.]+ s\n/) });
  expect(timeless(again)).toBe(timeless(one));
  const eventsOf = ({ said }: Played): string | undefined => /(\d+) events/.exec(said)?.[1];
  expect(eventsOf(other)).not.toBe(eventsOf(one));
}, 120_000);
