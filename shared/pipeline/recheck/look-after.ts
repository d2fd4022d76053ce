import { noNews } from '../../report/news.ts';
import { beginAll, unchecked } from './admit.ts';
import { LASTING_MS, OVERDUE_MS, type RecheckDeps } from './deps.ts';
import { isUnderWay } from './lanes.ts';
import type { Entry, Page, Run } from './run.ts';

/** Milliseconds after a check was begun in which it has ended, as all do. */
const overdue = ({ times }: RecheckDeps): number => times.deadline * 1000 + OVERDUE_MS;

/**
 * Begins a check that is not there. What keeps it from being begun may pass, as an outage of the table does; what does
 * not must not hold up the run for ever, and least of all one that somebody has cancelled.
 */
async function beginAgain(deps: RecheckDeps, run: Run, page: Page, at: number): Promise<void> {
  const { checkId, at: since } = (page.entries[at] as Entry).admitted ?? { checkId: '', at: deps.now() };
  const [begun] = await beginAll(deps, run, page, [at]);
  const patience = overdue(deps) + (run.status === 'cancelled' ? 0 : LASTING_MS);
  if (begun !== undefined || deps.now() - since <= patience) return;
  // An error may also tell of a check that was stored.
  if ((await deps.store.readCheck(checkId)) !== null) return;
  await deps.runs.endIfOpen(run.id, page.number, at, unchecked('unaskable', deps.now()));
}

/** What became of a check that should be there or over: never begun, erased, or simply not at its end yet. */
async function lookAfter(deps: RecheckDeps, seen: Set<string>, run: Run, page: Page, at: number): Promise<void> {
  const entry = page.entries[at] as Entry;
  const { checkId } = entry.parked ?? entry.admitted ?? { checkId: '' };
  if (checkId === '') return;
  const check = await deps.store.readCheck(checkId);
  seen.add(checkId);
  // Its second look may have expired before anybody made it; the first one was cut off before it was begun.
  if (check === null && entry.parked === null) return beginAgain(deps, run, page, at);
  if (check !== null && check.status !== 'cancelled') return;
  await deps.runs.endIfOpen(run.id, page.number, at, {
    outcome: 'erased',
    checkId,
    finishedAt: deps.now(),
    news: noNews(),
  });
}

/**
 * Each check that a turn has not seen, and each that should have ended: whoever began it may have been cut off.
 * @param seen ids of checks that are known to be there; added to
 */
export async function lookAfterAll(
  deps: RecheckDeps,
  seen: Set<string>,
  run: Run,
  pages: readonly Page[],
): Promise<void> {
  const now = deps.now();
  const isDue = (entry: Entry): boolean => {
    const { parked, admitted, result } = entry;
    if (admitted === null || result !== null) return false;
    if (parked !== null) return parked.until + OVERDUE_MS < now;
    return admitted.at + overdue(deps) < now || (isUnderWay(entry, now) && !seen.has(admitted.checkId));
  };
  const looks: Promise<void>[] = [];
  for (const page of pages) {
    for (const [at, entry] of page.entries.entries())
      if (isDue(entry)) looks.push(lookAfter(deps, seen, run, page, at));
  }
  await Promise.all(looks);
}
