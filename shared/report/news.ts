import type { Data, Value } from '../check/row.ts';
import type { Status } from '../check/status.ts';
import type { Decided, Known } from './changes.ts';
import type { ReportRow } from './report.ts';

/**
 * What a run of re-checks says of a domain, gravest kind first: `worse` was seen by two looks, `expiring` is a
 * certificate that passed one of its marks, `unconfirmed` was worse to one look only.
 */
export const NEWS_KINDS = ['worse', 'expiring', 'better', 'changed', 'unconfirmed'] as const;
export type NewsKind = (typeof NEWS_KINDS)[number];
export type NewsCounts = Readonly<Record<NewsKind, number>>;

/** A finding as it is now, with what its texts need. */
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

/** What operations know of a domain from the runs before; what single checks found is news to them. */
export interface Baseline {
  /** The check that it was made from. */
  checkId: string;
  finishedAt: number;
  known: readonly Known[];
  marks: readonly Mark[];
}

/** What became of a domain in a run. */
export interface Conclusion {
  items: NewsItem[];
  after: Baseline;
  /** Something is worse that was seen by one look only: another look must confirm it. */
  needsSecond: boolean;
}

export interface Looks {
  /** Null: no run has looked at the domain, and nothing is known of it. */
  baseline: Baseline | null;
  first: { checkId: string; finishedAt: number; rows: readonly ReportRow[] };
  /** The look that was to confirm what the first one found to be worse; null: there was none (yet). */
  second: { checkId: string; finishedAt: number; rows: readonly ReportRow[] } | null;
}

export function conclude(_: Looks): Conclusion {
  throw new Error('to be written');
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

/** Orders domains by the gravest that is told of them: the lower, the graver. @param items gravest first */
export function rankOf(items: readonly NewsItem[]): number {
  const [first] = items;
  if (first === undefined) return NEWS_KINDS.length * 1000;
  return NEWS_KINDS.indexOf(first.kind) * 1000 + Math.max(0, 999 - first.gravity);
}
