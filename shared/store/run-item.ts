import type { Entry, EntryResult, ListCursor, Page, Run } from '../pipeline/recheck/run.ts';
import { key, shardOf } from './keys.ts';

export type Item = Record<string, unknown>;

/** What a run is created with and what changes of it, as attributes; nulls are left out. */
export function runItem(run: Run, expiresAt: number): Item {
  const { dueAt, ...rest } = run;
  const said = Object.entries(rest).filter(([, value]) => value !== null);
  return {
    ...key.run(run.id),
    ...Object.fromEntries(said),
    ...(dueAt === null ? {} : { dueAt, dueShard: shardOf(run.id) }),
    expiresAt,
  };
}

const orNull = <T>(value: unknown): T | null => (value as T | undefined) ?? null;

export function runFrom(item: Item): Run {
  const { id, status, filter, spreadOver, force, caller, createdAt, bodyHash } = item as unknown as Run;
  const { listed, opened, folded, complete, total, done, byOutcome, changed, news, told } = item as unknown as Run;
  return {
    ...{ id, status, filter, spreadOver, force, caller, createdAt, bodyHash },
    ...{ listed, opened, folded, complete, total, done, byOutcome, changed, news, told },
    maxAge: orNull(item.maxAge),
    tenantId: orNull(item.tenantId),
    callback: orNull(item.callback),
    cursor: orNull(item.cursor),
    finishedAt: orNull(item.finishedAt),
    dueAt: orNull(item.dueAt),
    toldAt: orNull(item.toldAt),
  };
}

/**
 * What becomes of an entry stands in attributes of its own, named by its place: DynamoDB's conditions then say of each
 * by itself whether it was begun or has ended.
 */
export const place = {
  entry: (at: number): string => `e${at}`,
  lane: (at: number): string => `l${at}`,
  admitted: (at: number): string => `a${at}`,
  parked: (at: number): string => `p${at}`,
  result: (at: number): string => `r${at}`,
};

export function pageItem(runId: string, { number, entries, after }: Page, expiresAt: number): Item {
  return {
    ...key.page(runId, number),
    ...Object.fromEntries(entries.map(({ tenantId, domain }, at) => [place.entry(at), { tenantId, domain }])),
    size: entries.length,
    after,
    expiresAt,
  };
}

function entryFrom(item: Item, at: number): Entry {
  const { tenantId, domain } = item[place.entry(at)] as Pick<Entry, 'tenantId' | 'domain'>;
  return {
    ...{ tenantId, domain },
    lane: orNull(item[place.lane(at)]),
    admitted: orNull(item[place.admitted(at)]),
    parked: orNull(item[place.parked(at)]),
    result: orNull<EntryResult>(item[place.result(at)]),
  };
}

export const pageFrom = (item: Item): Page => ({
  number: Number(item.sk),
  entries: Array.from({ length: item.size as number }, (_, at) => entryFrom(item, at)),
  after: item.after as ListCursor,
  closed: item.closed === true,
});

/** An update that sets attributes by their names, whatever DynamoDB reserves. */
export function setting(fields: Item): { expression: string; names: Record<string, string>; values: Item } {
  const all = Object.entries(fields);
  const set = all.filter(([, value]) => value !== null);
  const gone = all.filter(([, value]) => value === null);
  const part = (word: string, parts: readonly string[]): string => (parts.length === 0 ? '' : `${word} ${parts.join(', ')}`); // biome-ignore format: one thought
  const placed = new Map(all.map(([name], at) => [name, at]));
  return {
    expression: [
      part('SET', set.map(([name]) => `#f${placed.get(name)} = :f${placed.get(name)}`)),
      part('REMOVE', gone.map(([name]) => `#f${placed.get(name)}`)),
    ].join(' ').trim(), // biome-ignore format: one thought
    names: Object.fromEntries(all.map(([name], at) => [`#f${at}`, name])),
    values: Object.fromEntries(set.map(([name, value]) => [`:f${placed.get(name)}`, value])),
  };
}
