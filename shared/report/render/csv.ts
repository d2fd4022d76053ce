import { stringify } from 'csv-stringify/sync';
import type { Report, ReportRow } from '../report.ts';

const listed = (value: ReportRow['value']): string =>
  Array.isArray(value) ? value.join(', ') : value === null ? '' : String(value);

/** Names and cells of a line. The first ones are the same in every line, so that reports can be joined. */
const COLUMNS: Readonly<Record<string, (report: Report, row: ReportRow) => string | number | null>> = {
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

/**
 * One line a row of the report, for spreadsheets: RFC 4180 with a byte order mark, without which they take UTF-8 for
 * something else. A cell that a spreadsheet would run as a formula begins with an apostrophe.
 */
export const renderCsv = (report: Report): string =>
  stringify(
    report.rows.map((row) => Object.values(COLUMNS).map((cell) => cell(report, row))),
    { header: true, columns: Object.keys(COLUMNS), record_delimiter: 'windows', bom: true, escape_formulas: true },
  );
