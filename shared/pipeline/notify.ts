import { Webhook } from 'standardwebhooks';
import type { Letter } from '../net/webhook.ts';
import { callbackSecrets } from '../secrets/callback-secret.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { CallbackStore } from '../store/store.ts';
import { VERSION } from '../version.ts';
import type { Callback, CallbackOutcome, LiveCheck } from './check.ts';
import type { Deps } from './deps.ts';
import { LEAST_OF_PAUSE } from './times.ts';

/** Clocks of two hosts differ: what one of them holds to be due must not be too early for the other. */
const CLOCKS_MS = 1000;
/** Milliseconds until our own keys are asked for again, when they are not to be had. */
const KEYS_MS = 60_000;
/** The receiver wants no more of it (Standard Webhooks). */
const GONE = 410;

/** What the notifier needs beside what the pipeline does. */
export interface NotifyDeps extends Deps {
  callbacks: CallbackStore;
  secrets: Secrets;
  /**
   * Sends a letter. @param turn number of the attempt, from 0 @returns the status of the answer
   * @throws Error saying why there is none
   */
  post(letter: Letter, turn: number, signal: AbortSignal): Promise<number>;
}

/** A check that is done, and its callback. */
type Told = LiveCheck & { callback: Callback };

/** The letter (Standard Webhooks): its id stays that of the check, so that a receiver knows what comes twice. */
function letterOf({ settings, now }: Deps, check: Told, secrets: readonly string[]): Letter {
  const { id, verdict, callback } = check;
  const url = `${settings.publicUrl ?? callback.origin}/v1/checks/${id}`;
  const body = JSON.stringify({ type: 'check.finished', id, verdict, url });
  const at = new Date(now());
  return {
    url: callback.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': `mxready/${VERSION}`,
      'webhook-id': id,
      'webhook-timestamp': `${Math.floor(at.getTime() / 1000)}`,
      'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
    },
    body,
  };
}

/** @returns how the callback ends with this attempt, null: it does not */
async function attempt(deps: NotifyDeps, letter: Letter, number: number, signal: AbortSignal) {
  const last = number > deps.times.callbackPauses.length;
  try {
    const status = await deps.post(letter, number - 1, signal);
    if (status >= 200 && status < 300) return { outcome: 'delivered' as const, why: null };
    if (status === GONE) return { outcome: 'gone' as const, why: null };
    return { outcome: last ? ('givenUp' as const) : null, why: `answered ${status}` };
  } catch (error) {
    return { outcome: last ? ('givenUp' as const) : null, why: error instanceof Error ? error.message : String(error) };
  }
}

/** Milliseconds since 1970. */
function nextAt({ times, now, random }: Deps, begun: number): number {
  const { callbackPauses: pauses } = times;
  const pause = (pauses[begun] ?? pauses.at(-1) ?? 0) * (LEAST_OF_PAUSE + random() * (1 - LEAST_OF_PAUSE));
  return Math.round(now() + pause * 1000);
}

async function end(
  deps: NotifyDeps,
  { id, callback }: Told,
  attempts: number,
  outcome: CallbackOutcome,
): Promise<void> {
  if (!(await deps.callbacks.endCallbackIfUnmoved(id, attempts, outcome))) return;
  const details = { checkId: id, outcome, attempts, host: new URL(callback.url).hostname };
  if (outcome === 'givenUp') deps.log.warn('callback given up', details);
  else deps.log.info('callback ended', details);
  deps.measure('callbackEnded', 1, { Outcome: outcome });
}

/**
 * Makes the attempt at a callback that is due. It is counted before it is made, so that of two at once one is made, and
 * one that is cut off is made again: the receiver hears of each check at least once. Of a check that was erased nobody
 * is told, and of one that is not done yet not before it is.
 * @throws what the table and our keys throw; never for the receiver
 */
export async function notify(deps: NotifyDeps, checkId: string, signal: AbortSignal): Promise<void> {
  const state = await deps.callbacks.readCallback(checkId);
  if (state === null || state.dueAt === null || state.dueAt > deps.now() + CLOCKS_MS) return;
  const check = await deps.store.readCheck(checkId);
  if (check === null || check.status === 'cancelled' || check.callback === null)
    return deps.callbacks.deleteCallback(checkId);
  if (check.status !== 'done') return;
  const told: Told = { ...check, callback: check.callback };
  // The last attempt was cut off.
  if (state.attempts > deps.times.callbackPauses.length) return end(deps, told, state.attempts, 'givenUp');
  // Without our keys nothing is begun, and no attempt is lost; nor is the queue filled while they are away.
  const keys = await deps.secrets.keysOf('callback-keys').catch(async (error: unknown) => {
    await deps.callbacks.postponeCallbackIfUnmoved(checkId, state.attempts, deps.now() + KEYS_MS);
    throw error;
  });
  const letter = letterOf(deps, told, callbackSecrets(keys, told));
  const number = state.attempts + 1;
  if (!(await deps.callbacks.beginAttemptIfUnmoved(checkId, state.attempts, nextAt(deps, state.attempts)))) return;
  const { outcome, why } = await attempt(deps, letter, number, signal);
  if (why !== null)
    deps.log.warn('callback failed', { checkId, attempt: number, host: new URL(letter.url).hostname, why });
  if (outcome !== null) await end(deps, told, number, outcome);
}
