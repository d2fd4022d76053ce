import { boundedData, boundedValue } from '../check/bounds.ts';
import type { Data, Value } from '../check/row.ts';
import type { Status } from '../check/status.ts';
import { catalogue } from './catalogue.ts';
import { type Decided, fromOf, type Known, keyOf, rankOf } from './changes.ts';
import { marksAfter, wasTold } from './marks.ts';
import { recallOf, remember } from './memory.ts';
import type { ReportRow } from './report.ts';
import { type Finding, movedRows, sightsOf, weigh } from './sights.ts';

/**
 * What a run of re-checks says of a domain, gravest kind first: `worse` was seen by two looks, `expiring` is a
 * certificate that passed one of its marks, `unconfirmed` was worse to one look only.
 */
export const NEWS_KINDS = ['worse', 'expiring', 'better', 'changed', 'unconfirmed'] as const;
export type NewsKind = (typeof NEWS_KINDS)[number];
export type NewsCounts = Readonly<Record<NewsKind, number>>;

/** A finding as it is now, with what its texts need: the words of the server, where it quotes them, as `reply`. */
export interface Now {
  status: Status;
  code: string;
  value: Value;
  data: Data;
}

export interface NewsItem {
  kind: NewsKind;
  row: string;
  subject: string | null;
  gravity: number;
  /** What was known; of an address that took the place of another, what was known of that one. */
  from: Decided | null;
  to: Now;
}

/** A mark before the end of a certificate that operations were told of: so many days. */
export interface Mark {
  row: string;
  subject: string | null;
  /** End of the certificate, as the row says it: another certificate begins anew. */
  end: string;
  days: number;
}

/** What is known of one row and subject from the runs before. */
export interface Remembered extends Known {
  /** The row was decided since, and no longer for this subject: an address that another one took the place of. */
  gone?: true;
}

/** What operations know of a domain from the runs before; what single checks found is news to them. */
export interface Baseline {
  /** The check that it was made from. */
  checkId: string;
  finishedAt: number;
  known: readonly Remembered[];
  marks: readonly Mark[];
}

/** What became of a domain in a run. */
export interface Conclusion {
  items: NewsItem[];
  after: Baseline;
  /** Something is worse that was seen by one look only: another look must confirm it. */
  needsSecond: boolean;
}

/** A report, as far as news come of it. */
export interface Look {
  checkId: string;
  finishedAt: number;
  rows: readonly ReportRow[];
}

export interface Looks {
  /** Null: no run has looked at the domain, and nothing is known of it. */
  baseline: Baseline | null;
  first: Look;
  /** The look that was to confirm what the first one found to be worse; null: there was none (yet). */
  second: Look | null;
}

export const noNews = (): Record<NewsKind, number> => ({
  worse: 0,
  expiring: 0,
  better: 0,
  changed: 0,
  unconfirmed: 0,
});

export function countsOf(items: readonly NewsItem[]): NewsCounts {
  const counts = noNews();
  for (const { kind } of items) counts[kind] += 1;
  return counts;
}

/** Whether anything is told of a domain that is more than what a single look saw. */
export const hasChanged = ({ unconfirmed: _, ...others }: NewsCounts): boolean =>
  Object.values(others).some((count) => count > 0);

/** Orders domains by the gravest that is told of them: the lower, the graver. @param items gravest first */
export function newsRank(items: readonly NewsItem[]): number {
  const [first] = items;
  if (first === undefined) return NEWS_KINDS.length * 1000;
  return NEWS_KINDS.indexOf(first.kind) * 1000 + Math.max(0, 999 - first.gravity);
}

/** What a tenant said of a finding that it knows of (`Acknowledgement` of the register). */
interface Acknowledged {
  domain: string;
  row: string;
  subject: string | null;
  code: string;
  until: number | null;
}

/** Whether a finding was acknowledged, and still is: the same outcome of the same row and subject. @param now milliseconds since 1970 */
export const isQuiet = (
  item: NewsItem,
  domain: string,
  acknowledgements: readonly Acknowledged[],
  now: number,
): boolean =>
  acknowledgements.some(
    (one) =>
      one.domain === domain &&
      one.row === item.row &&
      one.subject === item.subject &&
      one.code === item.to.code &&
      (one.until === null || now < one.until),
  );

/** What is kept of a finding: it is told in a sentence, and the rest is in the report. */
const BOUNDS = { text: 300, entry: 100, entries: 20, list: 1000 } as const;
/** Bytes of all items of a domain as JSON. */
const ITEMS_BYTES = 40_000;

const gravities = new Map(catalogue.map(({ row }) => [row.id, row.gravity]));

function itemOf({ kind, row }: Finding, before: Known | undefined): NewsItem {
  const { id, subject, status, code, value, data, reply } = row;
  return {
    kind,
    row: id,
    subject,
    gravity: gravities.get(id) ?? 0,
    from: before === undefined ? null : fromOf(before),
    // What the row says itself goes before the server's words, as in its texts.
    to: { status, code, value: boundedValue(value, BOUNDS), data: boundedData(reply === null ? data : { reply, ...data }, BOUNDS) }, // biome-ignore format: one thought
  };
}

const graver = (one: NewsItem, other: NewsItem): number =>
  NEWS_KINDS.indexOf(one.kind) - NEWS_KINDS.indexOf(other.kind) ||
  other.gravity - one.gravity ||
  rankOf(other.to) - rankOf(one.to);

/** Gravest first; what does not fit any more is left out: nobody reads so much of one domain. */
function bounded(items: readonly NewsItem[]): NewsItem[] {
  let size = 0;
  return [...items].sort(graver).filter((item) => {
    size += Buffer.byteLength(JSON.stringify(item)) + 1;
    return size <= ITEMS_BYTES;
  });
}

/**
 * What a run says of a domain, and what is known after it. Pure. Compared is what was decided last, in the runs before;
 * worse is only what two looks see, since a single one may have met a bad moment. What one look saw alone is not
 * remembered, so that the next run sees it again.
 */
export function conclude(looks: Looks): Conclusion {
  const { baseline, first, second } = looks;
  const { known, marks } = baseline ?? { known: [], marks: [] };
  const recall = recallOf(known, new Set([...first.rows, ...(second?.rows ?? [])].map(keyOf)));
  const sights = sightsOf(looks, recall);
  const moved = movedRows(sights);
  // One certificate that several addresses show is one.
  const told: Mark[] = [];
  const weighed = sights.map((sight) => {
    const { told: found, ...rest } = weigh(sight, recall, moved, second !== null);
    const mark =
      sight.mark !== null && !rest.isPending && !wasTold(sight.mark, [...marks, ...told]) ? sight.mark : null;
    if (mark !== null) told.push(mark);
    // Another certificate that ends soon as well is told once.
    const others = found === null || (mark !== null && found.kind === 'changed') ? [] : [found];
    const findings = mark === null || sight.counts === null ? others : [...others, { kind: 'expiring' as const, row: sight.counts }]; // biome-ignore format: one thought
    return { ...rest, key: sight.key, row: sight.id, mark, items: findings.map((one) => itemOf(one, recall(one.row)?.known)) }; // biome-ignore format: one thought
  });
  const { checkId, finishedAt } = second ?? first;
  return {
    items: bounded(weighed.flatMap(({ items }) => items)),
    after: { checkId, finishedAt, known: remember(known, weighed), marks: marksAfter(marks, told, finishedAt) },
    needsSecond: second === null && weighed.some(({ items }) => items.some(({ kind }) => kind === 'unconfirmed')),
  };
}
