import { setMaxListeners } from 'node:events';
import type { CheckRequest } from '../../check/request.ts';
import { following } from '../../net/following.ts';
import { isSuppressed, type Suppressed } from '../../net/suppressed.ts';
import { type Baseline, type Conclusion, conclude } from '../../report/news.ts';
import { harmless } from '../../net/harmless.ts';
import { ResolverSilent } from '../run-check.ts';
import { ANY_LANE, createAdmission } from './admission.ts';
import type { Checker, Seen } from './checker.ts';
import { keyOf, type ListEntry } from './list.ts';
import { pauseFor } from './pause.ts';
import type { EndedDomain } from './state.ts';

/** What a run of a list of domains needs. */
export interface FileRun {
  entries: readonly ListEntry[];
  /** Keys of those that have ended before: they are passed over. */
  ended: ReadonlySet<string>;
  checker: Checker;
  /** What is known of a domain from the run before. */
  baselineOf(key: string): Promise<Baseline | null>;
  append(ended: EndedDomain): Promise<void>;
  /** Milliseconds before what got worse is looked at again. */
  confirmAfter: number;
  suppressed: readonly Suppressed[];
  stop: AbortSignal;
  /** Hears of each domain when it is written down, and of how many wait for a second look. */
  heard(ended: EndedDomain | null, waiting: number): void;
}

/**
 * Domains that are under way at a time: looked up, waiting for a place, being checked, or waiting for a second look.
 * It bounds memory, and how far ahead is looked for servers that are free; where so many got worse that all of them
 * wait, no more are begun before it is known what that means.
 */
const WINDOW = 256;

type Ending = Omit<EndedDomain, 'tenantId' | 'domain'>;

const withoutCheck = (outcome: EndedDomain['outcome'], baseline: Baseline | null): Ending => ({
  ...{ outcome, checkId: null, finishedAt: new Date().toISOString(), items: [], baseline },
});

const endingOf = ({ items, after }: Conclusion, { verdict, checkId, finishedAt }: Seen): Ending => ({
  ...{ outcome: verdict, checkId, finishedAt: new Date(finishedAt).toISOString(), items, baseline: after },
});

/** A look, or why there is none: one domain that cannot be checked does not end the run. */
async function tryCheck(run: FileRun, request: CheckRequest, signal: AbortSignal): Promise<Seen | string> {
  try {
    return await run.checker.check(request, signal);
  } catch (error) {
    if (signal.aborted || error instanceof ResolverSilent) throw error;
    const outOfTime = (error as { name?: unknown } | null)?.name === 'TimeoutError';
    return outOfTime ? 'its target could not be resolved in time' : harmless(`a fault of ours: ${error instanceof Error ? error.message : error}`); // biome-ignore format: one thought
  }
}

/** Checks a domain, a second time where it got worse. */
async function endingFor(
  run: FileRun,
  { request, tenantId }: ListEntry,
  signal: AbortSignal,
  waits: (by: 1 | -1) => void,
): Promise<Ending> {
  // biome-ignore format: one thought
  const baseline = await run.baselineOf(keyOf(tenantId, request.domain));
  const asked = [request.domain, ...(request.target === null ? [] : [request.target])];
  if (run.suppressed.some((one) => asked.some((text) => isSuppressed(one, text)))) return withoutCheck('suppressed', baseline); // biome-ignore format: one thought
  const first = await tryCheck(run, request, signal);
  if (typeof first === 'string') return { ...withoutCheck('incomplete', baseline), error: first };
  const found = conclude({ baseline, first, second: null });
  if (!found.needsSecond) return endingOf(found, first);
  waits(1);
  try {
    await pauseFor(Math.max(0, first.finishedAt + run.confirmAfter - Date.now()), signal);
    const second = await tryCheck(run, request, signal);
    if (typeof second === 'string') return endingOf(found, first);
    return endingOf(conclude({ baseline, first, second }), second);
  } finally {
    waits(-1);
  }
}

/**
 * Checks every domain that has not ended. What fails for all of them, a disk that is full or a resolver that is gone,
 * ends the run; it can be gone on with.
 * @throws the reason of `stop`, ResolverSilent, what `append` throws
 */
export async function runList(run: FileRun): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([run.stop, over.signal]);
  setMaxListeners(0, signal, run.stop);
  const window = createAdmission(WINDOW);
  const underWay = new Set<Promise<void>>();
  let waiting = 0;
  const waits = (by: 1 | -1): void => {
    waiting += by;
    run.heard(null, waiting);
  };
  const end = async (entry: ListEntry): Promise<void> => {
    const { tenantId, request } = entry;
    const own = following(signal);
    const ending = await endingFor(run, entry, own.signal, waits).finally(own.letGo);
    signal.throwIfAborted();
    const ended = { tenantId, domain: request.domain, ...ending };
    await run.append(ended);
    run.heard(ended, waiting);
  };
  try {
    for (const entry of run.entries) {
      if (run.ended.has(keyOf(entry.tenantId, entry.request.domain))) continue;
      const leave = await window.enter(ANY_LANE, signal);
      const one = end(entry)
        .catch((error: unknown) => over.abort(error))
        .finally(() => {
          leave();
          underWay.delete(one);
        });
      underWay.add(one);
    }
  } finally {
    await Promise.all(underWay);
  }
  signal.throwIfAborted();
}
