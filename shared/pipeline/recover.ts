import { isOpen } from './check.ts';
import type { Deps } from './deps.ts';

/** Far more open checks than a single host ever has. */
const ALL = 100_000;

/**
 * For a host that is the sole owner of its table and has just started: nobody of before works any more, so all
 * claims and places are void, and every open check is looked at with the next tick.
 * @returns how many checks go on
 */
export async function recover({ store, now }: Pick<Deps, 'store' | 'now'>): Promise<number> {
  await store.freeAll();
  const open = await store.due(Number.MAX_SAFE_INTEGER, ALL);
  for (const { id, dueAt } of open) {
    const check = await store.readCheck(id);
    // A second look is parked until its time, whatever happened to its host meanwhile.
    if (isOpen(check) && (check.followUp?.notBefore ?? 0) > now()) continue;
    const leases = await store.readLeases(id);
    await Promise.all([...leases.keys()].map((category) => store.dropClaim(id, category)));
    await store.postponeIfUnmoved(id, dueAt, now());
  }
  return open.length;
}
