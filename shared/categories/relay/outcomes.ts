import { DENIAL } from '../../check/reply-signs.ts';
import type { Reason } from '../../check/status.ts';
import { bySubject, isAccepted, isGood, isRandom, isRefused, type Judged, openReason, readingOf } from '../../mail/judged.ts'; // biome-ignore format: one thought
import { passed } from '../../mail/transaction.ts';

/** What came of one form. */
export type FormOutcome =
  | { kind: 'refused' | 'accepted' | 'relayed' | 'refused-after-data' }
  /** Not to be told from here; `deferred` is what a second look may settle. */
  | { kind: 'open'; reason: Reason };

export interface Form {
  judged: Judged;
  outcome: FormOutcome;
}

/**
 * A 4xx to a foreign recipient is a refusal where an own one was accepted at the same time: Postfix says 454 "Relay
 * access denied". Not so where greylisting speaks, which may let postmaster through and hide an open relay.
 */
function isSoftRefusal(judged: Judged, all: readonly Judged[], isSecondLook: boolean): boolean {
  const reading = readingOf(judged);
  if (reading?.kind !== 'deferred' || reading.about === 'greylisting') return false;
  const controlled = all.some(
    (other) => other.one.conversation === judged.one.conversation && isGood(other) && isAccepted(other),
  );
  // A second look repeats the triplet: what is still put off then is not let through at all.
  const denied =
    reading.about === 'relay' || (judged.outcome.kind === 'reply' && DENIAL.test(judged.outcome.reply.text));
  return controlled && (denied || !reading.greyLike || isSecondLook);
}

function outcomeOf(judged: Judged, all: readonly Judged[], isSecondLook: boolean): FormOutcome {
  const { one, outcome } = judged;
  if (passed(one, 'rcpt')) {
    if (one.data === null) return { kind: 'accepted' };
    if (isRefused(judged)) return { kind: 'refused-after-data' };
    const reason = openReason(judged);
    return reason === null ? { kind: 'relayed' } : { kind: 'open', reason };
  }
  if (isRefused(judged)) return { kind: 'refused' };
  const reading = readingOf(judged);
  // Who may relay after a login is no open relay.
  if (reading?.kind === 'excused' && reading.reason === 'authentication-required') return { kind: 'refused' };
  if (isSoftRefusal(judged, all, isSecondLook)) return { kind: 'refused' };
  return { kind: 'open', reason: openReason(judged) ?? (outcome.kind === 'reply' ? 'deferred' : outcome.reason) };
}

/**
 * Each form with what came of it: a message's fate counts before what was said at RCPT.
 * @param isSecondLook whether the same was tried before, so long ago that greylisting would have ended
 */
export function formsOf(all: readonly Judged[], isSecondLook: boolean): Form[] {
  const forms = all.filter(({ one }) => one.kind === 'form' || one.kind === 'local-form');
  return bySubject(forms).map((first) => {
    const sent = forms.findLast(({ one }) => one.subject === first.one.subject && one.data !== null);
    const judged = sent ?? first;
    return { judged, outcome: outcomeOf(judged, all, isSecondLook) };
  });
}

export const isForeign = ({ judged }: Form): boolean => judged.one.kind === 'form';

/** Whether a made-up recipient of the own domain was refused, or accepted, where this form was tried. */
export function madeUpBeside({ judged }: Form, all: readonly Judged[]): 'refused' | 'accepted' | 'unknown' {
  const random = all.filter((other) => isRandom(other));
  const here = random.filter(({ one }) => one.conversation === judged.one.conversation);
  if (here.some(isAccepted)) return 'accepted';
  return here.some(isRefused) ? 'refused' : 'unknown';
}
