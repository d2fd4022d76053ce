import type { FollowUpWish } from '../check/category.ts';
import type { EarlierLook, Target } from '../check/target.ts';
import { bySubject, isAccepted, isDeferred, isGood, isOwn, isRandom, type Judged, readingOf } from './judged.ts';

/**
 * What a deferral looks like (judgement.md 1). `suspected`: greylisting; `unknown`: only made-up recipients, with words
 * or codes that are about the recipient; `temporary`: something else that holds for now.
 */
export interface Deferral {
  kind: 'suspected' | 'unknown' | 'temporary';
  /** Whom it hit: good recipients too, made-up ones alone, the failing sender alone, foreign recipients. */
  hit: FollowUpHit;
  /** The deferred transaction that shows it. */
  shown: Judged;
  /** Seconds that the server asked us to wait, if it said so. */
  waitSeconds: number | null;
}

export type FollowUpHit = EarlierLook['hit'];

/** Follow-up checks of a chain. */
export const FOLLOW_UPS = 3;

const waitOf = (all: readonly Judged[]): number | null =>
  all.reduce<number | null>((most, judged) => {
    const reading = readingOf(judged);
    const seconds = reading?.kind === 'deferred' ? reading.waitSeconds : null;
    return seconds === null ? most : Math.max(seconds, most ?? 0);
  }, null);

const isGreyLike = (judged: Judged): boolean => {
  const reading = readingOf(judged);
  return reading?.kind === 'deferred' && (reading.greyLike || reading.about === 'greylisting');
};
const isAboutRecipient = (judged: Judged): boolean => {
  const reading = readingOf(judged);
  return reading?.kind === 'deferred' && reading.about === 'recipient';
};

const made = (kind: Deferral['kind'], hit: FollowUpHit, all: readonly Judged[]): Deferral | null => {
  const shown = all[0];
  return shown === undefined ? null : { kind, hit, shown, waitSeconds: waitOf(all) };
};

/** Rspamd, Plesk and others greylist after the message. */
function ofMessage(all: readonly Judged[]): Deferral | null {
  const late = all.filter(
    (judged) =>
      (isOwn(judged) || judged.one.kind === 'passing') &&
      isDeferred(judged) &&
      (judged.outcome.stage === 'data' || judged.outcome.stage === 'endOfData'),
  );
  return made(late.some(isGreyLike) ? 'suspected' : 'temporary', 'message', late);
}

/** What the deferrals of own recipients look like; null where none was deferred. */
export function deferralOf(all: readonly Judged[]): Deferral | null {
  const own = bySubject(all.filter(isOwn));
  const deferred = own.filter(isDeferred).filter(({ outcome }) => outcome.stage === 'mail' || outcome.stage === 'rcpt');
  if (deferred.length === 0) return ofMessage(all);
  const good = deferred.filter(isGood);
  // Postmaster and abuse are exempt by postgrey's default, so one accepted good recipient says nothing of the others.
  if (good.length > 0) return made(good.some(isGreyLike) ? 'suspected' : 'temporary', 'recipients', good);
  const random = deferred.filter(isRandom);
  if (!own.some((judged) => isGood(judged) && isAccepted(judged)))
    return made(random.some(isGreyLike) ? 'suspected' : 'temporary', 'random', random);
  const isGrey = random.some(isGreyLike) && !random.some(isAboutRecipient);
  return made(isGrey ? 'suspected' : 'unknown', 'random', random);
}

/** The second look that a deferral asks for; null where the last one has been made. */
export function followUpFor(deferral: Deferral | null, { errand }: Target): FollowUpWish | null {
  if (deferral === null || deferral.kind !== 'suspected') return null;
  if ((errand.earlier?.visits ?? 0) >= FOLLOW_UPS) return null;
  // Made-up recipients that are deferred again are simply unknown.
  if (errand.earlier !== null && deferral.hit === 'random') return null;
  return { hit: deferral.hit, waitSeconds: deferral.waitSeconds };
}
