import type { ReportRow } from '../report.ts';

/** What every renderer for people says of rows: how they are put together, and which come first. */

/** A list of codes, or of codes with a number each, is for programs; the text says the same in words. */
const isCodes = (values: readonly string[]): boolean => values.every((one) => /^[a-z][A-Za-z0-9-]*( \d+)?$/.test(one));

/** What a person reads of a row: its value where that is the news, and the text wherever it says more. */
export function saidOf({ value, text, status }: ReportRow): string {
  const shown = Array.isArray(value) ? (isCodes(value) ? '' : value.join(', ')) : value === null ? '' : String(value);
  if (status === 'pass') return shown || text;
  return status !== 'info' || shown === '' || text.includes(shown) ? text : `${shown}. ${text}`;
}

/** In the order in which each key comes first. */
export function groupBy<T>(all: readonly T[], key: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const known = groups.get(key(one));
    if (known === undefined) groups.set(key(one), [one]);
    else known.push(one);
  }
  return [...groups.values()];
}

const isFinding = ({ status }: ReportRow): boolean => status === 'fail' || status === 'warn';

const graver = (one: ReportRow, other: ReportRow): number =>
  one.status === other.status ? (other.gravity ?? 0) - (one.gravity ?? 0) : one.status === 'fail' ? -1 : 1;

/** What is to be changed, gravest first; rows that say the same of several subjects together. */
export const findingsOf = (rows: readonly ReportRow[]): ReportRow[][] =>
  groupBy(rows.filter(isFinding).sort(graver), ({ id, text }) => `${id} ${text}`);

export const subjectsOf = (rows: readonly ReportRow[]): string[] => rows.flatMap(({ subject }) => subject ?? []);
