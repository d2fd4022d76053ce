import { laneOf } from '../../net/provider/provider.ts';
import { pause } from '../pause.ts';
import { admit } from './admit.ts';
import { BUSY_MS, IDLE_MS, RUN_LEASE_MS, type RecheckDeps, TURN_MS, WINDOW } from './deps.ts';
import { foldSome } from './fold.ts';
import { choose, loadOf, openLimit } from './lanes.ts';
import { listSome } from './list.ts';
import { lookAfterAll } from './look-after.ts';
import type { Entry, Page, Run } from './run.ts';
import { isOver } from './start.ts';
import { tellChanged, tellFinished } from './tell.ts';
import { Window } from './window.ts';

/** Milliseconds of one step that the listing may take: what is listed already goes on beside it. */
const LISTING_MS = 2000;
/** Milliseconds of one step after which no further page is opened: look-ups take long, and the lease must outlast them. */
const OPENING_MS = 4000;

/** What one turn knows of its run. */
interface Turn {
  deps: RecheckDeps;
  /** Entries whose checks were seen to be there. */
  seen: Set<string>;
  window: Window;
  endsAt: number;
}

/** How many may have been begun by now where they are spread over a time. */
export function paceOf(
  { spreadOver, createdAt, total }: Pick<Run, 'spreadOver' | 'createdAt' | 'total'>,
  now: number,
): number {
  // biome-ignore format: one thought
  if (spreadOver === 0) return Number.POSITIVE_INFINITY;
  return Math.ceil(total * Math.min(1, (now - createdAt) / (spreadOver * 1000)));
}

const isWaiting = ({ admitted, result }: Entry): boolean => admitted === null && result === null;

/** Domains of a run that were begun, whether they have ended or not. */
function begunOf({ done, spreadOver }: Run, pages: readonly Page[]): number {
  let begun = done;
  // Without a pace nobody asks.
  if (spreadOver > 0) for (const { entries } of pages) for (const one of entries) if (!isWaiting(one)) begun += 1;
  return begun;
}

/** Whose servers the domains of a page stand before; null: that could not be looked up to the end. */
async function lanesOf({ register, hostOf }: RecheckDeps, { entries }: Page): Promise<(string | null)[] | null> {
  const ids = [...new Set(entries.map(({ tenantId }) => tenantId))];
  const tenants = new Map(await Promise.all(ids.map(async (id) => [id, await register.readTenant(id)] as const)));
  const hosts = await Promise.allSettled(
    entries.map(async ({ tenantId, domain }) => {
      const said = tenants.get(tenantId)?.domains.find((one) => one.domain === domain);
      return said === undefined ? null : hostOf(said);
    }),
  );
  const known = hosts.flatMap((one) => (one.status === 'fulfilled' ? [laneOf(one.value)] : []));
  return known.length === entries.length ? known : null;
}

/** Looks up whose servers the domains of a page stand before, then opens it; null: somebody else is to. */
async function openPage(deps: RecheckDeps, run: Run): Promise<Page | null> {
  const { runs } = deps;
  const [page] = await runs.readPages(run.id, run.opened, run.opened + 1, true);
  if (page === undefined) throw new Error('a page that was listed cannot be read');
  const lanes = await lanesOf(deps, page);
  // Opened all the same, it would have no lanes for good, and nothing would bound what is begun at their servers.
  if (lanes === null) return null;
  await runs.setLanes(run.id, page.number, lanes);
  if (!(await runs.openedIfUnmoved(run.id, run.opened))) return null;
  return { ...page, entries: page.entries.map((entry, at) => ({ ...entry, lane: lanes[at] ?? null })) };
}

/** Begins what may be begun: as many as the run, each lane and the pace allow. @returns whether anything was */
async function admitSome({ deps, seen, window }: Turn, run: Run, pages: readonly Page[]): Promise<boolean> {
  const { settings, now } = deps;
  const at = now();
  const until = at + OPENING_MS;
  const load = loadOf(pages, at);
  const most = Math.min(
    openLimit(run, settings.recheckOpen),
    load.all + Math.max(0, paceOf(run, at) - begunOf(run, pages)),
  );
  let moved = false;
  let opened = run.opened;
  const all = [...pages];
  for (let index = 0; load.all < most; index += 1) {
    if (index === all.length) {
      if (opened >= run.listed || opened - run.folded >= WINDOW || now() > until) break;
      const page = await openPage(deps, { ...run, opened });
      if (page === null) break;
      all.push(page);
      window.put(page);
      opened += 1;
      moved = true;
    }
    const page = all[index] as Page;
    const places = choose(page, load, most, settings.connectionsPerTarget);
    if (places.length === 0) continue;
    moved = true;
    window.touch(page.number);
    for (const id of await admit(deps, run, page, places)) seen.add(id);
  }
  return moved;
}

/** One step: counts, lists, begins. @returns whether anything moved; null: the run is over */
async function step(turn: Turn, run: Run): Promise<boolean | null> {
  const { deps } = turn;
  const { now } = deps;
  const pages = await turn.window.look(run, now());
  if (await foldSome(deps, run, pages)) return true;
  await tellChanged(deps, run);
  await lookAfterAll(deps, turn.seen, run, pages);
  const isListed = run.complete && run.folded === run.listed;
  const isWoundUp = run.status === 'cancelled' && run.folded === run.opened;
  if (isListed || isWoundUp) return null;
  if (run.status !== 'running' || deps.settings.killSwitch) return false;
  const until = now() + LISTING_MS;
  const listed = !run.complete && (await listSome(deps, run, () => now() > until));
  return (await admitSome(turn, run, pages)) || listed;
}

async function finish(deps: RecheckDeps, run: Run): Promise<boolean> {
  const { runs, now, log, measure } = deps;
  const to = run.status === 'cancelled' ? 'cancelled' : 'done';
  await tellFinished(deps, run);
  if (!(await runs.finishRunIfIn(run.id, run.status, to, now()))) return false;
  await runs.leaveActiveIfOwned(run.tenantId, run.id);
  log.info('run ended', { runId: run.id, status: to, done: run.done, total: run.total });
  measure('runEnded', 1, { Status: to });
  return true;
}

/** Whether nothing of it can move before somebody says so. */
const rests = (run: Run, { settings }: RecheckDeps): boolean => run.status === 'paused' || settings.killSwitch;

/**
 * Moves a run for a while: lists, begins what may be begun, counts what has ended. Whoever holds its lease does; all
 * that it does may be done twice or be cut off, and the next turn goes on where the table says.
 * @param owner of the lease; one for each delivery
 * @param signal fires when the host wants it to stop
 */
export async function recheck(deps: RecheckDeps, runId: string, owner: string, signal: AbortSignal): Promise<void> {
  const { runs, now } = deps;
  let run = await runs.claimRunIfFree(runId, owner, now(), now() + RUN_LEASE_MS);
  const turn: Turn = { deps, seen: new Set(), window: new Window(runs), endsAt: now() + TURN_MS };
  while (run !== null) {
    const moved = await step(turn, run);
    if (moved === null && (await finish(deps, run))) return;
    const isQuiet = moved === false && (rests(run, deps) || isOver(run));
    if (now() >= turn.endsAt || signal.aborted || isQuiet) {
      // At once with the next tick, or after a while where nothing is to be done.
      await runs.leaveRunIfOwned(runId, owner, now() + (isQuiet ? deps.times.look * 1000 : 0));
      return;
    }
    await pause(deps, moved === false ? IDLE_MS : BUSY_MS, signal).catch(() => {});
    run = await runs.renewRunIfOwned(runId, owner, now() + RUN_LEASE_MS);
  }
}
