import type * as z from 'zod';
import type { Language } from '../../check/request.ts';
import { newsWords } from '../../report/digest.ts';
import type { NewsItem } from '../../report/news.ts';
import { FORMATS } from '../../report/render/formats.ts';
import { renderResultsCsv } from '../../report/render/results-csv.ts';
import { type Call, json, readQuery } from '../context.ts';
import { cursorOf, positionOf } from '../cursor.ts';
import { preferredLanguage, preferredType } from '../negotiation.ts';
import { Problem } from '../problem.ts';
import { LISTS, MOST_ITEMS, MOST_LINES, RESULTS_QUERY, type Result, type Results } from './results.ts';
import type { ShownResult } from './schema.ts';
import { runOf } from './view.ts';

type Query = z.output<typeof RESULTS_QUERY>;

/** Items of a JSON answer, unless the caller says how many. */
const ITEMS = 50;
/** Bytes of what is shown, as JSON: an answer of Lambda ends at 6 MB. */
const MOST_BYTES = 4_000_000;

export const RESULTS_TYPES = ['application/json', 'text/csv'] as const;

function newsOf(item: NewsItem, lang: Language): ShownResult['news'][number] {
  const { kind, row, subject, gravity, from, to } = item;
  return { kind, row, subject, gravity, from, to: { status: to.status, code: to.code }, ...newsWords(item, lang) };
}

function shown({ tenantId, domain, result, news }: Result, lang: Language): ShownResult {
  const checkId = result?.checkId ?? null;
  return {
    ...{ tenantId, domain, outcome: result?.outcome ?? null, checkId },
    finishedAt: result === null ? null : new Date(result.finishedAt).toISOString(),
    news: news.map((item) => newsOf(item, lang)),
    links: checkId === null ? {} : { check: `/v1/checks/${checkId}` },
  };
}

/** As many of them as fit into an answer, and where the list goes on. */
function fitting({ items, next }: Results, lang: Language): { all: { one: Result; said: ShownResult }[]; next: string | null } {
  let size = 0;
  const all = items.map((one) => ({ one, said: shown(one, lang) }));
  const fit = all.filter(({ said }, at) => {
    size += Buffer.byteLength(JSON.stringify(said));
    return at === 0 || size <= MOST_BYTES;
  });
  return { all: fit, next: fit.length === all.length ? next : (fit.at(-1)?.one.after ?? null) };
} // biome-ignore format: one thought

function limitOf({ limit }: Query, isTable: boolean): number {
  if (isTable) return limit ?? MOST_LINES;
  if (limit !== undefined && limit > MOST_ITEMS)
    throw new Problem(400, `an answer in JSON has at most ${MOST_ITEMS} items`, [{ pointer: 'limit', detail: 'too many' }]); // biome-ignore format: one thought
  return limit ?? ITEMS;
}

/** The address of the answer after this one. */
function nextLink({ request }: Call, cursor: string): string {
  const { pathname, searchParams } = new URL(request.url);
  searchParams.set('cursor', cursor);
  return `<${pathname}?${searchParams}>; rel="next"`;
}

/**
 * `GET /v1/rechecks/{id}/results`, as a list or as a table. Where it goes on stands in `next` and, since a table has no
 * room for it, in the header `Link` (RFC 8288).
 */
export async function readResults(call: Call): Promise<Response> {
  const query = readQuery(call, RESULTS_QUERY);
  const run = await runOf(call);
  const isTable = (query.format ?? (preferredType(call.request, RESULTS_TYPES) === 'text/csv' ? 'csv' : 'json')) === 'csv'; // biome-ignore format: one thought
  const { only = 'all', lang = preferredLanguage(call.request) } = query;
  const { list, position } = LISTS[only];
  const name = ['results', run.id, only];
  const found = await list(call.deps, run, limitOf(query, isTable), positionOf(name, query.cursor, position));
  const { all, next } = fitting(found, lang);
  const cursor = next === null ? null : cursorOf(name, next);
  const headers = {
    vary: 'accept, accept-language',
    ...(cursor === null ? {} : { link: nextLink(call, cursor) }),
  };
  if (!isTable) return json({ items: all.map(({ said }) => said), next: cursor }, 200, headers);
  const lines = all.map(({ one }) => ({ entry: one, news: { items: one.news } }));
  const table = { 'content-type': FORMATS.csv.mediaType, 'cache-control': 'no-store' };
  return new Response(renderResultsCsv(lines, lang), { headers: { ...headers, ...table } });
}
