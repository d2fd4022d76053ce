import { catalogue } from './catalogue.ts';
import { isDecided } from './changes.ts';
import type { Mark } from './news.ts';
import type { ReportRow } from './report.ts';

const DAY = 24 * 3600 * 1000;

/** Days before the end at which operations are told, once each. */
const MARKS = [7, 14, 30] as const;
/** A certificate is renewed in the last third of its life: a mark before that would call every one of them late. */
const LATE = 3;
/** Marks of one domain that are remembered. */
const MOST_MARKS = 100;

const declared = new Map(catalogue.flatMap(({ row }) => (row.validity === undefined ? [] : [[row.id, row.validity]])));

/** The last mark that was passed; null: none, or the end itself was, which the status says. @param now milliseconds since 1970 */
export function passedMark(row: ReportRow, now: number): Mark | null {
  const keys = declared.get(row.id);
  if (keys === undefined || row.status === 'fail' || !isDecided(row)) return null;
  const end = String(row.data[keys.until]);
  const [from, until] = [Date.parse(String(row.data[keys.from])), Date.parse(end)];
  // The last second belongs to it (RFC 5280 4.1.2.5): one of 90 days ends a second before they are over.
  const life = until + 1000 - from;
  const days = MARKS.find((mark) => until > now && until - now <= mark * DAY && mark * DAY * LATE <= life);
  return days === undefined ? null : { row: row.id, subject: row.subject, end, days };
}

/** Whether operations know: a certificate that is shown by another address as well is the same one. */
export const wasTold = (mark: Mark, told: readonly Mark[]): boolean =>
  told.some(({ row, end, days }) => row === mark.row && end === mark.end && days <= mark.days);

/** What is remembered after these were told: the last mark of each certificate that has not ended. */
export function marksAfter(before: readonly Mark[], told: readonly Mark[], now: number): Mark[] {
  const keyOf = ({ row, subject, end }: Mark): string => JSON.stringify([row, subject, end]);
  const marks = new Map([...before, ...told].map((mark) => [keyOf(mark), mark]));
  return [...marks.values()].filter(({ end }) => Date.parse(end) > now).slice(-MOST_MARKS);
}
