import { isHeard, type Judged, readingOf } from '../../mail/judged.ts';
import { isBefore, passed, type TransactionStage } from '../../mail/transaction.ts';

/** The same recipient from a sender whose SPF passes, from one whose SPF fails, and from the first again. */
export interface Sandwich {
  a1: Judged;
  b: Judged;
  a2: Judged;
}

const of = (all: readonly Judged[], subject: string): Judged | undefined =>
  all.find(({ one }) => one.subject === subject);

export function sandwichOf(all: readonly Judged[]): Sandwich | null {
  const [a1, b, a2] = ['A1', 'B', 'A2'].map((subject) => of(all, subject));
  return a1 === undefined || b === undefined || a2 === undefined ? null : { a1, b, a2 };
}

/** The stage up to which all three were let through; null where not even MAIL. */
const LATEST: readonly TransactionStage[] = ['endOfData', 'data', 'rcpt', 'mail'];
const passedBy = (...all: readonly Judged[]): TransactionStage | null =>
  LATEST.find((stage) => all.every(({ one }) => passed(one, stage))) ?? null;

/** What the comparison of the three shows. */
export type Comparison =
  /** The failing sender alone was refused, or deferred, at this stage. */
  | { kind: 'refused' | 'deferred'; stage: TransactionStage; by: Judged }
  /** All three alike, up to this stage; what was deferred later was deferred alike. */
  | { kind: 'alike'; stage: TransactionStage }
  /** A passing sender was not let through either, or was not seen. */
  | { kind: 'undecided'; by: Judged };

/** The difference is the evidence (judgement.md 0.1, 2): one reply alone says nothing. */
export function compare({ a1, b, a2 }: Sandwich): Comparison {
  const { stage } = b.outcome;
  const reading = readingOf(b)?.kind;
  const bothPassed = (at: TransactionStage): boolean => passed(a1.one, at) && passed(a2.one, at);
  if ((reading === 'refused' || reading === 'deferred') && bothPassed(stage)) return { kind: reading, stage, by: b };
  const common = passedBy(a1, b, a2);
  // What all three were put off with late says nothing against the comparison up to RCPT.
  const late = common !== null && !isBefore(common, 'rcpt');
  const open = [a1, b, a2].filter((one) => readingOf(one)?.kind !== 'accepted');
  const alike = open.length === 3 && open.every((one) => readingOf(one)?.kind === 'deferred');
  if (late && (open.length === 0 || alike)) return { kind: 'alike', stage: common === 'data' ? 'rcpt' : common };
  const shown = [a1, a2].find((one) => readingOf(one)?.kind !== 'accepted') ?? b;
  return { kind: 'undecided', by: shown };
}

/** Some servers greylist only those whose SPF check fails: worth a second look. */
export function defersFailingSender(all: readonly Judged[]): boolean {
  const sandwich = sandwichOf(all);
  return sandwich !== null && isHeard(sandwich.b) && compare(sandwich).kind === 'deferred';
}
