import { harmless } from '../../net/harmless.ts';
import { ServiceUnreachable } from '../run-check.ts';
import { type Deciding, endOf, type RunEnd } from './exit.ts';
import { type ShownRun, readJson, readRun } from './follow.ts';
import type { Ask } from './http.ts';
import type { RunFormat } from './options.ts';
import { standingLine } from './progress.ts';

/** Items of one page of JSON; the service may give fewer. Of a table it gives as many as it can where nothing is said. */
const PAGE = 100;

/** A page of a list (contract.md). */
interface ListPage {
  items: unknown[];
  next: string | null;
}

function readPage(text: string): ListPage {
  const { items, next } = (readJson(text) ?? {}) as { items?: unknown; next?: unknown };
  return { items: Array.isArray(items) ? items : [], next: typeof next === 'string' ? next : null };
}

/** All items of a list, page by page. */
async function* itemsOf(ask: Ask, path: string, query: Readonly<Record<string, string>>): AsyncGenerator<unknown> {
  let cursor: string | null = null;
  do {
    const asked: URLSearchParams = new URLSearchParams({ ...query, ...(cursor === null ? {} : { cursor }) });
    const page: ListPage = readPage((await ask({ path: `${path}?${asked}` })).text);
    yield* page.items;
    cursor = page.next;
  } while (cursor !== null);
}

async function collected<T>(all: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const one of all) items.push(one);
  return items;
}

type Query = Readonly<Record<string, string>>;

const jsonResults = async (ask: Ask, path: string, query: Query): Promise<string> =>
  `${JSON.stringify({ items: await collected(itemsOf(ask, path, query)), next: null }, null, 2)}\n`;

/** The cursor of the page after, as `Link` has it (RFC 8288). */
function nextCursor(headers: Headers): string | null {
  const [, target = ''] = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(headers.get('link') ?? '') ?? [];
  return target === '' ? null : new URL(target, 'http://service').searchParams.get('cursor');
}

/** The table of all pages: its line of names stands once. */
async function csvResults(ask: Ask, path: string, query: Query): Promise<string> {
  const pages: string[] = [];
  let cursor: string | null = null;
  do {
    const asked: URLSearchParams = new URLSearchParams({ ...query, format: 'csv', ...(cursor === null ? {} : { cursor }) }); // biome-ignore format: one thought
    const { text, headers } = await ask({ path: `${path}?${asked}`, headers: { accept: 'text/csv' } });
    pages.push(pages.length === 0 ? text : text.replace(/^[^\n]*\n/, ''));
    cursor = nextCursor(headers);
  } while (cursor !== null);
  return pages.join('');
}

/** What should be there, and may be anything. */
type Said<T> = { [K in keyof T]?: T[K] extends object ? Said<T[K]> | null : unknown };

const DIGEST_TYPES = { text: 'text/plain', html: 'text/html' } as const;

/** What is told of a run: its digest, or each of its results. */
export async function tellRun(
  ask: Ask,
  id: string,
  { format, only, lang }: { format: RunFormat; only?: string | undefined; lang: string },
): Promise<string> {
  const path = `/v1/rechecks/${id}`;
  const query = { ...(only === undefined ? {} : { only }), lang };
  if (format === 'json') return jsonResults(ask, `${path}/results`, { ...query, limit: `${PAGE}` });
  if (format === 'csv') return csvResults(ask, `${path}/results`, query);
  const headers = { accept: DIGEST_TYPES[format], 'accept-language': lang };
  const { text } = await ask({ path: `${path}/digest?lang=${lang}`, headers });
  return text.endsWith('\n') ? text : `${text}\n`;
}

/**
 * How a run ended, by its digest: what is acknowledged stands in the counts of the run as well.
 * @throws ServiceUnreachable for what is no digest
 */
export async function readEnd(ask: Ask, id: string): Promise<RunEnd> {
  const said = (readJson((await ask({ path: `/v1/rechecks/${id}/digest?format=json` })).text) ?? {}) as Said<Deciding>;
  const { nothingWorse, attention, counts } = said;
  const unconfirmed = counts?.unconfirmed;
  if (typeof nothingWorse !== 'boolean' || !Array.isArray(attention?.tenants) || typeof unconfirmed !== 'number')
    throw new ServiceUnreachable('what answers does not describe how the run ended; does --service name mxready, and this version of it?'); // biome-ignore format: one thought
  return endOf({ nothingWorse, attention: { tenants: attention.tenants }, counts: { unconfirmed } });
}

/** The runs there are: JSON, or a line each. */
export async function listRuns(ask: Ask, format: RunFormat): Promise<string> {
  if (format === 'json') return jsonResults(ask, '/v1/rechecks', {});
  const lines: string[] = [];
  for await (const one of itemsOf(ask, '/v1/rechecks', {})) {
    const run = readRun(one);
    lines.push(`${run.id}  ${run.startedAt ?? ''}  ${lineOf(run)}\n`);
  }
  return lines.length === 0 ? 'no runs\n' : lines.join('');
}

/** One line of a run that is not followed. */
export const lineOf = (run: ShownRun): string =>
  harmless(`${run.status === 'running' ? 'running · ' : ''}${standingLine({ ...run, waiting: 0 }, { rate: null, left: null })}`, 500); // biome-ignore format: one thought
