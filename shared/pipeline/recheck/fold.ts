import { hasChanged, NEWS_KINDS, noNews } from '../../report/news.ts';
import type { RecheckDeps } from './deps.ts';
import type { Entry, Page, Run, RunOutcome, RunProgress } from './run.ts';

/** What was counted. */
export type Counted = Pick<RunProgress, 'done' | 'byOutcome' | 'changed' | 'news'>;

/** Adds what has ended of some pages to what was counted of others. */
export function counted(before: Counted, pages: readonly Page[]): Counted {
  const byOutcome: Partial<Record<RunOutcome, number>> = { ...before.byOutcome };
  const news = { ...noNews(), ...before.news };
  let { done, changed } = before;
  for (const { result } of pages.flatMap(({ entries }) => entries)) {
    if (result === null) continue;
    done += 1;
    byOutcome[result.outcome] = (byOutcome[result.outcome] ?? 0) + 1;
    if (hasChanged(result.news)) changed += 1;
    for (const kind of NEWS_KINDS) news[kind] += result.news[kind];
  }
  return { done, byOutcome, changed, news };
}

const hasEnded = ({ entries, closed }: Page): boolean =>
  entries.every(({ result, admitted }) => result !== null || (closed && admitted === null));

/** Pages that have ended, from the first that was not counted on, without a gap. */
export function endedPages(run: Run, pages: readonly Page[]): Page[] {
  const ended: Page[] = [];
  for (const page of pages) {
    if (page.number !== run.folded + ended.length || !hasEnded(page)) break;
    ended.push(page);
  }
  return ended;
}

/** Of a cancelled run nothing more is begun: said on each page, since whoever admits asks the page and not the run. */
async function closeAll({ runs }: RecheckDeps, run: Run, pages: readonly Page[]): Promise<Page[]> {
  const isWaiting = ({ admitted, result }: Entry): boolean => admitted === null && result === null;
  const open = pages.filter(({ closed, entries }) => !closed && entries.some(isWaiting));
  if (open.length === 0) return [...pages];
  await Promise.all(open.map(({ number }) => runs.closePage(run.id, number)));
  // What was admitted before a page was closed must be seen.
  return runs.readPages(run.id, run.folded, run.opened, true);
}

/** Counts the pages that have ended: once, since the run remembers up to where. @returns whether it moved */
export async function foldSome(deps: RecheckDeps, run: Run, seen: readonly Page[]): Promise<boolean> {
  const pages = run.status === 'cancelled' ? await closeAll(deps, run, seen) : seen;
  const ended = endedPages(run, pages);
  if (ended.length === 0) return false;
  const to = { folded: run.folded + ended.length, ...counted(run, ended) };
  return deps.runs.foldedIfUnmoved(run.id, run.folded, to);
}
