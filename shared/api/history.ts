import * as z from 'zod';
import { brief, parseMailDomain } from '../net/domain.ts';
import type { CheckSummary, HistoryOf } from '../store/history-store.ts';
import { readable, TENANT_ID } from './check-schema.ts';
import { type Call, json, readQuery } from './context.ts';
import { cursorOf, LIST_QUERY, positionOf } from './cursor.ts';
import { Problem } from './problem.ts';

export const HISTORY_QUERY = z.strictObject({
  tenantId: TENANT_ID.optional(),
  domain: readable(parseMailDomain, 'mail domain').optional(),
  ...LIST_QUERY,
});

const TIME = z.iso.datetime();

export const HISTORY = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.uuid(),
      domain: z.string().nullable(),
      tenantId: z.string().nullable(),
      status: z.enum(['queued', 'running', 'done', 'cancelled']),
      verdict: z.enum(['ready', 'readyWithWarnings', 'notReady', 'incomplete']).nullable(),
      createdAt: TIME,
      finishedAt: TIME.nullable(),
      followUpOf: z.uuid().nullable(),
      links: z.record(z.string(), z.string()),
    }),
  ),
  next: z.string().nullable(),
});

export interface ListedChecks {
  items: CheckSummary[];
  next: string | null;
}

/** What `created` of a check looks like: time and id. */
const POSITION = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z#[0-9a-f-]{36}$/;

const iso = (ms: number): string => new Date(ms).toISOString();

export const shownSummary = ({ createdAt, finishedAt, ...rest }: CheckSummary): z.output<typeof HISTORY>['items'][number] => ({
  ...rest,
  createdAt: iso(createdAt),
  finishedAt: finishedAt === null ? null : iso(finishedAt),
  links: { self: `/v1/checks/${rest.id}` },
}); // biome-ignore format: one thought

/**
 * Whose list it is. A caller who is confined to a tenant sees that tenant's checks, whatever is asked for.
 * @throws Problem 400 where neither is named, 403 for another tenant
 */
function listOf(query: z.output<typeof HISTORY_QUERY>, confined: string | null): HistoryOf {
  const { tenantId = confined, domain = null } = query;
  if (confined !== null && tenantId !== confined)
    throw new Problem(403, `you may not see the checks of the tenant ${brief(tenantId ?? '')}`, [
      { pointer: 'tenantId', detail: 'another tenant' },
    ]);
  if (domain !== null) return { domain, tenantId, isConfined: confined !== null };
  if (query.tenantId !== undefined) return { domain: null, tenantId: query.tenantId };
  throw new Problem(400, 'name a tenant or a domain: ?tenantId= or ?domain=', [
    { pointer: 'tenantId', detail: 'neither this nor domain is named' },
  ]);
}

/** A page of a list of checks; `next` is the cursor of the page after it. */
export async function listChecks(call: Call, query: z.output<typeof HISTORY_QUERY>): Promise<ListedChecks> {
  const of = listOf(query, call.caller?.tenantId ?? null);
  const list = ['checks', of.domain, of.tenantId];
  const { items, next } = await call.deps.history.readHistory(
    of,
    query.limit,
    positionOf(list, query.cursor, POSITION),
  );
  return { items, next: next === null ? null : cursorOf(list, next) };
}

export async function readHistory(call: Call): Promise<Response> {
  const { items, next } = await listChecks(call, readQuery(call, HISTORY_QUERY));
  return json({ items: items.map(shownSummary), next });
}
