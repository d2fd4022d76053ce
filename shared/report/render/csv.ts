import { stringify } from 'csv-stringify/sync';
import type { Report, ReportRow } from '../report.ts';

const listed = (value: ReportRow['value']): string =>
  Array.isArray(value) ? value.join(', ') : value === null ? '' : String(value);

/** Names and cells of a line. The first ones are the same in every line, so that reports can be joined. */
const COLUMNS: Columns<[Report, ReportRow]> = {
  check: ({ id }) => id,
  domain: ({ domain }) => domain,
  target: ({ target }) => target?.host ?? null,
  finishedAt: ({ finishedAt }) => finishedAt,
  verdict: ({ verdict }) => verdict,
  n: (_, { n }) => n,
  row: (_, { id }) => id,
  category: (_, { category }) => category,
  subject: (_, { subject }) => subject,
  title: (_, { title }) => title,
  status: (_, { status }) => status,
  code: (_, { code }) => code,
  reason: (_, { reason }) => reason,
  side: (_, { side }) => side,
  gravity: (_, { gravity }) => gravity,
  value: (_, { value }) => listed(value),
  text: (_, { text }) => text,
  remedy: (_, { remedy }) => remedy,
  reply: (_, { reply }) => reply,
};

/** A table for spreadsheets: names of its columns, and the cell of each in a line that is about `T`. */
export type Columns<T extends unknown[]> = Readonly<Record<string, (...about: T) => string | number | null>>;

/**
 * RFC 4180 with a byte order mark, without which spreadsheets take UTF-8 for something else. A cell that one would run
 * as a formula begins with an apostrophe.
 */
export const sheetOf = <T extends unknown[]>(columns: Columns<T>, lines: readonly T[]): string =>
  stringify(
    lines.map((about) => Object.values(columns).map((cell) => cell(...about))),
    { header: true, columns: Object.keys(columns), record_delimiter: 'windows', bom: true, escape_formulas: true },
  );

/** One line a row of the report. */
export const renderCsv = (report: Report): string =>
  sheetOf(
    COLUMNS,
    report.rows.map((row): [Report, ReportRow] => [report, row]),
  );
