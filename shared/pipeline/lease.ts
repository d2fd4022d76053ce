import type { Deps } from './deps.ts';

/** Milliseconds before its end at which a lease that could not be renewed counts as lost: another may take it then. */
const SAFETY_MS = 2000;

/**
 * Renews a lease until told to stop. It is lost when somebody else has it, and when it could not be renewed in time:
 * whoever cannot be sure to hold it must not act as if.
 * @param until end of the lease as it stands
 * @param renew to the time given; false: it is somebody else's
 * @param lost called once at most
 * @returns stops renewing
 */
export function keepLease(
  { now, after, times }: Pick<Deps, 'now' | 'after' | 'times'>,
  until: number,
  renew: (until: number) => Promise<boolean>,
  lost: () => void,
): () => void {
  let held = until;
  let over = false;
  let cancelRenewal = (): void => {};
  let cancelGuard = (): void => {};
  const stop = (): void => {
    over = true;
    cancelRenewal();
    cancelGuard();
  };
  const lose = (): void => {
    if (over) return;
    stop();
    lost();
  };
  const guard = (): void => {
    const left = held - SAFETY_MS - now();
    if (left <= 0) lose();
    else cancelGuard = after(left, guard);
  };
  const step = async (): Promise<void> => {
    // The next one does not wait for this one: an answer that never comes must not cost the lease.
    cancelRenewal = after(times.renewal * 1000, () => void step());
    const next = now() + times.lease * 1000;
    // A hiccup of the store is no loss: the next renewal comes before the lease ends.
    const kept = await renew(next).catch(() => null);
    if (over) return;
    if (kept === false) return lose();
    if (kept) held = Math.max(held, next);
  };
  cancelRenewal = after(times.renewal * 1000, () => void step());
  guard();
  return stop;
}
