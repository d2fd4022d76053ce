import { expect, test } from '@jest/globals';
import { endOf, runExitCode } from '../../../../shared/command/recheck/exit.ts';

test.each([
  ['done', true, 0, 0, 0, 0],
  ['done', true, 1, 0, 0, 1],
  ['done', true, 0, 1, 0, 1],
  ['done', false, 1, 1, 2, 2],
  ['cancelled', true, 1, 1, 3, 3],
  // What is known to be worse is worse, whatever was not looked at.
  ['cancelled', false, 1, 0, 2, 2],
] as const)('%s, nothing worse: %s, %i to look at, %i once: %i, with --strict %i', (status, nothingWorse, listed, once, ...codes) => {
  const end = endOf({ nothingWorse, attention: { tenants: Array(listed).fill({}) }, counts: { unconfirmed: once } });
  expect([false, true].map((strict) => runExitCode(end, status === 'cancelled', strict))).toEqual(codes);
});
