import type { Category } from '../check/category.ts';
import type { Io } from '../check/io.ts';
import { type CategoryResult, ended, runCategory } from '../check/run-category.ts';
import type { Slots } from '../net/slots.ts';
import type { Vantage } from '../report/report.ts';
import { askAlone } from './alone.ts';
import { isOpen, type LiveCheck, type StoredResult } from './check.ts';
import type { Deps } from './deps.ts';
import { askForCategory } from './hints.ts';
import { keepLease } from './lease.ts';
import { signalAfter } from './pause.ts';
import { advance, record } from './record.ts';
import { type Lead, prospectOf, type Subject } from './shared-facts.ts';
import { storedSlots } from './stored-slots.ts';
import { familiesFor } from './vantage.ts';
import { withheld } from './withheld.ts';

/** Makes the way to the world for one run of a category. */
export type IoFactory = (category: Category, slots: Slots) => Io;

/** Somebody else has taken the category over: what we found is not ours to record. */
class TakenOver extends Error {}
/** Our right to a connection ended while it was open: what it brought is cut off, and by us. */
class PlaceLost extends Error {}

const withFamilies = (result: CategoryResult, families: Vantage['families']): StoredResult => ({ ...result, families });

/** @throws TakenOver, PlaceLost */
async function probe(
  deps: Deps,
  makeIo: IoFactory,
  run: Subject,
  until: number,
  host: AbortSignal,
): Promise<StoredResult> {
  const { check, category, owner } = run;
  const stop = new AbortController();
  const slots = storedSlots(deps, {
    limit: deps.settings.connectionsPerTarget,
    lane: check.lane,
    host: check.target.host,
    lost: () => stop.abort(new PlaceLost(`${category.id} lost its place at the target`)),
  });
  const unclaim = keepLease(
    deps,
    until,
    (next) => deps.store.renewIfOwned(check.id, category.id, owner, next),
    () => stop.abort(new TakenOver(`${category.id} was taken over`)),
  );
  // What is cut off by the deadline is judged like what is cut off by the limit: as incomplete.
  const left = signalAfter(deps, Math.max(0, check.deadline - deps.now()));
  try {
    const io = makeIo(category, slots);
    const result = await runCategory(category, check.target, io, AbortSignal.any([host, stop.signal, left.signal]));
    stop.signal.throwIfAborted();
    return withFamilies(result, await familiesFor(check.target, io));
  } finally {
    left.stop();
    unclaim();
  }
}

/** Seconds that there must be to begin: of a category with a long limit at least a lease, of a short one all of it. */
const leastOf = ({ times }: Deps, { limits }: Category): number => Math.min(times.leastLeft, limits.seconds);

const timeLeft = (check: LiveCheck, least: number, at: number): boolean => check.deadline - at >= least * 1000;

/**
 * Puts the category off, where no place was to be had at the target or another check asks it on our behalf: a new delayed message, so that this one's receive count does
 * not lead it to the dead letters. The claim says until when, so that nobody knocks in between.
 * @param left seconds that there must be then
 * @returns false: there is no time for it
 */
async function giveWay(deps: Deps, { check, category, owner, claim }: Subject, left: number): Promise<boolean> {
  const [least, most] = deps.times.park;
  const seconds = Math.ceil(Math.min(most, least * 2 ** claim.parked) * (0.75 + deps.random() / 4));
  const again = deps.now() + seconds * 1000;
  if (!timeLeft(check, left, again)) return false;
  // Until just before the message comes: it must find the claim free.
  if (!(await deps.store.parkIfOwned(check.id, category.id, owner, again - 1))) return true;
  await askForCategory(deps, check, category.id, seconds);
  deps.log.info('category put off', { checkId: check.id, category: category.id, seconds });
  return true;
}

/** Gives the claim back, the attempt not counted, and asks for an invocation of its own. */
async function setApart(deps: Deps, { check, category, owner }: Subject): Promise<void> {
  if (!(await deps.store.parkIfOwned(check.id, category.id, owner, deps.now() - 1))) return;
  await askAlone(deps, check.id, category.id, check.lane);
}

/** Nobody came to an end with it: so that the report can be, it ends as "could not be completed". */
function giveUp(deps: Deps, { check, category }: Subject): Promise<void> {
  const { attempts } = deps.times;
  deps.log.error('category given up', { checkId: check.id, category: category.id, attempts });
  const result = ended(category, 'internal', 0, `given up after ${attempts} attempts that were cut off`);
  return record(deps, check.id, withFamilies(result, []));
}

async function runAndRecord(
  deps: Deps,
  makeIo: IoFactory,
  run: Subject,
  until: number,
  host: AbortSignal,
): Promise<void> {
  const { check, category, owner } = run;
  let lead: Lead | null = null;
  try {
    const prospect = await prospectOf(deps, run);
    if (prospect.kind === 'known') return await record(deps, check.id, prospect.result);
    // To wait must cost nothing: all that the category may take is left afterwards.
    if (prospect.kind === 'wait' && (await giveWay(deps, run, category.limits.seconds))) return;
    if (prospect.kind === 'ask') lead = prospect.lead;
    const result = await probe(deps, makeIo, run, until, host);
    // Only what has not begun ends so: nobody was connected to.
    if (result.reason === 'target-busy') {
      await lead?.leave();
      if (await giveWay(deps, run, leastOf(deps, category))) return deps.measure('gaveWay', 1, { Lane: check.lane });
    }
    await lead?.settle(result);
    await record(deps, check.id, result);
  } catch (error) {
    if (error instanceof TakenOver) return;
    // So that the repetition need not wait for the lease to end.
    await deps.store.releaseIfOwned(check.id, category.id, owner).catch(() => false);
    throw error;
  } finally {
    await lead?.leave();
  }
}

/**
 * One category of one check: claimed, gathered, judged, recorded. A server that misbehaves is a result, never an
 * error; thrown is only what our own infrastructure throws, and then the message comes again.
 * @param ask `alone`: whether no other message is handled with this one
 * @param owner of the claim; one for each delivery
 */
export async function work(
  deps: Deps,
  makeIo: IoFactory,
  { checkId, category, alone = false }: { checkId: string; category: Category; alone?: boolean },
  owner: string,
  signal: AbortSignal,
): Promise<void> {
  const check = await deps.store.readCheck(checkId);
  if (!isOpen(check) || check.target === null || !check.pending.includes(category.id)) return;
  if (deps.settings.killSwitch || !timeLeft(check, leastOf(deps, category), deps.now())) return;
  const now = deps.now();
  const until = now + deps.times.lease * 1000;
  const claim = await deps.store.claimIfFree(checkId, category.id, owner, now, until);
  // Somebody works on it. Should that one die, the tick sends the message again.
  if (claim === null) return;
  // Who left a result was cut off before the category was off the pending ones: a worker, or whoever buried one.
  if (await deps.store.hasResult(checkId, category.id)) return advance(deps, checkId, category.id);
  // It may have ended, or been erased, before the claim was ours; then the claim is all that is left to take back.
  const still = await deps.store.readCheck(checkId);
  if (!isOpen(still) || !still.pending.includes(category.id)) return deps.store.dropClaim(checkId, category.id);
  // A server may be spared since the check was dispatched.
  const run: Subject = { check: { ...check, target: withheld(check.target, deps.settings) }, category, owner, claim };
  if (claim.attempt > deps.times.attempts) return giveUp(deps, run);
  // Whoever began it was cut off, and it may be why: from now on it takes nobody with it.
  if (claim.attempt > 1 && check.lane !== 'interactive' && !alone) return setApart(deps, run);
  await runAndRecord(deps, makeIo, run, until, signal);
}
