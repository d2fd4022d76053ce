import type { StoredResult } from './check.ts';
import type { Deps } from './deps.ts';
import { askForEnd } from './hints.ts';

/** One line and its figures for each category of each check, whoever ended it. */
export function tell(deps: Deps, checkId: string, { category, outcome, reason, ms, fault, rows }: StoredResult): void {
  deps.log.info('category done', { checkId, category, outcome, reason, ms });
  deps.measure('categoryEnded', 1, { Category: category, Outcome: reason ?? outcome });
  deps.measure('categoryDuration', ms, { Category: category });
  // A row that threw is ours as well, and the report says so of that row alone.
  const thrown = rows.filter((row) => row.reason === 'internal' && outcome === 'completed').map(({ id }) => id);
  if (fault === null && thrown.length === 0) return;
  deps.log.error('fault in a category', { checkId, category, fault, rows: thrown });
  deps.measure('ownFault', 1);
}

/**
 * Stores a category's result, takes the category off the pending ones, and when nothing is pending any more lets the
 * report be assembled. In this order: a crash in between leaves only what a repetition completes, and repeating any
 * part of it changes nothing.
 */
export async function record(deps: Deps, checkId: string, result: StoredResult): Promise<void> {
  if (await deps.store.putResultIfAbsent(checkId, result)) tell(deps, checkId, result);
  await advance(deps, checkId, result.category);
}

/** The steps after the result; also for whoever finds that a result is there already. */
export async function advance(deps: Deps, checkId: string, category: string): Promise<void> {
  const pending = await deps.store.strikeIfOpen(checkId, category);
  if (pending === null) {
    const check = await deps.store.readCheck(checkId);
    // Erased meanwhile: nothing of it may stay behind.
    if (check === null || check.status === 'cancelled') await deps.store.deleteResult(checkId, category);
    return;
  }
  // Asked of the state, never "was I the last?": two who ask at once both send, and the second finds it done.
  if (pending.length === 0) await askForEnd(deps, checkId);
}
