import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckRequest } from '../check/request.ts';
import type { Settings } from '../config.ts';
import { followUpDelay, lookAgain } from '../mail/follow-up.ts';
import type { Report } from '../report/report.ts';
import { type Circumstances, type Listener, look } from './run-check.ts';

export interface Looks {
  /** Follow-ups to wait for at most; 0: the first report is the last. */
  looks: number;
  /** The signal of one look: its time counts apart. */
  limited(): AbortSignal;
  /** Ends the waiting too. */
  stop: AbortSignal;
  listener?: Listener;
  circumstances?: Omit<Circumstances, 'again'>;
  /** Waits; tests do not. */
  pause?(ms: number, signal: AbortSignal): Promise<void>;
  now?(): number;
}

/**
 * Checks, and where the server puts unknown senders off, waits and looks again with the same triplets: as the
 * service's follow-up checks do, in one process. @returns the last report
 */
export async function lookUntilSettled(
  request: CheckRequest,
  settings: Settings,
  {
    looks,
    limited,
    stop,
    listener = {},
    circumstances = {},
    pause = (ms, signal) => sleep(ms, undefined, { signal }),
    now = Date.now,
  }: Looks,
): Promise<Report> {
  let seen = await look(request, settings, limited(), listener, circumstances);
  for (let visits = 0; visits < looks && seen.followUp !== null; visits += 1) {
    const target = lookAgain(seen.target, seen.followUp, seen.startedAt.getTime());
    if (target === null) break;
    const ms = followUpDelay(visits, seen.followUp, Math.random()) * 1000;
    listener.waiting?.(new Date(now() + ms));
    await pause(ms, stop);
    seen = await look(request, settings, limited(), listener, {
      ...circumstances,
      again: { target, of: seen.report.id },
    });
  }
  return seen.report;
}
