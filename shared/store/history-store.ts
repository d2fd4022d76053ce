import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Check } from '../pipeline/check.ts';
import type { Verdict } from '../report/texts/language.ts';
import { dayOf, key } from './keys.ts';
import type { Table } from './table.ts';

/** A check as lists show it. Times are milliseconds since 1970. */
export interface CheckSummary {
  id: string;
  domain: string | null;
  tenantId: string | null;
  status: Check['status'];
  verdict: Verdict | null;
  createdAt: number;
  finishedAt: number | null;
  followUpOf: string | null;
}

/** What the indexes hold of each check, so that a page of a list is one query and reads no check. */
export const SUMMARY_ATTRIBUTES = ['id', 'domain', 'tenantId', 'status', 'verdict', 'createdAt', 'finishedAt', 'followUpOf', 'expiresAt'] as const; // biome-ignore format: one list

/** Whose checks: of a domain, of a tenant, or those of a domain that are a tenant's. */
export type HistoryOf =
  /** With `isConfined` the tenant's own list is asked, which is all that the caller may see anything of. */
  { domain: string; tenantId: string | null; isConfined?: boolean } | { domain: null; tenantId: string };

/** Place in a list: the sort key of the last check that was shown. */
export type Position = string;

export interface History {
  items: CheckSummary[];
  /** Where the next page begins; null: there is none. */
  next: Position | null;
}

export interface HistoryStore {
  /** Newest first; a moment behind. */
  readHistory(of: HistoryOf, limit: number, after: Position | null): Promise<History>;
  /** The newest checks that somebody waited for, of all tenants, not older than two weeks. */
  readRecent(now: number, limit: number): Promise<CheckSummary[]>;
}

/** Days that are asked for recent checks: each is a query. */
const RECENT_DAYS = 14;
const DAY_MS = 24 * 3600 * 1000;

/** Queries for one page, where most of what an index has is not asked for. */
const MOST_QUERIES = 20;

type Item = Record<string, unknown>;

const summaryOf = (item: Item): CheckSummary => ({
  id: item.id as string,
  domain: (item.domain as string | undefined) ?? null,
  tenantId: (item.tenantId as string | undefined) ?? null,
  status: item.status as CheckSummary['status'],
  verdict: (item.verdict as Verdict | undefined) ?? null,
  createdAt: item.createdAt as number,
  finishedAt: (item.finishedAt as number | undefined) ?? null,
  followUpOf: (item.followUpOf as string | undefined) ?? null,
});

/** The key of an index entry; all of it follows from what is asked for and the position. */
const startOf = (attribute: string, value: string, position: Position): Item => ({
  [attribute]: value,
  created: position,
  ...key.check(position.slice(position.indexOf('#') + 1)),
});

/** Which index is asked, and what else must be so. */
function placeOf(of: HistoryOf) {
  const { domain, tenantId } = of;
  const byTenant = of.domain === null || (of.isConfined === true && tenantId !== null);
  return byTenant
    ? { index: 'by-tenant', attribute: 'tenantId', value: tenantId ?? '', other: 'domain', wanted: domain }
    : { index: 'by-domain', attribute: 'domain', value: domain ?? '', other: 'tenantId', wanted: tenantId };
}

function queryOf(table: Table, place: ReturnType<typeof placeOf>, limit: number, after: Position | null): QueryCommand {
  const { index, attribute, value, other, wanted } = place;
  const isFiltered = wanted !== null;
  return new QueryCommand({
    TableName: table.name,
    IndexName: index,
    KeyConditionExpression: '#of = :of',
    ...(isFiltered ? { FilterExpression: '#other = :other' } : {}),
    ExpressionAttributeNames: { '#of': attribute, ...(isFiltered ? { '#other': other } : {}) },
    ExpressionAttributeValues: { ':of': value, ...(isFiltered ? { ':other': wanted } : {}) },
    ScanIndexForward: false,
    Limit: limit,
    ...(after === null ? {} : { ExclusiveStartKey: startOf(attribute, value, after) }),
  });
}

const recentQuery = (table: Table, day: string, limit: number): QueryCommand =>
  new QueryCommand({
    TableName: table.name,
    IndexName: 'recent',
    KeyConditionExpression: 'recentDay = :day',
    ExpressionAttributeValues: { ':day': day },
    ScanIndexForward: false,
    Limit: limit,
  });

export function historyStore(table: Table): HistoryStore {
  // DynamoDB deletes expired items when it finds the time.
  const alive = (items: readonly Item[] = []): CheckSummary[] =>
    items.filter(({ expiresAt }) => (expiresAt as number) * 1000 > table.now()).map(summaryOf);
  return {
    async readRecent(now, limit) {
      const items: CheckSummary[] = [];
      for (let back = 0; back < RECENT_DAYS && items.length < limit; back += 1) {
        const day = dayOf(now - back * DAY_MS);
        const page = await table.client.send(recentQuery(table, day, limit - items.length));
        items.push(...alive(page.Items));
      }
      return items;
    },

    async readHistory(of, limit, after) {
      const place = placeOf(of);
      const items: CheckSummary[] = [];
      let next = after;
      for (let queries = 0; queries < MOST_QUERIES; queries += 1) {
        const page = await table.client.send(queryOf(table, place, limit - items.length, next));
        items.push(...alive(page.Items));
        next = (page.LastEvaluatedKey?.created as Position | undefined) ?? null;
        if (next === null || items.length >= limit) break;
      }
      return { items, next };
    },
  };
}
