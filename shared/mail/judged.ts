import type { Finding, JudgeContext } from '../check/row.ts';
import { notTested, undecided } from '../check/row.ts';
import type { Reason } from '../check/status.ts';
import { cite, mayBeGatewayOnly } from '../visit/sighting.ts';
import {
  type AttemptKind,
  type Outcome,
  outcomeOf,
  passed,
  type Transaction,
  type TransactionStage,
} from './transaction.ts';

/** A transaction with what its replies mean. */
export interface Judged {
  one: Transaction;
  outcome: Outcome;
}

/** Recipients of the tested domain, good and made up. */
const OWN: ReadonlySet<AttemptKind> = new Set(['named', 'role', 'random']);
/** Recipients that may be expected to exist. */
const GOOD: ReadonlySet<AttemptKind> = new Set(['named', 'role']);

export const isOwn = ({ one }: Judged): boolean => OWN.has(one.kind);
export const isGood = ({ one }: Judged): boolean => GOOD.has(one.kind);
export const isRandom = ({ one }: Judged): boolean => one.kind === 'random';
/** Whether the recipient was accepted, whatever came after. */
export const isAccepted = ({ one }: Judged): boolean => passed(one, 'rcpt');
export const readingOf = ({ outcome }: Judged) => (outcome.kind === 'reply' ? outcome.reading : null);
export const isDeferred = (judged: Judged): boolean => readingOf(judged)?.kind === 'deferred';
export const isRefused = (judged: Judged): boolean => readingOf(judged)?.kind === 'refused';
/** Whether the server said something of it, a look-alike or not. */
export const isHeard = ({ outcome }: Judged): boolean => outcome.kind === 'reply' && outcome.reply.code !== 421;

/** Reads all transactions; replies to the others tell what a reply that names us is about. */
export function judgeAll(all: readonly Transaction[], ours: readonly string[]): Judged[] {
  const judged = all.map((one) => {
    const differsInOne = one.kind === 'failing' || one.kind === 'form' || one.kind === 'local-form';
    const clientAccepted =
      differsInOne &&
      all.some((other) => other.conversation === one.conversation && !isForeign(other.kind) && passed(other, 'rcpt'));
    return { one, outcome: outcomeOf(one, { ours, clientAccepted }) };
  });
  return judged.map((each) => (each.outcome.kind === 'untried' ? withCause(each, judged) : each));
}

/** What was never tried was left out because of what ended its conversation. */
function withCause({ one, outcome }: Judged, all: readonly Judged[]): Judged {
  const end = all.find(
    (other) =>
      other.one.conversation === one.conversation &&
      (other.outcome.kind === 'unseen' || (other.outcome.kind === 'reply' && other.outcome.reply.code === 421)),
  );
  const reason = end === undefined ? null : openReason(end);
  return reason === null ? { one, outcome } : { one, outcome: { ...outcome, kind: 'untried', reason } as Outcome };
}

const isForeign = (kind: AttemptKind): boolean => kind === 'failing' || kind === 'form' || kind === 'local-form';

/** Of each subject the transaction that tells most: one that was answered before one that was not. */
export function bySubject(all: readonly Judged[]): Judged[] {
  const best = new Map<string, Judged>();
  for (const judged of all) {
    const known = best.get(judged.one.subject);
    if (known === undefined || (!isHeard(known) && isHeard(judged))) best.set(judged.one.subject, judged);
  }
  return [...best.values()];
}

/** The words, the stage, the time and the transcript lines of what decided. */
export const citing = ({ one, outcome }: Judged): Pick<Finding, 'reply' | 'stage' | 'ms' | 'evidence'> =>
  outcome.heard === null
    ? { stage: outcome.stage }
    : cite({ heard: outcome.heard, conversation: one.conversation }, outcome.stage);

/** The same of one stage, whatever came after it. */
export function citingStage({ one }: Judged, stage: TransactionStage): ReturnType<typeof citing> {
  const heard = one[stage];
  return heard === null ? { stage } : cite({ heard, conversation: one.conversation }, stage);
}

/** Transcript lines of several transactions at once. */
export const citingAll = (all: readonly Judged[]): NonNullable<Finding['evidence']> =>
  all.flatMap((one) => citing(one).evidence ?? []);

/** Why a transaction that was neither accepted nor refused decides nothing; null where it does. */
export function openReason({ outcome }: Judged): Reason | null {
  if (outcome.kind !== 'reply') return outcome.reason;
  if (outcome.reading.kind === 'excused') return outcome.reading.reason;
  return outcome.reading.kind === 'deferred' ? 'deferred' : null;
}

/** The finding of what was not let see, or never tried; null where the server's answer counts. */
export function openFinding(judged: Judged, more: Omit<Finding, 'code' | 'reason'> = {}): Finding<never> | null {
  const reason = openReason(judged);
  if (reason === null) return null;
  const found = { ...citing(judged), ...more };
  return judged.outcome.kind === 'untried' ? notTested(reason, found) : undecided(reason, found);
}

/** Every own recipient refused with 5.7.x: a server that is open to the gateway alone says that to strangers. */
export function isGatewayOnly(all: readonly Judged[], context: JudgeContext): boolean {
  const own = all.filter(isOwn).filter(isHeard);
  return (
    mayBeGatewayOnly(context) &&
    own.length > 0 &&
    own.every(({ outcome }) => outcome.kind === 'reply' && /^5\.7\./.test(outcome.reply.enhanced ?? ''))
  );
}

/**
 * Refused by a rule of policy that does not say whom it is about (RFC 3463 3.8): postmaster and abuse are often exempt
 * from such rules, so that they are no control for it.
 */
export function isPolicy(judged: Judged): boolean {
  const reading = readingOf(judged);
  const { outcome } = judged;
  const unsaid = reading?.kind === 'refused' && (reading.about === 'unsaid' || reading.about === 'content');
  return unsaid && outcome.kind === 'reply' && /^5\.7\./.test(outcome.reply.enhanced ?? '');
}

/** Whether a good recipient was accepted in that conversation. */
export const controlled = (all: readonly Judged[], conversation: string): boolean =>
  all.some((judged) => judged.one.conversation === conversation && isGood(judged) && isAccepted(judged));
