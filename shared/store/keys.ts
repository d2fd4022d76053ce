import { createHash } from 'node:crypto';

export interface Key {
  pk: string;
  sk: string;
}

/** What is due is spread over so many partitions of the index `due`. */
export const DUE_SHARDS = 4;

const META = 'META';
export const CHECK_PREFIX = 'CHECK#';
export const RESULT_PREFIX = 'RESULT#';
export const CLAIM_PREFIX = 'CLAIM#';
export const SLOT_PREFIX = 'SLOT#';

/** Pages of a run that share a partition: one takes some thousand writes a second, and a run has tens of thousands. */
export const PAGES_TOGETHER = 64;
const digits = (number: number, many: number): string => `${number}`.padStart(many, '0');

/** Forms of the primary keys (architecture.md 5a). */
export const key = {
  check: (id: string): Key => ({ pk: `CHECK#${id}`, sk: META }),
  claim: (id: string, category: string): Key => ({ pk: `CHECK#${id}`, sk: `${CLAIM_PREFIX}${category}` }),
  result: (id: string, category: string): Key => ({ pk: `CHECK#${id}`, sk: `${RESULT_PREFIX}${category}` }),
  report: (id: string): Key => ({ pk: `CHECK#${id}`, sk: 'REPORT' }),
  changes: (id: string): Key => ({ pk: `CHECK#${id}`, sk: 'CHANGES' }),
  erasure: (tenantId: string): Key => ({ pk: `ERASE#${tenantId}`, sk: META }),
  latest: (of: string): Key => ({ pk: `LATEST#${of}`, sk: META }),
  baseline: (of: string): Key => ({ pk: `LATEST#${of}`, sk: 'BASE' }),
  news: (checkId: string): Key => ({ pk: `CHECK#${checkId}`, sk: 'NEWS' }),
  run: (id: string): Key => ({ pk: `RUN#${id}`, sk: META }),
  page: (runId: string, number: number): Key => ({
    pk: `PAGE#${runId}#${Math.floor(number / PAGES_TOGETHER)}`,
    sk: digits(number, 8),
  }),
  /** Runs by the time of their beginning: of a tenant, or all where the tenant is left empty. */
  runs: (tenantId: string, created: string): Key => ({ pk: `RUNS#${tenantId}`, sk: created }),
  active: (tenantId: string): Key => ({ pk: `ACTIVE#${tenantId}`, sk: META }),
  /** News of a run, gravest first: what sorts later is less grave. */
  runNews: (runId: string, rank: number, tenantId: string, domain: string): Key => ({
    pk: `NEWS#${runId}`,
    sk: `${digits(rank, 6)}#${tenantId}#${domain}`,
  }),
  newest: (fingerprint: string): Key => ({ pk: `FP#${fingerprint}`, sk: META }),
  count: (name: string): Key => ({ pk: `COUNT#${name}`, sk: META }),
  callback: (id: string): Key => ({ pk: `CALLBACK#${id}`, sk: META }),
  slot: (address: string, place: number): Key => ({ pk: `${SLOT_PREFIX}${address}`, sk: `${place}` }),
  shared: (runId: string, fact: string): Key => ({ pk: `SHARED#${runId}#${fact}`, sk: META }),
  cooling: (address: string): Key => ({ pk: `${SLOT_PREFIX}${address}`, sk: 'COOL' }),
  preflight: (): Key => ({ pk: 'PREFLIGHT', sk: META }),
};

/** The day of a time in UTC, like 2026-01-31: partitions of the index `recent`. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** What stands before an id in a partition key, and the id. */
export function partsOf({ pk }: Key): { kind: string; id: string } {
  const at = pk.indexOf('#');
  return { kind: pk.slice(0, at), id: pk.slice(at + 1) };
}

export const isMeta = ({ sk }: Key): boolean => sk === META;

export const shardOf = (id: string): string => `${(createHash('sha256').update(id).digest()[0] ?? 0) % DUE_SHARDS}`;
