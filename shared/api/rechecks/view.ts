import { isUnderWay, laneLimit } from '../../pipeline/recheck/lanes.ts';
import { counted } from '../../pipeline/recheck/fold.ts';
import { type Entry, OUTCOMES, type Page, type Run } from '../../pipeline/recheck/run.ts';
import { isOver } from '../../pipeline/recheck/start.ts';
import type { ApiDeps } from '../api-deps.ts';
import { type Call, isCheckId } from '../context.ts';
import { tagOf } from '../etag.ts';
import { noSuchRun } from '../problem.ts';
import { MOST_SLOW, type RecheckSummary, type RecheckView } from './schema.ts';

const iso = (ms: number): string => new Date(ms).toISOString();
const orNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

export const pathOf = (id: string): string => `/v1/rechecks/${id}`;

/**
 * When a run will have ended, milliseconds since 1970: not before its checks are all begun, and not faster than it was
 * so far. Null where neither says anything, or nothing moves.
 */
export function expectedEnd(
  { status, createdAt, spreadOver, complete }: Run,
  { total, done }: { total: number; done: number },
  now: number,
): number | null {
  if (status !== 'running') return null;
  const spread = spreadOver === 0 ? null : createdAt + spreadOver * 1000;
  // While the register is listed nobody knows how many are to come.
  const paced = done === 0 || !complete ? null : now + ((total - done) * (now - createdAt)) / done;
  const latest = Math.max(spread ?? 0, paced ?? 0);
  return latest <= now && done < total ? null : latest || null;
}

/** Statuses of the API: `listing` is a run that goes on while the register is listed. */
const statusOf = ({ status, complete }: Run): RecheckView['status'] =>
  status === 'running' && !complete ? 'listing' : status;

/** A run with what has ended of its open pages: exact, since every page counts once, folded or not. */
function summaryOf(run: Run, pages: readonly Page[], now: number): RecheckSummary {
  const { id, tenantId, total, filter, spreadOver, maxAge, force, createdAt, finishedAt } = run;
  const { done, byOutcome, changed, news } = counted(run, pages);
  const path = pathOf(id);
  return {
    ...{ id, tenantId, status: statusOf(run), total, done },
    byVerdict: Object.fromEntries(OUTCOMES.map((one) => [one, byOutcome[one] ?? 0])) as RecheckView['byVerdict'],
    ...{ changed, news, spreadOver, maxAge, force },
    filter: {
      tenantIds: filter.tenantIds === null ? null : [...filter.tenantIds],
      verdicts: filter.verdicts === null ? null : [...filter.verdicts],
      checkedBefore: orNull(filter.checkedBefore),
    },
    startedAt: iso(createdAt),
    finishedAt: orNull(finishedAt),
    expectedEnd: orNull(expectedEnd(run, { total, done }, now)),
    links: { self: path, results: `${path}/results`, digest: `${path}/digest` },
  };
}

type Lane = RecheckView['slow']['lanes'][number];

const isParked = ({ parked, result }: Entry, now: number): boolean =>
  result === null && parked !== null && parked.from > now;

/** Whose servers most domains wait for, of the pages that are open. */
function lanesOf(entries: readonly Entry[], perAddress: number, now: number): Lane[] {
  const lanes = new Map<string, Lane>();
  for (const one of entries) {
    if (one.lane === null || one.result !== null) continue;
    const lane = lanes.get(one.lane) ?? { lane: one.lane, atOnce: laneLimit(one.lane, perAddress), underWay: 0, waiting: 0, parked: 0 }; // biome-ignore format: one thought
    lanes.set(one.lane, lane);
    if (one.admitted === null) lane.waiting += 1;
    else if (isParked(one, now)) lane.parked += 1;
    else if (isUnderWay(one, now)) lane.underWay += 1;
  }
  const open = ({ waiting, parked, underWay }: Lane): number => waiting + parked + underWay;
  return [...lanes.values()].sort((one, other) => open(other) - open(one)).slice(0, MOST_SLOW);
}

function longestOf(entries: readonly Entry[], now: number): RecheckView['slow']['longest'] {
  return entries
    .flatMap((one) => (one.admitted !== null && one.result === null ? [{ ...one, admitted: one.admitted }] : []))
    .sort((one, other) => one.admitted.at - other.admitted.at)
    .slice(0, MOST_SLOW)
    .map(({ tenantId, domain, admitted, parked }) => ({
      ...{ tenantId, domain, checkId: parked?.checkId ?? admitted.checkId, since: iso(admitted.at) },
      parkedUntil: parked !== null && parked.from > now ? iso(parked.from) : null,
    }));
}

type Needs = Pick<ApiDeps, 'runs' | 'settings' | 'now'>;

/** Pages of which something may still be open: a folded one never changes. Read anew: what has ended is counted. */
export const openPages = ({ runs }: Pick<Needs, 'runs'>, { id, folded, opened }: Run): Promise<Page[]> =>
  folded < opened ? runs.readPages(id, folded, opened, true) : Promise.resolve([]);

/** A run as one of a list. */
export const shownSummary = async (deps: Needs, run: Run): Promise<RecheckSummary> =>
  summaryOf(run, await openPages(deps, run), deps.now());

/** A run with what it waits for. @param pages those that are open */
export function viewOf({ settings, now }: Needs, run: Run, pages: readonly Page[]): RecheckView {
  const open = run.finishedAt === null ? pages.flatMap(({ entries }) => entries) : [];
  const slow = { lanes: lanesOf(open, settings.connectionsPerTarget, now()), longest: longestOf(open, now()) };
  return { ...summaryOf(run, pages, now()), slow };
}

export const shownRun = async (deps: Needs, run: Run): Promise<RecheckView> =>
  viewOf(deps, run, await openPages(deps, run));

/** Seconds after which it is worth asking again; none where nothing moves any more. */
export function retryAfter(run: Run): { 'retry-after'?: string } {
  if (run.finishedAt !== null) return {};
  return { 'retry-after': run.status === 'running' || isOver(run) ? '5' : '60' };
}

/** Weak (RFC 9110 8.8.1): an estimate that is made anew with each look is no news. */
export const stateTag = ({ expectedEnd: _, ...rest }: RecheckView, form: string): string =>
  `W/${tagOf(`${form} ${JSON.stringify(rest)}`)}`;

/** The run that the path names, as far as it is the caller's to see: another tenant's is not there at all. @throws Problem 404 */
export async function runOf({ caller, deps, params }: Call): Promise<Run> {
  const { id = '' } = params;
  const run = isCheckId(id) ? await deps.runs.readRun(id) : null;
  if (run === null || (caller?.tenantId != null && run.tenantId !== caller.tenantId)) throw noSuchRun();
  return run;
}
