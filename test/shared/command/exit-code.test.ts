import { expect, test } from '@jest/globals';
import { EXIT, exitCode } from '../../../shared/command/exit-code.ts';
import { assemble } from '../../../shared/report/assemble.ts';
import type { Report } from '../../../shared/report/report.ts';
import { FRAME, found, result, rowsWith } from '../report/kit.ts';

const report = (verdict: Report['verdict'], ...rows: Parameters<typeof rowsWith>): Report => ({
  ...assemble([found('session', rowsWith(...rows))], FRAME),
  verdict,
});

test('the codes are those of the contract', () => {
  expect(EXIT).toMatchObject({
    ready: 0,
    warnings: 1,
    notReady: 2,
    incomplete: 3,
    unreachable: 4,
    usage: 64,
    fault: 70,
  });
});

test.each<[verdict: Report['verdict'], loose: number, strict: number]>([
  ['ready', 0, 0],
  ['readyWithWarnings', 0, 1],
  ['notReady', 2, 2],
  ['incomplete', 3, 3],
])('%s: %i, with --strict %i', (verdict, loose, strict) => {
  expect([exitCode(report(verdict), false), exitCode(report(verdict), true)]).toEqual([loose, strict]);
});

test('an unreachable target wins over "not ready", a dead address among good ones does not', () => {
  const dead = result('connect', 'fail', { code: 'refused', stage: 'connect' });
  expect(exitCode(report('notReady', dead), false)).toBe(4);
  const warned = result('connect', 'warn', { code: 'dead-address', stage: 'connect' });
  expect(exitCode(report('readyWithWarnings', warned), false)).toBe(0);
  expect(exitCode(report('notReady', result('banner', 'fail', { stage: 'banner' })), false)).toBe(2);
});
