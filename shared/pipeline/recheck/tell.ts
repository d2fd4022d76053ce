import type { RunStore } from '../../store/run-stores.ts';
import type { Deps } from '../deps.ts';
import { askForCallback } from '../hints.ts';
import type { RecheckDeps } from './deps.ts';
import type { Run } from './run.ts';

/** Milliseconds between two letters about confirmed changes of a run: what is found meanwhile is in the next one. */
const BATCH_MS = 10 * 60_000;

/** What a callback of a run tells, as its id says: that it is over, or that so many changes more were confirmed. */
export type RunNews =
  | { runId: string; kind: 'finished' }
  | { runId: string; kind: 'changed'; from: number; to: number };

const FORM = /^run:([0-9a-f-]{36}):(?:(finished)|(\d+)-(\d+))$/;
export const finishedId = (runId: string): string => `run:${runId}:finished`;
const changedId = (runId: string, from: number, to: number): string => `run:${runId}:${from}-${to}`;

/** Null: a callback of a check. */
export function runNewsOf(callbackId: string): RunNews | null {
  const match = FORM.exec(callbackId);
  if (match === null) return null;
  const [, runId = '', finished, from, to] = match;
  return finished === undefined ? { runId, kind: 'changed', from: Number(from), to: Number(to) } : { runId, kind: 'finished' }; // biome-ignore format: one thought
}

/** Confirmed changes that operations want to hear of. */
export const confirmed = ({ news }: Pick<Run, 'news'>): number => news.worse + news.expiring;

type Needs = Pick<Deps, 'store' | 'now' | 'queues' | 'log'> & { runs: Pick<RunStore, 'toldIfUnmoved'> };

async function put({ store, now, queues, log }: Needs, id: string): Promise<void> {
  await store.putCallbackIfAbsent(id, now());
  await askForCallback({ queues }, id).catch((error: unknown) => {
    log.warn('hint not sent; the tick will', { callback: id, error: `${error}` });
  });
}

/**
 * Tells of what was confirmed since the last letter, when that is long enough ago. The letter is put before the run
 * knows of it: its id follows from both counts, so that whoever repeats it puts the same.
 */
export async function tellChanged(deps: RecheckDeps, run: Run): Promise<void> {
  const { callback, told, toldAt, createdAt, id } = run;
  const found = confirmed(run);
  if (callback === null || found <= told || deps.now() - (toldAt ?? createdAt) < BATCH_MS) return;
  await put(deps, changedId(id, told, found));
  await deps.runs.toldIfUnmoved(id, told, found, deps.now());
}

/** Before the run is over, so that a crash in between does not lose it; nobody is told before it is. */
export async function tellFinished(deps: RecheckDeps, { id, callback }: Run): Promise<void> {
  if (callback !== null) await put(deps, finishedId(id));
}
