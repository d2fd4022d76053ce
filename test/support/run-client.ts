import { setTimeout as sleep } from 'node:timers/promises';
import type { RecheckView, ShownResult } from '../../shared/api/rechecks/schema.ts';

const LOOK_MS = 50;
/** Between two looks at a run until it ends: each counts all its pages anew. */
const FOLLOW_MS = 500;
/** Seconds; a machine may have other things to do. */
const PATIENCE = 240;

/** Waits until something is so. @throws Error with what was seen last where it never is */
export async function until<T>(look: () => T | Promise<T>, holds: (seen: T) => boolean, every = LOOK_MS): Promise<T> {
  const end = Date.now() + PATIENCE * 1000;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > end) throw new Error(`did not come true: ${JSON.stringify(seen)}`);
    await sleep(every);
  }
}

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

interface Tenant {
  id: string;
  domains: readonly object[];
}

/** A check as a list of them shows it. */
export interface ListedCheck {
  id: string;
  domain: string;
  status: string;
}

/** Whoever follows runs through the API. */
export interface RunClient {
  ask<T>(path: string, method?: string, body?: object, headers?: Record<string, string>): Promise<Answer<T>>;
  register(tenants: readonly Tenant[]): Promise<void>;
  /** A run that may be begun. @param key Idempotency-Key */
  start(body?: object, key?: string): Promise<RecheckView>;
  run(id: string): Promise<RecheckView>;
  /** The run when nothing of it is under way any more. */
  ended(id: string): Promise<RecheckView>;
  results(id: string): Promise<ShownResult[]>;
  /** Every check that was ever made for these tenants. */
  checksOf(tenantIds: readonly string[]): Promise<ListedCheck[]>;
}

interface Part<T> {
  items: T[];
  next: string | null;
}

export function runClientOf(url: string): RunClient {
  const ask: RunClient['ask'] = async <T>(path: string, method = 'GET', body?: object, headers = {}) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const type = { 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method, headers: { ...type, ...headers }, ...sent });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === '' ? null : JSON.parse(text)) as T };
  };
  const wanted = async <T>(...request: Parameters<RunClient['ask']>): Promise<T> => {
    const { status, body } = await ask<T>(...request);
    if (status >= 400) throw new Error(`${request[0]}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const all = async <T>(path: string): Promise<T[]> => {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const part: Part<T> = await wanted<Part<T>>(`${path}limit=200${cursor}`);
      items.push(...part.items);
      cursor = part.next === null ? null : `&cursor=${encodeURIComponent(part.next)}`;
    }
    return items;
  };
  const run = (id: string): Promise<RecheckView> => wanted(`/v1/rechecks/${id}`);
  return {
    ask,
    run,
    async register(tenants) {
      const body = tenants.map(({ id, domains }) => JSON.stringify({ tenantId: id, domains })).join('\n');
      const headers = { 'content-type': 'application/x-ndjson' };
      const response = await fetch(`${url}/v1/tenants/import`, { method: 'POST', headers, body });
      if (!response.ok) throw new Error(`import: ${response.status} ${await response.text()}`);
    },
    start: (body = {}, key) =>
      wanted('/v1/rechecks', 'POST', body, key === undefined ? {} : { 'idempotency-key': key }),
    ended: (id) => until(() => run(id), ({ finishedAt }) => finishedAt !== null, FOLLOW_MS), // biome-ignore format: one thought
    results: (id) => all(`/v1/rechecks/${id}/results?`),
    async checksOf(tenantIds) {
      const lists = await Promise.all(tenantIds.map((id) => all<ListedCheck>(`/v1/checks?tenantId=${id}&`)));
      return lists.flat();
    },
  };
}

/** How many domains came to what, by the counts of a run; what nothing came to is left out. */
export const outcomesOf = ({ byVerdict }: Pick<RecheckView, 'byVerdict'>): Record<string, number> =>
  Object.fromEntries(Object.entries(byVerdict).filter(([, count]) => count > 0));

/** How many domains came to what, by its results; those that have not ended are left out. */
export function countedIn(results: readonly Pick<ShownResult, 'outcome'>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of results) if (outcome !== null) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
