import type { FollowUpWish } from '../check/category.ts';
import type { EarlierLook, Target } from '../check/target.ts';
import { FOLLOW_UPS } from './deferral.ts';

/** Seconds: postgrey and its like let a triplet through after 300. */
const LEAST = 330;
/** What servers ask for beyond this is no greylisting that a sender's first retries would meet. */
const MOST = 3600;
/** Least seconds before each look, and the share of it that chance adds, so that not all come at once. */
const STEPS: readonly (readonly [number, number])[] = [
  [LEAST, 0.1],
  [15 * 60, 0.1],
  [30 * 60, 1],
];

/**
 * Seconds until the next look (judgement.md 1): after what the server asked for, then 15, then 30 to 60 minutes.
 * @param visits follow-ups made so far
 * @param chance number in [0, 1)
 */
export function followUpDelay(
  visits: number,
  { waitSeconds }: Pick<FollowUpWish, 'waitSeconds'>,
  chance: number,
): number {
  const [least, spread] = STEPS[Math.min(visits, STEPS.length - 1)] ?? [LEAST, 0.1];
  const base = Math.max(least, Math.min(waitSeconds ?? 0, MOST));
  return Math.ceil(base + base * spread * chance);
}

/** What the looks of several categories ask for together: whom it hit first, the longest wait. */
export function oneWish(wishes: readonly (FollowUpWish | null)[]): FollowUpWish | null {
  const all = wishes.flatMap((one) => one ?? []);
  const first = all.find(({ hit }) => hit === 'recipients') ?? all[0];
  if (first === undefined) return null;
  const waits = all.flatMap(({ waitSeconds }) => waitSeconds ?? []);
  return { hit: first.hit, waitSeconds: waits.length === 0 ? null : Math.max(...waits) };
}

/** The same target for the next look; null where the last one has been made. */
export function lookAgain(target: Target, wish: FollowUpWish, firstAt: number): Target | null {
  const { earlier } = target.errand;
  const visits = (earlier?.visits ?? 0) + 1;
  if (visits > FOLLOW_UPS) return null;
  const next: EarlierLook = { visits, since: earlier?.since ?? firstAt, hit: earlier?.hit ?? wish.hit };
  return Object.freeze({ ...target, errand: { ...target.errand, earlier: next } });
}
