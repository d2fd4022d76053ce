import { decidedOf, type Known, keyOf, MOST_KNOWN, rankOf } from './changes.ts';
import type { Remembered } from './news.ts';
import type { ReportRow } from './report.ts';

/** Of those that are gone, so many are remembered: names with many addresses show others each time. */
const MOST_GONE = 100;

export const keyOfKnown = ({ row, subject }: Pick<Known, 'row' | 'subject'>): string => keyOf({ id: row, subject });

/** What a row is compared with. */
export interface Before {
  known: Known;
  /** Whether it was said of this very subject, and last. */
  isOwn: boolean;
}

export type Recall = (row: ReportRow) => Before | undefined;

const worseOf = (one: Known | undefined, other: Known | undefined): Known | undefined =>
  one === undefined || (other !== undefined && rankOf(other) > rankOf(one)) ? other : one;

/** The best of them; of equals the one that was looked at last. */
const bestOf = (all: readonly Remembered[]): Remembered | undefined =>
  all.reduce<Remembered | undefined>(
    (best, one) => (best === undefined || rankOf(one) <= rankOf(best) ? one : best),
    undefined,
  );

/**
 * What was known of a row and subject. A subject that is new or back again (the MX moved to another address) is
 * compared with what it took the place of, or stands beside: that nobody looked at it before must not hide a loss. One
 * that is back is no worse than it was known to be, so that names whose addresses change with each answer tell it once.
 * @param seen keys of every row of the looks
 */
export function recallOf(known: readonly Remembered[], seen: ReadonlySet<string>): Recall {
  const own = new Map(known.map((one) => [keyOfKnown(one), one]));
  return (row) => {
    const mine = own.get(keyOf(row));
    if (mine !== undefined && mine.gone !== true) return { known: mine, isOwn: true };
    const peers = known.filter((one) => one.row === row.id && one.gone !== true);
    const replaced = peers.filter((one) => !seen.has(keyOfKnown(one)));
    const before = worseOf(bestOf(replaced.length > 0 ? replaced : peers), mine);
    return before === undefined ? undefined : { known: before, isOwn: false };
  };
}

/** What became of one row and subject in a run. */
export interface Learnt {
  key: string;
  row: string;
  /** What counts from now on; null: what was known before. */
  record: ReportRow | null;
  /** Whether it is worse to one look alone: the next run must see it again, and so what it is compared with stays. */
  isPending: boolean;
}

/** What is remembered after a run. Those that were not looked at for longest stand first, and go first. */
export function remember(before: readonly Remembered[], learnt: readonly Learnt[]): Remembered[] {
  const known = new Map(before.map((one) => [keyOfKnown(one), one]));
  for (const { key, record } of learnt) {
    const was = known.get(key);
    known.delete(key);
    if (record !== null) known.set(key, { row: record.id, subject: record.subject, ...decidedOf(record), open: false });
    else if (was !== undefined) known.set(key, { ...was, open: true });
  }
  const seen = new Set(learnt.map(({ key }) => key));
  const settled = new Set(learnt.filter(({ record }) => record !== null).map(({ row }) => row));
  for (const { row, isPending } of learnt) if (isPending) settled.delete(row);
  const all = [...known].map(([key, one]): Remembered => (settled.has(one.row) && !seen.has(key) ? { ...one, gone: true } : one)); // biome-ignore format: one thought
  const gone = new Set(all.filter((one) => one.gone === true).slice(0, -MOST_GONE));
  return all.filter((one) => !gone.has(one)).slice(-MOST_KNOWN);
}
