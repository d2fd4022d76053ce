import { setTimeout as sleep } from 'node:timers/promises';

const [MINUTE_MS, DAY_MS] = [60_000, 24 * 3600 * 1000] as const;

/** The first such time of day after a moment, milliseconds since 1970. @param at `HH:MM`, UTC */
export function nextAt(at: string, after: number): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const today = Math.floor(after / DAY_MS) * DAY_MS + (hours * 60 + minutes) * MINUTE_MS;
  return today > after ? today : today + DAY_MS;
}

export interface Clock {
  now(): number;
  /** Rejects when the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
}

const CLOCK: Clock = { now: () => Date.now(), sleep: (ms, signal) => sleep(ms, undefined, { signal }) };

/**
 * Calls once a day, until told to stop. A time at which this machine slept is made up for when it wakes; one at which the
 * service was down is not.
 * @param call told for when it was set
 */
export async function daily(
  at: string,
  call: (due: number) => Promise<void>,
  stop: AbortSignal,
  { now, sleep }: Clock = CLOCK,
): Promise<void> {
  for (let due = nextAt(at, now()); !stop.aborted; ) {
    // A timer stands still while the machine sleeps: the clock on the wall is looked at every minute.
    if (now() < due) await sleep(Math.min(due - now(), MINUTE_MS), stop).catch(() => {});
    else {
      await call(due);
      due = nextAt(at, now());
    }
  }
}
