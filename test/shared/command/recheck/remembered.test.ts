import { expect, test } from '@jest/globals';
import { remembered } from '../../../../shared/command/recheck/remembered.ts';

test('is asked for once, however many want to know, and again after a while', async () => {
  let now = 0;
  let asked = 0;
  const know = remembered(async () => ++asked, 100, () => now); // biome-ignore format: one thought
  expect(await Promise.all([know(), know()])).toEqual([1, 1]);
  now = 99;
  expect(await know()).toBe(1);
  now = 100;
  expect(await know()).toBe(2);
});
