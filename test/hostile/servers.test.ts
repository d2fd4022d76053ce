import { expect, test } from '@jest/globals';
import { siege } from './siege.ts';

/** Megabytes above idle. */
const MEMORY = 150;
/** Seconds for a whole check here; its stages have one second each. */
const SECONDS = 60;
/** What is cut off by its time needs a moment to be judged. */
const GRACE = 10;

test('fifty servers that mean harm, at once: every check ends in its time, in bounded memory, and harms nobody', async () => {
  const { idle, peak, checks, names } = await siege({ patience: 1, seconds: SECONDS });
  expect(checks.length).toBeGreaterThanOrEqual(50);
  const named = checks.map((check, at) => ({ name: names[at], ...check }));
  expect(named.filter(({ fault }) => fault !== null)).toEqual([]);
  expect(named.filter(({ took }) => took > (SECONDS + GRACE) * 1000)).toEqual([]);
  expect(named.filter(({ verdict }) => verdict === 'ready')).toEqual([]);
  expect(named.filter(({ steers }) => steers)).toEqual([]);
  // 32 KiB of text and what JSON adds to each of its lines.
  expect(named.filter(({ largest }) => largest > 160_000)).toEqual([]);
  expect(peak - idle).toBeLessThan(MEMORY);
}, 150_000);
