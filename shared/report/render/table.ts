import type { Status } from '../../check/status.ts';
import type { ReportRow } from '../report.ts';
import type { LanguageTexts } from '../texts/language.ts';
import { type Paint, SIGNS, wrap } from './paint.ts';
import { groupBy, saidOf, subjectsOf } from './said.ts';

/** What everything that writes a text report writes with. */
export interface Pen {
  language: LanguageTexts;
  paint: Paint;
  width: number;
}

export const indent = (lines: readonly string[], by: number): string[] =>
  lines.map((line) => `${' '.repeat(by)}${line}`);

/** Rows of one category that say the same of several subjects. */
interface Entry {
  row: ReportRow;
  subjects: string[];
  said: string;
}

/** Width of the column of titles, and the least width of a window that has room for columns. */
const TITLE = 38;
const COLUMNS = 100;
/** Lines of one row; the whole text is in the JSON. */
const LINES = 6;
/** From so many rows on that were skipped for one and the same reason, the reason is said once for all. */
const FOLD = 3;
const SKIPPED: ReadonlySet<Status> = new Set(['notTested', 'notApplicable']);

/** The addresses of a category are named only where there are several: else the head of the report names it. */
function entriesOf(rows: readonly ReportRow[], only: string | null): Entry[] {
  return groupBy(rows, (row) => JSON.stringify([row.id, row.status, saidOf(row)])).map((same) => {
    const row = same[0] as ReportRow;
    const subjects = subjectsOf(same).filter((one) => one !== only);
    return { row, subjects, said: saidOf(row) };
  });
}

const before = ({ subjects }: Entry): string => (subjects.length === 0 ? '' : `${subjects.join(', ')}: `);
const numbered = ({ n }: ReportRow): string => (n === null ? '  ' : String(n).padStart(2));

function inColumns(entry: Entry, { paint, width }: Pen): string[] {
  const { row, said } = entry;
  const { sign, style } = SIGNS[row.status];
  const title = row.title.length > TITLE ? `${row.title.slice(0, TITLE - 1)}…` : row.title.padEnd(TITLE);
  const lines = wrap(`${before(entry)}${said}`, width - TITLE - 9).slice(0, LINES);
  const first = `  ${paint(style, sign)} ${paint('dim', numbered(row))} ${title}  ${lines[0]}`;
  return [first, ...indent(lines.slice(1), TITLE + 9)];
}

/** In a narrow window the text follows its title. */
function runIn(entry: Entry, { paint, width }: Pen): string[] {
  const { row, said } = entry;
  const { sign, style } = SIGNS[row.status];
  const lines = wrap(`${row.title}: ${before(entry)}${said}`, width - 7).slice(0, LINES);
  return [`  ${paint(style, sign)} ${paint('dim', numbered(row))} ${lines[0]}`, ...indent(lines.slice(1), 7)];
}

/** One reason for many rows: said once, with the rows by number and title. */
function folded(entries: readonly Entry[], { paint, width }: Pen): string[] {
  const { row, said } = entries[0] as Entry;
  const { sign, style } = SIGNS[row.status];
  const names = entries.map((one) => `${one.row.n === null ? '' : `${one.row.n} `}${one.row.title}`);
  const lines = wrap(`${before(entries[0] as Entry)}${said.replace(/\.$/, '')}: ${names.join(', ')}`, width - 4);
  return [`  ${paint(style, sign)} ${lines[0]}`, ...indent(lines.slice(1), 4)];
}

const foldKey = ({ row, subjects, said }: Entry): string => JSON.stringify([row.status, subjects, said]);

/** The rows of one category: what was seen in the order of the catalogue, then what was not looked at, and why. */
export function categoryLines(rows: readonly ReportRow[], pen: Pen): string[] {
  const subjects = new Set(rows.map(({ subject }) => subject ?? ''));
  subjects.delete('');
  const entries = entriesOf(rows, subjects.size === 1 ? ([...subjects][0] ?? null) : null);
  const skipped = groupBy(
    entries.filter(({ row }) => SKIPPED.has(row.status)),
    foldKey,
  ).filter((group) => group.length >= FOLD);
  const away = new Set(skipped.flat());
  const write = pen.width < COLUMNS ? runIn : inColumns;
  return [
    ...entries.filter((one) => !away.has(one)).flatMap((one) => write(one, pen)),
    ...skipped.flatMap((group) => folded(group, pen)),
  ];
}
