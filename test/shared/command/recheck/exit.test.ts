import { expect, test } from '@jest/globals';
import { runExitCode } from '../../../../shared/command/recheck/exit.ts';

test.each([
  [{ cancelled: false, worse: 0, warnings: 0 }, 0, 0],
  [{ cancelled: false, worse: 0, warnings: 1 }, 0, 1],
  [{ cancelled: false, worse: 1, warnings: 1 }, 2, 2],
  [{ cancelled: true, worse: 0, warnings: 1 }, 3, 3],
  // What is known to be worse is worse, whatever was not looked at.
  [{ cancelled: true, worse: 1, warnings: 0 }, 2, 2],
])('%j: %i, with --strict %i', (end, loose, strict) => {
  expect([runExitCode(end, false), runExitCode(end, true)]).toEqual([loose, strict]);
});
