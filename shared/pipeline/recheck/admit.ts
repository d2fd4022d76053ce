import { conclude, countsOf, noNews } from '../../report/news.ts';
import type { CheckRequest } from '../../check/request.ts';
import { isSuppressed } from '../../net/suppressed.ts';
import { latestOf } from '../../store/check-item.ts';
import type { TenantDomain } from '../../store/tenant-store.ts';
import type { LiveCheck } from '../check.ts';
import { createCheck, derivedId, type Order } from '../create.ts';
import type { RecheckDeps } from './deps.ts';
import { readKnown } from './end.ts';
import { type Entry, type EntryResult, type NoVerdict, type Page, type Run, scopeOf } from './run.ts';

/** Checks of a run have a caller of their own: no key that anybody sends leads to one of them. */
const callerOf = (runId: string): string => `recheck:${runId}`;
const keyOf = ({ tenantId, domain }: Entry): string => `${tenantId}/${domain}`;

/** The first check of a domain in a run: its id follows from both, so that whoever begins it again finds it. */
export const firstCheckId = (runId: string, entry: Entry): string =>
  derivedId('idempotency-key', callerOf(runId), keyOf(entry));

/** How a domain ends of which no check is made. */
export const unchecked = (outcome: NoVerdict, finishedAt: number): EntryResult => ({
  outcome,
  checkId: null,
  finishedAt,
  news: noNews(),
});

/** What is registered of an entry's domain now, which may be other than when it was listed. */
async function registered({ register }: RecheckDeps, { tenantId, domain }: Entry): Promise<TenantDomain | null> {
  const tenant = await register.readTenant(tenantId);
  return tenant?.domains.find((one) => one.domain === domain) ?? null;
}

/** What a check of it asks for; null: nothing that may be asked for any more, however often somebody tries. */
function requestFor({ requestOf, log }: RecheckDeps, { id }: Run, said: TenantDomain): CheckRequest | null {
  try {
    return requestOf(said);
  } catch (error) {
    log.warn('what is registered cannot be asked for', { runId: id, error: `${error}` });
    return null;
  }
}

function orderOf(run: Run, page: Page, at: number, request: CheckRequest): Order {
  const entry = page.entries[at] as Entry;
  return {
    request,
    tenantId: entry.tenantId,
    caller: callerOf(run.id),
    lane: 'bulk',
    key: keyOf(entry),
    maxAge: run.force ? null : run.maxAge,
    recheck: { runId: run.id, page: page.number, entry: at, scope: scopeOf(run), share: !run.force, confirms: null },
  };
}

/** A check that is young enough ends the domain, unless it found something worse: that needs looks of the run's own. */
async function takeRecent(deps: RecheckDeps, run: Run, recent: LiveCheck): Promise<EntryResult | null> {
  const report = await deps.store.readReport(recent.id);
  if (report === null || recent.verdict === null || recent.finishedAt === null) return null;
  const { baseline } = await readKnown(deps, latestOf(recent), scopeOf(run));
  const first = { checkId: recent.id, finishedAt: recent.finishedAt, rows: report.rows };
  if (baseline !== null) {
    const { needsSecond, items } = conclude({ baseline, first, second: null });
    if (needsSecond || items.length > 0) return null;
  }
  return { outcome: recent.verdict, checkId: recent.id, finishedAt: recent.finishedAt, news: countsOf([]) };
}

/** Begins the check of an entry that was admitted; how the entry ends where none is needed. */
async function begin(deps: RecheckDeps, run: Run, page: Page, at: number): Promise<EntryResult | null> {
  const { settings, now } = deps;
  const said = await registered(deps, page.entries[at] as Entry);
  if (said === null) return unchecked('unregistered', now());
  const named = [said.domain, ...(typeof said.target === 'string' ? [said.target] : [])];
  if (named.some((one) => settings.suppressed.some((entry) => isSuppressed(entry, one))))
    return unchecked('suppressed', now());
  const request = requestFor(deps, run, said);
  if (request === null) return unchecked('unaskable', now());
  const order = orderOf(run, page, at, request);
  const created = await createCheck(deps, order);
  if (created.outcome !== 'recent') return null;
  const taken = await takeRecent(deps, run, created.check);
  if (taken === null) await createCheck(deps, { ...order, maxAge: null });
  return taken;
}

/**
 * Begins what was admitted, or begins it again: whoever was to do so may have been cut off.
 * @returns ids of the checks that are there now, or are not needed
 */
export async function beginAll(deps: RecheckDeps, run: Run, page: Page, places: readonly number[]): Promise<string[]> {
  const all = await Promise.allSettled(
    places.map(async (at) => {
      const result = await begin(deps, run, page, at);
      if (result !== null) await deps.runs.endIfOpen(run.id, page.number, at, result);
      return firstCheckId(run.id, page.entries[at] as Entry);
    }),
  );
  for (const one of all)
    if (one.status === 'rejected') deps.log.warn('check of a run not begun; it will be', { runId: run.id, error: `${one.reason}` }); // biome-ignore format: one thought
  return all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

/** Admits entries of a page and begins their checks: marked first, so that what is begun is always counted. */
export async function admit(deps: RecheckDeps, run: Run, page: Page, places: readonly number[]): Promise<string[]> {
  const at = deps.now();
  const admitted = new Map(places.map((one) => [one, { checkId: firstCheckId(run.id, page.entries[one] as Entry), at }])); // biome-ignore format: one thought
  // Another admits them at this moment, or the run was cancelled: what the page then says counts.
  if (!(await deps.runs.admitIfNone(run.id, page.number, admitted))) return [];
  return beginAll(deps, run, page, places);
}
