import type { Category } from '../check/category.ts';
import { type CategoryResult, ended, runCategory } from '../check/run-category.ts';
import type { Target } from '../check/target.ts';
import type { Vantage } from '../report/report.ts';
import { isOpen, type LiveCheck, type StoredResult } from './check.ts';
import type { Deps } from './deps.ts';
import { advance, record } from './record.ts';
import { familiesFor, type IoFactory } from './vantage.ts';

/** Thrown inside when somebody else has taken the category over: what we found is not ours to record. */
class LeaseLost extends Error {}

/** Renews the lease while the work goes on; the signal fires when it is lost. */
function keepLease(deps: Deps, check: LiveCheck, category: string, owner: string) {
  const { lease, renewal } = deps.times;
  const lost = new AbortController();
  const renew = async (): Promise<void> => {
    const kept = await deps.store
      .renewIfOwned(check.id, category, owner, deps.now() + lease * 1000)
      // A hiccup of the store is no loss: the next renewal comes before the lease ends.
      .catch(() => true);
    if (!kept) lost.abort(new LeaseLost(`${category} was taken over`));
  };
  const timer = setInterval(() => void renew(), renewal * 1000);
  return { signal: lost.signal, stop: () => clearInterval(timer) };
}

const withFamilies = (result: CategoryResult, families: Vantage['families']): StoredResult => ({ ...result, families });

async function probe(
  deps: Deps,
  makeIo: IoFactory,
  check: LiveCheck & { target: Target },
  category: Category,
  signal: AbortSignal,
): Promise<StoredResult> {
  const io = makeIo(category);
  // What is cut off by the deadline is judged like what is cut off by the limit: as incomplete.
  const left = AbortSignal.timeout(Math.max(0, check.deadline - deps.now()));
  const result = await runCategory(category, check.target, io, AbortSignal.any([signal, left]));
  return withFamilies(result, await familiesFor(check.target, io));
}

/** Whether there is time to begin: of a category with a long limit at least a lease, of a short one all of it. */
const timeLeft = (deps: Deps, check: LiveCheck, { limits }: Category): boolean =>
  check.deadline - deps.now() >= Math.min(deps.times.leastLeft, limits.seconds) * 1000;

/**
 * One category of one check: claimed, gathered, judged, recorded. A server that misbehaves is a result, never an
 * error; thrown is only what our own infrastructure throws, and then the message comes again.
 * @param owner of the claim; one for each delivery
 */
export async function work(
  deps: Deps,
  makeIo: IoFactory,
  { checkId, category }: { checkId: string; category: Category },
  owner: string,
  signal: AbortSignal,
): Promise<void> {
  const check = await deps.store.readCheck(checkId);
  if (!isOpen(check) || check.target === null || !check.pending.includes(category.id)) return;
  if (deps.settings.killSwitch || !timeLeft(deps, check, category)) return;
  const now = deps.now();
  const attempt = await deps.store.claimIfFree(checkId, category.id, owner, now, now + deps.times.lease * 1000);
  // Somebody works on it. Should that one die, the tick sends the message again.
  if (attempt === null) return;
  // Only somebody before us can have left a result without taking the category off the pending ones.
  if (attempt > 1 && (await deps.store.hasResult(checkId, category.id))) return advance(deps, checkId, category.id);
  if (attempt > deps.times.attempts) {
    const fault = `given up after ${deps.times.attempts} attempts that were cut off`;
    deps.log.error('category given up', { checkId, category: category.id, attempts: deps.times.attempts });
    return record(deps, checkId, withFamilies(ended(category, 'internal', 0, fault), []));
  }
  const lease = keepLease(deps, check, category.id, owner);
  try {
    const target = check.target;
    const any = AbortSignal.any([signal, lease.signal]);
    const result = await probe(deps, makeIo, { ...check, target }, category, any);
    if (lease.signal.aborted) return;
    if (result.fault !== null) deps.log.error('fault in a category', { checkId, category: category.id, fault: result.fault }); // biome-ignore format: one thought
    await record(deps, checkId, result);
  } catch (error) {
    // So that the repetition need not wait for the lease to end.
    await deps.store.releaseIfOwned(checkId, category.id, owner).catch(() => false);
    throw error;
  } finally {
    lease.stop();
  }
}
