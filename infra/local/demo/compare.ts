import { GENERIC_CODES } from '../../../shared/check/row.ts';
import type { Reason, Status } from '../../../shared/check/status.ts';
import { catalogue } from '../../../shared/report/catalogue.ts';
import type { Report, ReportRow } from '../../../shared/report/report.ts';
import type { Verdict } from '../../../shared/report/texts/language.ts';

/** What one row must say. Without a subject: what it must say of each of its subjects, and it has at least one. */
export interface Expected {
  row: string;
  subject?: string;
  status: Status;
  code: string;
  reason?: Reason;
  /** Numbers that the row must name in its data, each with the least and the most that is true. */
  within?: Readonly<Record<string, readonly [number, number]>>;
}

/** What is known of a world beforehand. A warn, fail or inconclusive row that is not listed would be a wrong claim. */
export interface Truth {
  verdict: Verdict;
  /** Host that is to be tested; null: none may be. */
  target: string | null;
  /** How often the sample server may have been connected to; left out where it does not matter. */
  connections?: number;
  rows: readonly Expected[];
}

/** What came out of a world. */
export interface Answer {
  report: Pick<Report, 'verdict' | 'target' | 'rows'>;
  connections: number;
}

const CLAIMS: ReadonlySet<Status> = new Set(['warn', 'fail', 'inconclusive']);

const saidOf = ({ status, code, reason }: Pick<Expected, 'status' | 'code' | 'reason'> | ReportRow): string =>
  `${status} "${code}"${reason == null ? '' : ` (${reason})`}`;
const named = (row: string, subject: string | null | undefined): string => (subject ? `${row} of ${subject}` : row);

/** What is wrong with a truth itself: one that speaks of nothing, or of what does not exist, would always hold. */
export function faultsOf({ rows }: Truth): string[] {
  if (rows.length === 0) return ['the truth lists no row, so any answer would do'];
  return rows.flatMap(({ row: id, code }) => {
    const declared = catalogue.find(({ row }) => row.id === id)?.row;
    if (declared === undefined) return [`the truth speaks of row ${id}, which the catalogue does not have`];
    if (code in declared.codes || code in GENERIC_CODES) return [];
    return [`the truth expects code "${code}" of row ${id}, which has no such code`];
  });
}

const speaksOf = (expected: Expected, row: ReportRow): boolean =>
  row.id === expected.row && (expected.subject === undefined || row.subject === expected.subject);

function numbersOff({ within = {} }: Expected, row: ReportRow): string[] {
  return Object.entries(within).flatMap(([key, [least, most]]) => {
    const value = row.data[key];
    if (typeof value === 'number' && value >= least && value <= most) return [];
    return [`${named(row.id, row.subject)}: expected ${key} from ${least} to ${most}, got ${value ?? 'none'}`];
  });
}

function rowsOff(expected: Expected, rows: readonly ReportRow[]): string[] {
  const found = rows.filter((row) => speaksOf(expected, row));
  if (found.length === 0) return [`${named(expected.row, expected.subject)}: not in the report`];
  return found.flatMap((row) => {
    const [should, is] = [saidOf(expected), saidOf(row)];
    return should === is ? numbersOff(expected, row) : [`${named(row.id, row.subject)}: expected ${should}, got ${is}`];
  });
}

/** Every way in which the answer is not the truth; none when it is. */
export function differences(truth: Truth, { report, connections }: Answer): string[] {
  const host = report.target?.host ?? null;
  const unasked = report.rows.filter(
    (row) => CLAIMS.has(row.status) && !truth.rows.some((expected) => speaksOf(expected, row)),
  );
  return [
    ...faultsOf(truth),
    ...(report.verdict === truth.verdict ? [] : [`verdict: expected ${truth.verdict}, got ${report.verdict}`]),
    ...(host === truth.target ? [] : [`target: expected ${truth.target ?? 'none'}, got ${host ?? 'none'}`]),
    ...(truth.connections === undefined || truth.connections === connections
      ? []
      : [`connections: expected ${truth.connections}, got ${connections}`]),
    ...truth.rows.flatMap((expected) => rowsOff(expected, report.rows)),
    ...unasked.map((row) => `${named(row.id, row.subject)}: claimed ${saidOf(row)}, which is not so`),
  ];
}
