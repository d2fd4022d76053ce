import type { Report } from '../report/report.ts';

/** Exit codes of the command (contract.md). */
export const EXIT = {
  ready: 0,
  warnings: 1,
  notReady: 2,
  incomplete: 3,
  unreachable: 4,
  usage: 64,
  fault: 70,
  interrupted: 130,
} as const;

/** A failure at stage `connect` is row 1: the target cannot be reached. It wins over "not ready". */
export function exitCode(report: Report, strict: boolean): number {
  const unreachable = report.rows.some(({ status, stage }) => status === 'fail' && stage === 'connect');
  if (unreachable) return EXIT.unreachable;
  switch (report.verdict) {
    case 'notReady':
      return EXIT.notReady;
    case 'incomplete':
      return EXIT.incomplete;
    case 'readyWithWarnings':
      return strict ? EXIT.warnings : EXIT.ready;
    default:
      return EXIT.ready;
  }
}
