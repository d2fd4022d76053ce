import type { Status } from '../check/status.ts';
import { catalogue } from './catalogue.ts';
import type { ReportRow } from './report.ts';
import type { Verdict } from './texts/language.ts';

/** What a row said when it could be decided. */
export interface Decided {
  status: Status;
  code: string;
  /** Its value as a text of bounded length; null where it has none, or one that says nothing of a change. */
  value: string | null;
}

/** What is known of one row and subject: the last time that it could be decided. */
export interface Known extends Decided {
  row: string;
  subject: string | null;
  /** Whether the last look could not decide it. */
  open: boolean;
}

/** What is known of a domain from the checks before. */
export interface Latest {
  /** The last check that ended. */
  checkId: string;
  finishedAt: number;
  /** What it came to; left out by versions before there were runs. */
  verdict?: Verdict;
  known: readonly Known[];
}

/** A row that is not what it was. */
export interface Change {
  row: string;
  subject: string | null;
  from: Decided | null;
  to: Decided;
}

/** What differs from what was known (contract.md, `changes`); gravest first. */
export interface Changes {
  /** The check that it is compared with; null: there is none. */
  since: { checkId: string; finishedAt: number } | null;
  worse: Change[];
  better: Change[];
  /** Rows and subjects that were never decided before. */
  new: Change[];
  /** Rows that were decided and now cannot be: nothing is known to be worse. */
  unknown: Change[];
  /** Another code or value, and neither worse nor better. */
  changed: Change[];
}

export const KINDS = ['worse', 'better', 'new', 'unknown', 'changed'] as const;
export type ChangeKind = (typeof KINDS)[number];

/** Characters of a value that are kept to be compared. */
const VALUE = 300;
/** What is remembered of rows and subjects of before: those that were not looked at for longest go first. */
export const MOST_KNOWN = 500;

const RANK: Readonly<Partial<Record<Status, number>>> = { pass: 0, info: 0, notApplicable: 0, warn: 1, fail: 2 };
const fleeting = new Set(catalogue.filter(({ row }) => row.fleeting === true).map(({ row }) => row.id));

export const isDecided = ({ status }: Pick<ReportRow, 'status'>): boolean => RANK[status] !== undefined;

/** How bad a decided status is: 0 asks for nothing, 1 warns, 2 fails. */
export const rankOf = ({ status }: { status: Status }): number => RANK[status] ?? 0;

/** One row and subject as one text. */
export const keyOf = ({ id, subject }: { id: string; subject: string | null }): string => JSON.stringify([id, subject]);

function textOf({ id, value }: ReportRow): string | null {
  if (value === null || fleeting.has(id)) return null;
  const text = Array.isArray(value) ? [...value].sort().join(', ') : String(value);
  return text.slice(0, VALUE);
}

export const decidedOf = (row: ReportRow): Decided => ({ status: row.status, code: row.code, value: textOf(row) });

/** What became of a row; null: nothing that is worth a word. */
export function kindOf(row: ReportRow, before: Known | undefined): ChangeKind | null {
  if (!isDecided(row)) return before !== undefined && !before.open ? 'unknown' : null;
  if (before === undefined) return 'new';
  const [was, is] = [rankOf(before), rankOf(row)];
  if (was !== is) return is > was ? 'worse' : 'better';
  const now = decidedOf(row);
  return now.code !== before.code || now.value !== before.value ? 'changed' : null;
}

export const fromOf = ({ status, code, value }: Known): Decided => ({ status, code, value });

const NOTHING = (): Record<ChangeKind, Change[]> => ({ worse: [], better: [], new: [], unknown: [], changed: [] });

/**
 * What a report says that was not known before. Compared is the last decided status of each row: a look that could not
 * decide it is passed over, so that what became worse meanwhile is told all the same.
 * @param latest null: no check of before; then every decided row is new
 */
export function changesOf(rows: readonly ReportRow[], latest: Latest | null): Changes {
  const known = new Map((latest?.known ?? []).map((one) => [keyOf({ id: one.row, subject: one.subject }), one]));
  const found = NOTHING();
  const graver = [...rows].sort((one, other) => (other.gravity ?? 0) - (one.gravity ?? 0));
  for (const row of graver) {
    const before = known.get(keyOf(row));
    const kind = kindOf(row, before);
    if (kind === null) continue;
    const from = before === undefined ? null : fromOf(before);
    found[kind].push({ row: row.id, subject: row.subject, from, to: decidedOf(row) });
  }
  return { since: latest === null ? null : { checkId: latest.checkId, finishedAt: latest.finishedAt }, ...found };
}

/** Of a check that ended before the one that is known last: what it would be compared with came after it. */
export const notCompared = (): Changes => ({ since: null, ...NOTHING() });

/** What is known after a report. */
export function latestAfter(
  checkId: string,
  finishedAt: number,
  rows: readonly ReportRow[],
  before: Latest | null,
): Latest {
  const known = new Map((before?.known ?? []).map((one) => [keyOf({ id: one.row, subject: one.subject }), one]));
  for (const row of rows) {
    const key = keyOf(row);
    const was = known.get(key);
    // To the end of the list, where what was looked at last stands.
    known.delete(key);
    if (isDecided(row)) known.set(key, { row: row.id, subject: row.subject, ...decidedOf(row), open: false });
    else if (was !== undefined) known.set(key, { ...was, open: true });
  }
  return { checkId, finishedAt, known: [...known.values()].slice(-MOST_KNOWN) };
}

/** A change with what the report says of its row. */
export interface ToldChange {
  kind: ChangeKind;
  row: ReportRow;
  from: Decided | null;
}

/** Changes that people are told of, gravest kind first: of what is new only what asks for something to be done. */
export function toldChanges(rows: readonly ReportRow[], changes: Changes): ToldChange[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return KINDS.flatMap((kind) =>
    changes[kind].flatMap(({ row: id, subject, from }) => {
      const row = byKey.get(keyOf({ id, subject }));
      if (row === undefined) return [];
      return kind === 'new' && row.status !== 'warn' && row.status !== 'fail' ? [] : [{ kind, row, from }];
    }),
  );
}
