import type { RowResult } from '../check/runner.ts';
import { CALLERS_CHOICE } from '../check/status.ts';
import { catalogue } from './catalogue.ts';
import type { Verdict } from './texts/language.ts';

export interface Judgement {
  verdict: Verdict;
  /** The row to speak of first; null when there is nothing to do. */
  first: RowResult | null;
  /** Ids of deciding rows that the caller left out. */
  leftOut: string[];
}

const open = (row: RowResult): boolean => row.status === 'inconclusive' || row.status === 'notTested';
const chosen = (row: RowResult): boolean =>
  row.status === 'notTested' && row.reason !== null && CALLERS_CHOICE.has(row.reason);

const gravest = (rows: readonly RowResult[], gravityOf: (row: RowResult) => number): RowResult | null =>
  rows.reduce<RowResult | null>((best, row) => (best === null || gravityOf(row) > gravityOf(best) ? row : best), null);

/** Verdict of a report from what its rows declare (rows.md, "Verdict of the report"). */
export function judge(rows: readonly RowResult[]): Judgement {
  const declared = new Map(catalogue.map(({ row }) => [row.id, row]));
  const gravityOf = (row: RowResult): number => declared.get(row.id)?.gravity ?? 0;
  const decidingRows = catalogue
    .filter(({ row }) => row.deciding)
    .map(({ row }) => rows.filter(({ id }) => id === row.id));
  const undecided = decidingRows.filter((all) => all.length > 0 && all.every(open));
  const leftOut = undecided.filter((all) => all.every(chosen)).flatMap((all) => all[0]?.id ?? []);
  const missing = undecided.filter((all) => !all.every(chosen)).flatMap((all) => all.filter((row) => !chosen(row)));
  const fails = rows.filter(({ status }) => status === 'fail');
  const warns = rows.filter(({ status }) => status === 'warn');
  if (fails.length > 0) return { verdict: 'notReady', first: gravest(fails, gravityOf), leftOut };
  if (missing.length > 0) return { verdict: 'incomplete', first: gravest(missing, gravityOf), leftOut };
  // What could not be decided does not change these verdicts, but may be the graver thing to speak of.
  const doubts = rows.filter(({ status }) => status === 'inconclusive');
  const first = gravest([...warns, ...doubts], gravityOf);
  return { verdict: warns.length > 0 || leftOut.length > 0 ? 'readyWithWarnings' : 'ready', first, leftOut };
}
