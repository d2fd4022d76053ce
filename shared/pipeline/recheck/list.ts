import { latestOf } from '../../store/check-item.ts';
import type { Tenant } from '../../store/tenant-store.ts';
import { LISTED_AT_ONCE, type RecheckDeps } from './deps.ts';
import { type Entry, type ListCursor, type Page, PAGE_SIZE, type Run } from './run.ts';

/** Tenants that are read at once, and domains whose last checks are looked up at once: where all are wanted, a page. */
const [TENANTS, LOOKUPS] = [100, PAGE_SIZE] as const;

/** A domain of the register, and where the listing stands after it. */
interface Listed {
  tenantId: string;
  domain: string;
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

/** What was read of the register and is on no page yet. */
interface Reading {
  /** Wanted, and looked up. */
  held: readonly Listed[];
  /** Read of the register, and from this place on not looked up: that is done when it is needed, and not before. */
  queue: readonly Listed[];
  at: number;
  /** Where the register goes on behind the queue; null: nowhere. */
  behind: ListCursor | null;
  /** Up to here nothing else is wanted. */
  cursor: ListCursor | null;
  atEnd: boolean;
}

const readingFrom = (cursor: ListCursor | null): Reading => ({ held: [], queue: [], at: 0, behind: cursor, cursor, atEnd: false }); // biome-ignore format: one thought

/** What of the register comes next: the rest of a tenant, or more tenants. */
async function readOn(
  deps: RecheckDeps,
  run: Run,
  cursor: ListCursor | null,
): Promise<Pick<Reading, 'queue' | 'behind'>> {
  if (cursor !== null && cursor.domain !== null) {
    const tenant = await deps.register.readTenant(cursor.tenantId);
    const rest = tenant === null ? [] : domainsOf(tenant, cursor.domain);
    if (rest.length > 0) return { queue: rest, behind: { tenantId: cursor.tenantId, domain: null } };
  }
  const { tenants, last } = await nextTenants(deps, run, cursor?.tenantId ?? null);
  const queue = tenants.flatMap((one) => domainsOf(one, null));
  return { queue, behind: last === null ? null : { tenantId: last, domain: null } };
}

/** Looks up some more: reading alone would bring nobody on whose time is over by then. */
async function readMore(deps: RecheckDeps, run: Run, reading: Reading): Promise<Reading> {
  const isRead = reading.at < reading.queue.length;
  const { queue, behind } = isRead ? reading : await readOn(deps, run, reading.behind);
  const from = isRead ? reading.at : 0;
  const some = queue.slice(from, from + LOOKUPS);
  const flags = await Promise.all(some.map((one) => isWanted(deps, run, one)));
  const at = from + some.length;
  const isLeft = at < queue.length;
  return {
    ...{ queue, at, behind },
    held: [...reading.held, ...some.filter((_, index) => flags[index])],
    cursor: isLeft ? { ...(some.at(-1) as Listed) } : behind,
    atEnd: !isLeft && behind === null,
  };
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

/** The next page: full, but for the last one, and for one that would else take too long to be filled. */
async function nextPage(deps: RecheckDeps, run: Run, place: Place, reading: Reading): Promise<[Place, Reading]> {
  const entries = reading.held.slice(0, PAGE_SIZE);
  const { page, mine } = await putPage(deps, run, place.listed, entries);
  const left: Reading = mine ? { ...reading, held: reading.held.slice(PAGE_SIZE) } : readingFrom(page.after);
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
  let reading = readingFrom(run.cursor);
  const mayList = (): boolean => place.listed - run.listed < LISTED_AT_ONCE;
  const isFull = (): boolean => reading.held.length >= PAGE_SIZE || (reading.atEnd && reading.held.length > 0);
  while (mayList() && !(reading.atEnd && reading.held.length === 0)) {
    if (isFull()) [place, reading] = await nextPage(deps, run, place, reading);
    // Something is looked up each time, so that a slow table keeps no run from going on.
    else if (!isOver() || reading.cursor === run.cursor) reading = await readMore(deps, run, reading);
    else break;
  }
  // What was found is kept, however little: who wants few of many would else look up most of them twice.
  if (mayList() && reading.held.length > 0) [place, reading] = await nextPage(deps, run, place, reading);
  const isDry = reading.held.length === 0;
  const { cursor, atEnd } = reading;
  const to = isDry ? { ...place, cursor, complete: atEnd } : place;
  const { listed, complete, total } = to;
  return deps.runs.listedIfUnmoved(run.id, run.listed, { listed, cursor: to.cursor, complete, total });
}
