import { catalogue } from './catalogue.ts';
import { isDecided, keyOf, kindOf, rankOf } from './changes.ts';
import { passedMark } from './marks.ts';
import type { Learnt, Recall } from './memory.ts';
import type { Look, Looks, Mark, NewsKind } from './news.ts';
import type { ReportRow } from './report.ts';

const declared = new Map(catalogue.map(({ row }) => [row.id, row]));
const isWatched = ({ id }: ReportRow): boolean => declared.get(id)?.watch === true;

/** One row and subject, as each look has it; null where a look does not have it at all. */
export interface Sight {
  key: string;
  id: string;
  first: ReportRow | null;
  second: ReportRow | null;
  /** Of the looks that have it, what counts: the later one that could decide it. */
  counts: ReportRow | null;
  /** The mark that what counts has passed. */
  mark: Mark | null;
  isWorse: { first: boolean; second: boolean };
}

/** Whether a row is worse than what is known, in a way that operations want to hear of. */
function isWorse(row: ReportRow | null, recall: Recall): boolean {
  const before = row === null ? undefined : recall(row);
  if (row === null || before === undefined || !isDecided(row)) return false;
  if (rankOf(row) <= rankOf(before.known) || !(isWatched(row) || row.status === 'fail')) return false;
  // What warns of a date is told by its marks as that date draws near: a renewal in good order passes none.
  return row.status !== 'warn' || declared.get(row.id)?.validity === undefined;
}

export function sightsOf({ first, second }: Looks, recall: Recall): Sight[] {
  const byKey = ({ rows }: Pick<Look, 'rows'>) => new Map(rows.map((row) => [keyOf(row), row]));
  const [ones, twos] = [byKey(first), byKey(second ?? { rows: [] })];
  return [...new Set([...ones.keys(), ...twos.keys()])].map((key) => {
    const [one, two] = [ones.get(key) ?? null, twos.get(key) ?? null];
    const at = { first: first.finishedAt, second: second?.finishedAt ?? first.finishedAt };
    const [counts, when] = two !== null && isDecided(two) ? [two, at.second] : [one !== null && isDecided(one) ? one : null, at.first]; // biome-ignore format: one thought
    return {
      key,
      id: (one ?? two)?.id ?? '',
      first: one,
      second: two,
      counts,
      mark: counts === null ? null : passedMark(counts, when),
      isWorse: { first: isWorse(one, recall), second: isWorse(two, recall) },
    };
  });
}

/** Rows that were worse to both looks, of subjects that only one of them had: an address may be another each time. */
export function movedRows(sights: readonly Sight[]): ReadonlySet<string> {
  const onlySecond = new Set(sights.filter((one) => one.first === null && one.isWorse.second).map(({ id }) => id));
  return new Set(sights.flatMap((one) => (one.second === null && one.isWorse.first && onlySecond.has(one.id) ? [one.id] : []))); // biome-ignore format: one thought
}

export interface Finding {
  kind: NewsKind;
  row: ReportRow;
}
type Weighed = Pick<Learnt, 'record' | 'isPending'> & { told: Finding | null };

const pending = (told: Finding | null): Weighed => ({ told, record: null, isPending: true });

/** What is neither worse nor may be: better, or another code or value, where somebody wants to hear of it. */
function settled({ counts: row }: Sight, recall: Recall): Weighed {
  if (row === null) return { told: null, record: null, isPending: false };
  const before = recall(row);
  const kind = before?.isOwn ? kindOf(row, before.known) : null;
  const isNews = kind === 'better' ? isWatched(row) || before?.known.status === 'fail' : kind === 'changed' && isWatched(row); // biome-ignore format: one thought
  return { told: isNews ? { kind: kind as NewsKind, row } : null, record: row, isPending: false };
}

/** What a run makes of one row and subject. */
export function weigh(sight: Sight, recall: Recall, moved: ReadonlySet<string>, hasSecond: boolean): Weighed {
  const { first, second, isWorse: worse } = sight;
  const hasMoved = moved.has(sight.id);
  if (second !== null && worse.second) {
    const isConfirmed = worse.first || (first === null && hasMoved);
    // To the second look alone: the next run sees whether it stays so.
    return isConfirmed ? { told: { kind: 'worse', row: second }, record: second, isPending: false } : pending(null);
  }
  // A look that decided that it is not so: a blip.
  if (first === null || !worse.first || (second !== null && isDecided(second))) return settled(sight, recall);
  // Told of the address that the second look saw in its place.
  const isTold = hasSecond && second === null && hasMoved;
  return isTold ? { told: null, record: first, isPending: false } : pending({ kind: 'unconfirmed', row: first });
}
