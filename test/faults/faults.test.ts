import { expect, test } from '@jest/globals';
import { campaign } from './campaign.ts';

const CHECKS = 2000;

test(`${CHECKS} checks in worlds where everything goes wrong: all end, once, and nobody is harmed`, async () => {
  const { failure, checks } = await campaign({ checks: CHECKS, seed: 1 });
  expect(failure).toBeNull();
  expect(checks).toBeGreaterThanOrEqual(CHECKS);
}, 180_000);

test('the same seed is the same run, event for event', async () => {
  const [one, other] = [await campaign({ checks: 60, seed: 7 }), await campaign({ checks: 60, seed: 7 })];
  expect([one.steps, [...one.tally]]).toEqual([other.steps, [...other.tally]]);
  expect((await campaign({ checks: 60, seed: 8 })).steps).not.toBe(one.steps);
}, 60_000);
