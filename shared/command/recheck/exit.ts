import type { Digest } from '../../report/digest.ts';
import { EXIT } from '../exit-code.ts';

/** What a digest says that decides the exit code of a run; what was acknowledged does not. */
export interface RunEnd {
  /** Whether nothing is worse that two looks agree on. */
  nothingWorse: boolean;
  /** Certificates that passed a mark, and what was worse to one look alone. */
  hasWarnings: boolean;
}

/** As much of a digest as decides. */
export interface Deciding {
  nothingWorse: Digest['nothingWorse'];
  attention: { tenants: readonly unknown[] };
  counts: Pick<Digest['counts'], 'unconfirmed'>;
}

/** Where nothing is worse, nothing but certificates is left that asks for attention. */
export const endOf = ({ nothingWorse, attention, counts }: Deciding): RunEnd => ({
  nothingWorse,
  hasWarnings: attention.tenants.length > 0 || counts.unconfirmed > 0,
});

/** Exit code of a run; as for a check, 1 is for warnings with `--strict`. A run that was cancelled told not all. */
export function runExitCode({ nothingWorse, hasWarnings }: RunEnd, cancelled: boolean, strict: boolean): number {
  if (!nothingWorse) return EXIT.notReady;
  if (cancelled) return EXIT.incomplete;
  return strict && hasWarnings ? EXIT.warnings : EXIT.ready;
}
