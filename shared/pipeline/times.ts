import type { Category } from '../check/category.ts';

/** Every time of the pipeline, in seconds: relations to each other, computed here and nowhere else. */
export interface Times {
  /** From the creation of a check to its end, whatever happens. */
  deadline: number;
  /** How long a worker owns (check, category) without renewing. */
  lease: number;
  renewal: number;
  /** A category is taken up only if at least this much of its limit is left. */
  leastLeft: number;
  /** After so many abandoned attempts a category ends as "could not be completed". */
  attempts: number;
  /** How long a category that has not begun waits for a place at its target before it gives way. */
  slotPatience: number;
  /** Bounds of the time after which it tries again, longer each time. */
  park: readonly [number, number];
  /** Between two looks of the tick at an open check. */
  look: number;
  /** After the deadline, before the hint to end the check is delivered. */
  afterDeadline: number;
  maxReceiveCount: number;
  deadLetterRetention: number;
  /** Bounds of the pause before a message that failed comes again. */
  retry: readonly [number, number];
  /** For an attempt at a callback, from the look-up of its host to the end of the answer. */
  callbackLimit: number;
  /** After each attempt at a callback that failed; one more attempt than there are pauses, and then it is given up. */
  callbackPauses: readonly number[];
}

/** Room between a category's limit and the check's deadline: to be picked up, and to be assembled. */
const PICK_UP = 60;
/** SQS holds a message back for at most so long (SendMessage, DelaySeconds). */
export const LONGEST_DELAY = 900;
/** Until an attempt at a callback has begun, and its outcome is stored: two calls to the table. */
const TOLD = 5;
/** Between the category's own limit and the end of its function: to judge and to record. */
const AFTER_LIMIT = 10;

const HOUR = 3600;
/** A pause is drawn between so much of it and all of it, so that receivers that come back are not met by all at once. */
export const LEAST_OF_PAUSE = 0.8;

/** @param deadline seconds for a whole check */
export function timesOf(deadline: number): Times {
  return {
    deadline,
    lease: 30,
    renewal: 10,
    leastLeft: 30,
    attempts: 3,
    slotPatience: 5,
    park: [5, 40],
    look: 15,
    afterDeadline: 2,
    maxReceiveCount: 5,
    deadLetterRetention: 14 * 24 * 3600,
    retry: [1, 20],
    callbackLimit: 15,
    // Three days, as the specification of Standard Webhooks recommends; what is missed for a moment comes soon.
    callbackPauses: [30, 5 * 60, 30 * 60, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
  };
}

/** Time-out of the function that runs a category. */
export const categoryTimeout = ({ limits }: Pick<Category, 'limits'>): number => limits.seconds + AFTER_LIMIT;

/** Visibility time-out of a queue: AWS wants six times that of the function that reads it. */
export const visibilityOf = (functionTimeout: number): number => 6 * functionTimeout;

/** Relations that must hold, as sentences; empty when all do. */
export function brokenRelations(times: Times, categories: readonly Pick<Category, 'id' | 'limits'>[]): string[] {
  const longest = Math.max(0, ...categories.map(({ limits }) => limits.seconds));
  const relations: [boolean, string][] = [
    [times.deadline >= longest + PICK_UP, `deadline ${times.deadline} s < longest limit ${longest} s + ${PICK_UP} s`],
    [times.deadline + times.afterDeadline <= LONGEST_DELAY, 'the hint at the deadline is beyond what SQS can delay'],
    [times.renewal * 2 < times.lease, 'a lease must outlive one lost renewal'],
    [times.look < times.deadline, 'an open check must be looked at before its deadline'],
    [times.retry[0] >= 1 && times.retry[1] * times.maxReceiveCount < times.deadline, 'retries must fit the deadline'],
    [times.slotPatience < times.lease && times.park[1] < times.deadline, 'who finds no place must try again in time'],
    [
      times.callbackPauses.every((pause) => pause * LEAST_OF_PAUSE > times.callbackLimit + TOLD),
      'an attempt at a callback must be over before the next is due',
    ],
    [times.lease <= times.leastLeft, 'a category is not taken up for less than a lease'],
  ];
  return relations.filter(([holds]) => !holds).map(([, sentence]) => sentence);
}

/** @throws Error naming every relation that does not hold */
export function assertTimes(times: Times, categories: readonly Pick<Category, 'id' | 'limits'>[]): Times {
  const broken = brokenRelations(times, categories);
  if (broken.length > 0) throw new Error(`times do not fit together: ${broken.join('; ')}`);
  return times;
}
