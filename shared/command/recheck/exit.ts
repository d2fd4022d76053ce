import { EXIT } from '../exit-code.ts';

/** What decides the exit code of a run. */
export interface RunEnd {
  cancelled: boolean;
  /** Findings that two looks agree are worse. */
  worse: number;
  /** Certificates that passed a mark, and what was worse to one look alone. */
  warnings: number;
}

/** Exit code of a run; as for a check, 1 is for warnings with `--strict`. A run that was cancelled told not all. */
export function runExitCode({ cancelled, worse, warnings }: RunEnd, strict: boolean): number {
  if (worse > 0) return EXIT.notReady;
  if (cancelled) return EXIT.incomplete;
  return strict && warnings > 0 ? EXIT.warnings : EXIT.ready;
}
