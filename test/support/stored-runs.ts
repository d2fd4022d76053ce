import type { Entry, EntryResult, Page, Run } from '../../shared/pipeline/recheck/run.ts';
import { countsOf, type NewsItem, type NewsKind, noNews } from '../../shared/report/news.ts';
import { runStore } from '../../shared/store/run-store.ts';
import type { DomainNews, RunStore } from '../../shared/store/run-stores.ts';
import type { PipelineWorld } from './pipeline-world.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Ids that tests can read: `idOf(7)` is `00000000-…-000000000007`. */
export const idOf = (number: number): string => `00000000-0000-4000-8000-${`${number}`.padStart(12, '0')}`;

export const runsOf = ({ table }: PipelineWorld): RunStore => runStore(table, 90 * DAY_MS);

/** A run of operations over the whole register that began when the world stands. */
export const runFor = ({ deps }: PipelineWorld, id: string, more: Partial<Run> = {}): Run => ({
  ...{ id, tenantId: null, caller: 'me', callback: null, spreadOver: 0, maxAge: null, force: false },
  filter: { tenantIds: null, verdicts: null, checkedBefore: null },
  ...{ status: 'running', bodyHash: 'x', createdAt: deps.now(), finishedAt: null, dueAt: deps.now() },
  ...{ listed: 0, opened: 0, folded: 0, cursor: null, complete: true, total: 0, done: 0 },
  ...{ byOutcome: {}, changed: 0, news: noNews(), told: 0, toldAt: null },
  ...more,
});

export const entryFor = (domain: string, more: Partial<Entry> = {}): Entry => ({
  ...{ tenantId: 'acme', domain, lane: null, admitted: null, parked: null, result: null },
  ...more,
});

export const resultFor = (outcome: EntryResult['outcome'], more: Partial<EntryResult> = {}): EntryResult => ({
  ...{ outcome, checkId: null, finishedAt: Date.UTC(2026, 0, 1), news: noNews() },
  ...more,
});

/** Something a run says of a domain, of a row that is in the catalogue. */
export const itemFor = (kind: NewsKind, more: Partial<NewsItem> = {}): NewsItem => ({
  ...{ kind, row: 'connect', subject: null, gravity: 90 },
  from: { status: 'pass', code: 'established', value: null },
  to: { status: 'fail', code: 'refused', value: null, data: {} },
  ...more,
});

/** Puts a page into the table with all that became of its domains. */
export async function putPage(runs: RunStore, runId: string, number: number, entries: readonly Entry[]): Promise<void> {
  const after: Page['after'] = { tenantId: 'acme', domain: null };
  await runs.putPageIfAbsent(runId, { number, entries, after, closed: false });
  await runs.setLanes(runId, number, entries.map(({ lane }) => lane)); // biome-ignore format: one thought
  for (const [at, { admitted, parked, result }] of entries.entries()) {
    if (admitted !== null) await runs.admitIfNone(runId, number, new Map([[at, admitted]]));
    if (parked !== null) await runs.parkIfOpen(runId, number, at, parked);
    if (result !== null) await runs.endIfOpen(runId, number, at, result);
  }
}

/** News of a domain as its check wrote them, in the list of the run too; what its entry then says. */
export async function putNews(
  { deps }: PipelineWorld,
  runId: string,
  domain: string,
  checkId: string,
  items: readonly NewsItem[],
): Promise<EntryResult> {
  const finishedAt = deps.now();
  const news: DomainNews = { runId, tenantId: 'acme', domain, checkId, finishedAt, items };
  await deps.store.putNewsIfAbsent(checkId, news);
  await deps.store.putIntoNews(news);
  return { outcome: 'notReady', checkId, finishedAt, news: countsOf(items) };
}
