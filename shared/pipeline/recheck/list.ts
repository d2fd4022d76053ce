import { latestOf } from '../../store/check-item.ts';
import type { Tenant } from '../../store/tenant-store.ts';
import { LISTED_AT_ONCE, type RecheckDeps } from './deps.ts';
import { type Entry, type ListCursor, type Page, PAGE_SIZE, type Run } from './run.ts';

/** Tenants that are read at once, and domains whose last checks are looked up at once. */
const [TENANTS, LOOKUPS] = [100, 20] as const;

/** A domain of the register, and where the listing stands after it. */
interface Listed {
  tenantId: string;
  domain: string;
}

/** Some of the register: what of it the run wants, and where it goes on. */
interface Portion {
  wanted: Listed[];
  /** Null: the register is at its end. */
  after: ListCursor | null;
}

/** By name, so that a tenant that is replaced meanwhile has no domain listed twice. */
const domainsOf = ({ id, domains }: Tenant, after: string | null): Listed[] =>
  domains
    .map(({ domain }) => domain)
    .sort()
    .filter((domain) => after === null || domain > after)
    .map((domain) => ({ tenantId: id, domain }));

/** The tenants that come next, and which of them was the last one; null where there are no more. */
async function nextTenants({ register }: RecheckDeps, { filter }: Run, after: string | null) {
  if (filter.tenantIds === null) {
    const { items, next } = await register.readTenants(TENANTS, after);
    return { tenants: items, last: next };
  }
  const from = after === null ? 0 : filter.tenantIds.indexOf(after) + 1;
  const ids = filter.tenantIds.slice(from, from + TENANTS);
  const read = await Promise.all(ids.map((id) => register.readTenant(id)));
  const hasMore = from + TENANTS < filter.tenantIds.length;
  return { tenants: read.filter((one) => one !== null), last: hasMore ? (ids.at(-1) ?? null) : null };
}

async function isWanted({ store }: RecheckDeps, { filter }: Run, { tenantId, domain }: Listed): Promise<boolean> {
  const { verdicts, checkedBefore } = filter;
  if (verdicts === null && checkedBefore === null) return true;
  const latest = await store.readLatest(latestOf({ tenantId, request: { domain } }));
  if (checkedBefore !== null && latest !== null && latest.finishedAt >= checkedBefore) return false;
  return verdicts === null || (latest?.verdict !== undefined && verdicts.includes(latest.verdict));
}

async function wantedOf(deps: RecheckDeps, run: Run, all: readonly Listed[]): Promise<Listed[]> {
  const wanted: Listed[] = [];
  for (let at = 0; at < all.length; at += LOOKUPS) {
    const some = all.slice(at, at + LOOKUPS);
    const flags = await Promise.all(some.map((one) => isWanted(deps, run, one)));
    wanted.push(...some.filter((_, index) => flags[index]));
  }
  return wanted;
}

async function portionAfter(deps: RecheckDeps, run: Run, cursor: ListCursor | null): Promise<Portion> {
  if (cursor !== null && cursor.domain !== null) {
    const tenant = await deps.register.readTenant(cursor.tenantId);
    const rest = tenant === null ? [] : await wantedOf(deps, run, domainsOf(tenant, cursor.domain));
    if (rest.length > 0) return { wanted: rest, after: { tenantId: cursor.tenantId, domain: null } };
  }
  const { tenants, last } = await nextTenants(deps, run, cursor?.tenantId ?? null);
  const wanted = await wantedOf(
    deps,
    run,
    tenants.flatMap((one) => domainsOf(one, null)),
  );
  return { wanted, after: last === null ? null : { tenantId: last, domain: null } };
}

/** What was read of the register and is on no page yet. */
interface Reading {
  held: Listed[];
  /** Up to here nothing else is wanted. */
  cursor: ListCursor | null;
  atEnd: boolean;
}

type Place = Pick<Run, 'listed' | 'cursor' | 'complete' | 'total'>;

const entryOf = ({ tenantId, domain }: Listed): Entry => ({ tenantId, domain, lane: null, admitted: null, parked: null, result: null }); // biome-ignore format: one thought

/**
 * Puts the next page. Where there is one already, of somebody who was cut off before the run knew of it, that one
 * counts: whoever goes on goes on behind it. So each page begins behind the one before, and no domain is on two.
 */
async function putPage(
  { runs }: RecheckDeps,
  run: Run,
  number: number,
  entries: readonly Listed[],
): Promise<{ page: Page; mine: boolean }> {
  // biome-ignore format: one thought
  const last = entries.at(-1);
  if (last === undefined) throw new Error('a page without a domain');
  const page: Page = { number, entries: entries.map(entryOf), after: { ...last }, closed: false };
  if (await runs.putPageIfAbsent(run.id, page)) return { page, mine: true };
  const [stands] = await runs.readPages(run.id, number, number + 1, true);
  if (stands === undefined) throw new Error('a page that exists cannot be read');
  return { page: stands, mine: false };
}

async function readMore(deps: RecheckDeps, run: Run, { held, cursor }: Reading): Promise<Reading> {
  const { wanted, after } = await portionAfter(deps, run, cursor);
  return { held: [...held, ...wanted], cursor: after, atEnd: after === null };
}

/** The next page: full, but for the last one, and for one that would else take too long to be filled. */
async function nextPage(deps: RecheckDeps, run: Run, place: Place, reading: Reading): Promise<[Place, Reading]> {
  const entries = reading.held.slice(0, PAGE_SIZE);
  const { page, mine } = await putPage(deps, run, place.listed, entries);
  const left: Reading = mine
    ? { ...reading, held: reading.held.slice(PAGE_SIZE) }
    : { held: [], cursor: page.after, atEnd: false };
  return [{ listed: place.listed + 1, cursor: page.after, complete: false, total: place.total + page.entries.length }, left]; // biome-ignore format: one thought
}

/**
 * Lists some of the register, and remembers where it stands. A crash at any moment leaves pages that whoever comes next
 * finds, or nothing.
 * @param isOver told true when it is time to stop
 * @returns whether the run has moved
 */
export async function listSome(deps: RecheckDeps, run: Run, isOver: () => boolean): Promise<boolean> {
  let place: Place = run;
  let reading: Reading = { held: [], cursor: run.cursor, atEnd: false };
  const isFull = (): boolean => reading.held.length >= PAGE_SIZE || (reading.atEnd && reading.held.length > 0);
  while (place.listed - run.listed < LISTED_AT_ONCE && !(reading.atEnd && reading.held.length === 0)) {
    if (isFull()) [place, reading] = await nextPage(deps, run, place, reading);
    else if (!isOver()) reading = await readMore(deps, run, reading);
    else break;
  }
  // What was found is kept, however little: who wants few of many would else never come to an end.
  if (place === run && reading.held.length > 0) [place, reading] = await nextPage(deps, run, place, reading);
  const isDry = reading.held.length === 0;
  const { cursor, atEnd } = reading;
  const to = isDry ? { ...place, cursor, complete: atEnd } : place;
  const { listed, complete, total } = to;
  return deps.runs.listedIfUnmoved(run.id, run.listed, { listed, cursor: to.cursor, complete, total });
}
