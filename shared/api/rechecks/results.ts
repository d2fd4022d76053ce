import * as z from 'zod';
import type { EntryResult, Page, Run } from '../../pipeline/recheck/run.ts';
import { countsOf, NEWS_KINDS, type NewsKind, newsRank } from '../../report/news.ts';
import { key } from '../../store/keys.ts';
import type { DomainNews } from '../../store/run-stores.ts';
import type { ApiDeps } from '../api-deps.ts';
import { LANG } from '../context.ts';
import { LIST_QUERY } from '../cursor.ts';
import { inTurns } from './turns.ts';

/** Items of an answer: a table may have many more than a list that programs read. */
export const [MOST_ITEMS, MOST_LINES] = [200, 5000] as const;
/** Pages of domains that one request looks through at most, and how many are read at once. */
const [MOST_PAGES, PAGES_AT_ONCE] = [240, 24] as const;

export const RESULTS_QUERY = z.strictObject({
  only: z.enum(['changed', 'worse', 'failed']).optional().meta({
    description:
      'changed: domains with news beyond `unconfirmed`; worse: of these, with something worse or a certificate near its end; both gravest first. failed: domains that are not ready. Left out: all, with those that have not ended',
  }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MOST_LINES)
    .optional()
    .meta({ description: `items: at most ${MOST_ITEMS} as JSON (50 where nothing is said), ${MOST_LINES} as CSV (that many)` }), // biome-ignore format: one thought
  cursor: LIST_QUERY.cursor,
  format: z.enum(['json', 'csv']).optional(),
  lang: LANG,
});

/** A domain of a run, and where the list goes on after it. */
export interface Result {
  tenantId: string;
  domain: string;
  /** Null: it has not ended. */
  result: EntryResult | null;
  news: DomainNews['items'];
  after: string;
}

export interface Results {
  items: Result[];
  /** Null: there are no more. */
  next: string | null;
}

/** @param after null: the list begins */
export type List = (deps: ApiDeps, run: Run, limit: number, after: string | null) => Promise<Results>;

/** Place of a domain in the run: page and place on it. */
const POSITION = /^(\d{1,7})\.(\d{1,3})$/;

type Placed = Omit<Result, 'news'>;

const placed = ({ number, entries }: Page, from: number): Placed[] =>
  entries
    .map(({ tenantId, domain, result }, at) => ({ tenantId, domain, result, after: `${number}.${at + 1}` }))
    .slice(from);

/** News of a domain whose page says that there are some. */
async function withNews({ store }: ApiDeps, one: Placed): Promise<Result> {
  const { result } = one;
  const hasNews = result !== null && result.checkId !== null && NEWS_KINDS.some((kind) => result.news[kind] > 0);
  const news = hasNews ? await store.readNews(result.checkId ?? '') : null;
  return { ...one, news: news?.items ?? [] };
}

/** Domains in the order of the register, page by page; those that are wanted. */
const throughPages =
  (isWanted: (result: EntryResult | null) => boolean): List =>
  async (deps, run, limit, after) => {
    const [, pageNumber = '0', place = '0'] = POSITION.exec(after ?? '') ?? [];
    const first = Number(pageNumber);
    const found: Placed[] = [];
    let page = first;
    while (page < run.listed && page - first < MOST_PAGES && found.length <= limit) {
      const last = Math.min(run.listed, page + PAGES_AT_ONCE, first + MOST_PAGES);
      const read = await deps.runs.readPages(run.id, page, last, true);
      const all = read.flatMap((one) => placed(one, one.number === first ? Number(place) : 0));
      found.push(...all.filter(({ result }) => isWanted(result)));
      page = last;
    }
    const shown = found.slice(0, limit);
    const items = await inTurns(shown, (one) => withNews(deps, one));
    if (found.length > shown.length) return { items, next: shown.at(-1)?.after ?? null };
    return { items, next: page < run.listed ? `${page}.0` : null };
  };

/** How the check of some news ended: they tell what was found, not what it came to. */
async function ended({ store }: ApiDeps, news: DomainNews): Promise<Result> {
  const { runId, tenantId, domain, checkId, finishedAt, items } = news;
  const check = await store.readCheck(checkId);
  const outcome: EntryResult['outcome'] =
    check === null || check.status === 'cancelled' ? 'erased' : (check.verdict ?? 'incomplete');
  const result: EntryResult = { outcome, checkId, finishedAt, news: countsOf(items) };
  return { tenantId, domain, result, news: items, after: key.runNews(runId, newsRank(items), tenantId, domain).sk };
}

/** Domains by the gravest that is told of them; where the kinds that are wanted end, the list does. */
const byGravity =
  (kinds: readonly NewsKind[]): List =>
  async (deps, run, limit, after) => {
    const { items, next } = await deps.runs.listNews(run.id, limit, after);
    const wanted = items.filter(({ items: [gravest] }) => gravest !== undefined && kinds.includes(gravest.kind));
    const hasMore = wanted.length === items.length;
    return { items: await inTurns(wanted, (one) => ended(deps, one)), next: hasMore ? next : null };
  };

const CHANGED = NEWS_KINDS.filter((kind) => kind !== 'unconfirmed');

/** Lists of a run's results by what is wanted, and what a position in each looks like. */
export const LISTS: Readonly<Record<'all' | 'failed' | 'changed' | 'worse', { list: List; position: RegExp }>> = {
  all: { list: throughPages(() => true), position: POSITION },
  failed: { list: throughPages((result) => result?.outcome === 'notReady'), position: POSITION },
  changed: { list: byGravity(CHANGED), position: /^\d{6}#[^#]+#[^#]+$/ },
  worse: { list: byGravity(['worse', 'expiring']), position: /^\d{6}#[^#]+#[^#]+$/ },
};
