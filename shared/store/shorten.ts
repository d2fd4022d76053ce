import { type Bounds, boundedData, boundedText, boundedValue } from '../check/bounds.ts';
import type { RowResult } from '../check/runner.ts';
import { STATUSES } from '../check/status.ts';
import type { RowWords } from '../report/words.ts';

/** A row with its words or, within a result, without. */
type Row = RowResult & Partial<RowWords>;

/** How much of a row is kept where all of it does not fit, in two steps. */
const TIGHT: Bounds = { text: 128, entry: 128, entries: 10, list: 1024 };
const TIGHTEST: Bounds = { text: 64, entry: 64, entries: 0, list: 0 };

/** Words quote what the data has, so they shrink with it. */
const WORDS = 4;

/** A row of which less is kept; its data says so. Code, status and what chooses the wording stay. */
function shortened<T extends Row>(row: T, bounds: Bounds): T {
  const { text, remedy } = row;
  return {
    ...row,
    subject: boundedText(row.subject, bounds.text),
    value: boundedValue(row.value, bounds),
    data: { ...boundedData(row.data, bounds), shortened: true },
    reply: boundedText(row.reply, bounds.text),
    evidence: row.evidence.slice(0, bounds.entries),
    ...(text === undefined ? {} : { text: boundedText(text, bounds.text * WORDS) }),
    ...(remedy === undefined ? {} : { remedy: boundedText(remedy, bounds.text * WORDS) }),
  };
}

/** Graver first; what could not be decided before what is well. */
const RANK: readonly RowResult['status'][] = ['fail', 'warn', 'inconclusive', 'notTested', ...STATUSES];
const rankOf = ({ status }: RowResult): number => RANK.indexOf(status);

/** Of each row the gravest of its results, without whom it is about: there are no more of these than the catalogue has. */
function oneOfEach<T extends Row>(rows: readonly T[]): T[] {
  const gravest = new Map<string, T>();
  for (const row of rows) {
    const known = gravest.get(row.id);
    if (known === undefined || rankOf(row) < rankOf(known)) gravest.set(row.id, row);
  }
  return [...gravest.values()].map((row) => ({ ...row, subject: null }));
}

const isGrave = ({ gravity }: Row): boolean => gravity !== null;

/** Ever shorter forms of rows that do not fit whole: what nobody has to act upon loses first. */
export function* shorterRows<T extends Row>(rows: readonly T[]): Generator<T[]> {
  for (const bounds of [TIGHT, TIGHTEST]) {
    yield rows.map((row) => (isGrave(row) ? row : shortened(row, bounds)));
    yield rows.map((row) => shortened(row, bounds));
  }
  yield oneOfEach(rows.map((row) => shortened(row, TIGHTEST)));
}
