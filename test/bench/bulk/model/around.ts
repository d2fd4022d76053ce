import type { Page } from '../../../../shared/pipeline/recheck/run.ts';
import type { Baseline } from '../../../../shared/report/news.ts';
import type { Meter } from './units.ts';

/** What tables in memory need of the world around them. */
export interface Around {
  now(): number;
  /** Whether a read that did not ask for the newest state gets the one before the last write, made then. */
  stale(writtenAt: number): boolean;
  meter: Meter;
  /** What was known of a domain before anybody wrote it. */
  known(of: string): Baseline | null;
  /** Pages that were counted: nobody needs what their checks left any more. */
  folded(runId: string, pages: readonly Page[]): void;
}

/** Whatever nobody asks for here. */
export const unasked = (): never => {
  throw new Error('the light tables do not know this');
};
