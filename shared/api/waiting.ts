import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds. Much of what is waited for comes soon; who still waits after that does not notice the difference. */
const QUICK_FOR = 1000;
const QUICK = 100;
const SLOW = 500;

/** Requests of one caller that wait at once, in one process: who has more is answered with what is there. */
export const MOST_WAITING = 50;

export interface Clock {
  /** Milliseconds. */
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

const CLOCK: Clock = { now: () => performance.now(), sleep };

/** Looks again and again until there is news, or the time (seconds, not 0) is up. @returns what was seen last */
export async function watch<T>(
  look: () => Promise<T>,
  isNews: (seen: T) => boolean,
  seconds: number,
  { now, sleep }: Clock = CLOCK,
): Promise<T> {
  const start = now();
  for (;;) {
    const waited = now() - start;
    await sleep(Math.min(waited < QUICK_FOR ? QUICK : SLOW, seconds * 1000 - waited));
    const seen = await look();
    if (isNews(seen) || now() - start >= seconds * 1000) return seen;
  }
}

/** Bounds how many requests of one caller wait at once. */
export function waitingRoom(places: number): <T>(who: string, wait: () => Promise<T>) => Promise<T | null> {
  const waiting = new Map<string, number>();
  /** @returns null at once where all of the caller's places are taken */
  return async (who, wait) => {
    const taken = waiting.get(who) ?? 0;
    if (taken >= places) return null;
    waiting.set(who, taken + 1);
    try {
      return await wait();
    } finally {
      const left = (waiting.get(who) ?? 1) - 1;
      if (left === 0) waiting.delete(who);
      else waiting.set(who, left);
    }
  };
}
