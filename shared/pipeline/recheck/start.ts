import { createHash, randomUUID } from 'node:crypto';
import { noNews } from '../../report/news.ts';
import type { RunStore } from '../../store/run-stores.ts';
import { derivedId } from '../create.ts';
import type { Deps } from '../deps.ts';
import { askForTurn } from '../hints.ts';
import type { Run, RunOrder } from './run.ts';

type Needs = Pick<Deps, 'now' | 'queues' | 'log'> & { runs: RunStore };

export type StartedRun =
  | { outcome: 'created' | 'repeated'; run: Run }
  /** Another one goes on. */
  | { outcome: 'busy'; runId: string }
  /** The key was used for another run. */
  | { outcome: 'conflict' };

/** Milliseconds in which whoever has said that a run goes on has also stored it. */
const STORED_MS = 60_000;

export const isOver = ({ status }: Pick<Run, 'status'>): boolean => status === 'done' || status === 'cancelled';

function runOf(order: RunOrder, id: string, now: number): Run {
  const { filter, spreadOver, maxAge, force, callback } = order;
  const bodyHash = createHash('sha256').update(JSON.stringify([filter, spreadOver, maxAge, force, callback?.url ?? null])).digest('hex'); // biome-ignore format: one thought
  return {
    ...order,
    ...{ id, status: 'running', bodyHash, createdAt: now, finishedAt: null, dueAt: now },
    ...{ listed: 0, opened: 0, folded: 0, cursor: null, complete: false, total: 0, done: 0 },
    ...{ byOutcome: {}, changed: 0, news: noNews(), told: 0, toldAt: null },
  };
}

/** The run that keeps another from being begun; null: none does. */
async function inTheWay({ runs, now }: Needs, active: { runId: string; at: number } | null): Promise<string | null> {
  if (active === null) return null;
  const run = await runs.readRun(active.runId);
  const goesOn = run === null ? now() - active.at < STORED_MS : !isOver(run);
  return goesOn ? active.runId : null;
}

/**
 * Begins a run of re-checks, unless one of the same scope goes on: of a tenant, or of operations. What is asked for
 * again with the same key is the same run, also while it goes on.
 * @param key Idempotency-Key; counts per caller
 * @param admit asked before a run is begun that was not there; throws what the caller is told
 */
export async function startRun(
  deps: Needs,
  order: RunOrder,
  key: string | null,
  admit: () => Promise<void> = async () => {},
): Promise<StartedRun> {
  const { runs, now, queues, log } = deps;
  const run = runOf(order, key === null ? randomUUID() : derivedId('run', order.caller, key), now());
  const earlier = key === null ? null : await runs.readRun(run.id);
  if (earlier !== null) {
    // Who was cut off before it was in the lists puts it there now.
    await runs.putIntoLists(earlier);
    return earlier.bodyHash === run.bodyHash ? { outcome: 'repeated', run: earlier } : { outcome: 'conflict' };
  }
  await admit();
  const active = await runs.readActive(order.tenantId);
  const other = active?.runId === run.id ? null : await inTheWay(deps, active);
  if (other !== null) return { outcome: 'busy', runId: other };
  if (!(await runs.takeActiveIfUnmoved(order.tenantId, run.id, run.createdAt, active?.runId ?? null))) {
    const winner = await runs.readActive(order.tenantId);
    return winner === null || winner.runId === run.id ? startRun(deps, order, key, admit) : { outcome: 'busy', runId: winner.runId }; // biome-ignore format: one thought
  }
  const created = await runs.createRunIfAbsent(run);
  await runs.putIntoLists(run);
  log.info('run created', { runId: run.id, spreadOver: run.spreadOver, maxAge: run.maxAge, force: run.force });
  await askForTurn({ queues }, run.id).catch((error: unknown) => {
    log.warn('hint not sent; the tick will', { runId: run.id, error: `${error}` });
  });
  return { outcome: created ? 'created' : 'repeated', run };
}
