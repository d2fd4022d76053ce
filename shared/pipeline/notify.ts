import { Webhook } from 'standardwebhooks';
import type { Letter } from '../net/webhook.ts';
import { type CallbackOwner, callbackSecrets } from '../secrets/callback-secret.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { RunStore } from '../store/run-stores.ts';
import type { CallbackStore } from '../store/store.ts';
import { VERSION } from '../version.ts';
import type { Callback, CallbackOutcome } from './check.ts';
import type { Deps } from './deps.ts';
import { confirmed, type RunNews, runNewsOf } from './recheck/tell.ts';
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
  runs: Pick<RunStore, 'readRun'>;
  secrets: Secrets;
  /**
   * Sends a letter. @param turn number of the attempt, from 0 @returns the status of the answer
   * @throws Error saying why there is none
   */
  post(letter: Letter, turn: number, signal: AbortSignal): Promise<number>;
}

/** Something that has happened, and who is to hear of it. */
interface Told {
  /** Of the callback. */
  id: string;
  callback: Callback;
  owner: CallbackOwner;
  /** What the letter says (contract.md): thin, for whoever wants to know more asks. */
  body: Record<string, unknown>;
}

const addressOf = ({ settings }: Deps, { origin }: Callback, path: string): string => `${settings.publicUrl ?? origin}${path}`; // biome-ignore format: one thought

/** Null: it is not so yet. `never`: there is nobody to be told, or nothing of it is left. */
async function toldOfCheck(deps: NotifyDeps, id: string): Promise<Told | 'never' | null> {
  const check = await deps.store.readCheck(id);
  if (check === null || check.status === 'cancelled' || check.callback === null) return 'never';
  if (check.status !== 'done') return null;
  const { callback, verdict } = check;
  const body = { type: 'check.finished', id, verdict, url: addressOf(deps, callback, `/v1/checks/${id}`) };
  return { id, callback, owner: check, body };
}

async function toldOfRun(deps: NotifyDeps, id: string, news: RunNews): Promise<Told | 'never' | null> {
  const run = await deps.runs.readRun(news.runId);
  if (run === null || run.callback === null) return 'never';
  const { callback, status, total, done } = run;
  const own = `/v1/rechecks/${run.id}`;
  if (news.kind === 'changed') {
    const url = addressOf(deps, callback, `${own}/results?only=worse`);
    return { id, callback, owner: run, body: { type: 'recheck.changed', id: run.id, changes: news.to - news.from, url } }; // biome-ignore format: one thought
  }
  if (run.finishedAt === null) return null;
  const body = { type: 'recheck.finished', id: run.id, status, total, done, changes: confirmed(run), url: addressOf(deps, callback, own) }; // biome-ignore format: one thought
  return { id, callback, owner: run, body };
}

function toldOf(deps: NotifyDeps, id: string): Promise<Told | 'never' | null> {
  const news = runNewsOf(id);
  return news === null ? toldOfCheck(deps, id) : toldOfRun(deps, id, news);
}

/** The letter (Standard Webhooks): its id stays that of the callback, so that a receiver knows what comes twice. */
function letterOf({ now }: Deps, { id, callback, body: said }: Told, secrets: readonly string[]): Letter {
  const body = JSON.stringify(said);
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
 * @param checkId the check, or what `runNewsOf` reads of a run
 * @throws what the table and our keys throw; never for the receiver
 */
export async function notify(deps: NotifyDeps, checkId: string, signal: AbortSignal): Promise<void> {
  const state = await deps.callbacks.readCallback(checkId);
  if (state === null || state.dueAt === null || state.dueAt > deps.now() + CLOCKS_MS) return;
  const told = await toldOf(deps, checkId);
  if (told === 'never') return deps.callbacks.deleteCallback(checkId);
  if (told === null) return;
  // The last attempt was cut off.
  if (state.attempts > deps.times.callbackPauses.length) return end(deps, told, state.attempts, 'givenUp');
  // Without our keys nothing is begun, and no attempt is lost; nor is the queue filled while they are away.
  const keys = await deps.secrets.keysOf('callback-keys').catch(async (error: unknown) => {
    await deps.callbacks.postponeCallbackIfUnmoved(checkId, state.attempts, deps.now() + KEYS_MS);
    throw error;
  });
  const letter = letterOf(deps, told, callbackSecrets(keys, told.owner));
  const number = state.attempts + 1;
  if (!(await deps.callbacks.beginAttemptIfUnmoved(checkId, state.attempts, nextAt(deps, state.attempts)))) return;
  const { outcome, why } = await attempt(deps, letter, number, signal);
  if (why !== null)
    deps.log.warn('callback failed', { checkId, attempt: number, host: new URL(letter.url).hostname, why });
  if (outcome !== null) await end(deps, told, number, outcome);
}
