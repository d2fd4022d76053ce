import type { Due } from '../store/store.ts';
import { cancel } from './cancel.ts';
import type { Deps } from './deps.ts';

/** Checks that are erased with one look, and how many at a time. */
const [MOST, AT_ONCE] = [200, 10] as const;
/** Milliseconds for the index to show the last check, and for whoever was creating one when the tenant was erased. */
const SETTLED_MS = 60_000;

/**
 * Erases some of a tenant's checks, those that there were when it was asked for; the next looks erase the rest. It has
 * ended when a look finds none, long enough after it was asked for.
 */
export async function eraseSome(deps: Deps, { id: tenantId, dueAt }: Due): Promise<void> {
  const { store, now, times, log } = deps;
  const asked = await store.readErasure(tenantId);
  if (asked === null || asked.dueAt !== dueAt) return;
  const ids = await store.checksOfTenant(tenantId, asked.before, MOST);
  for (let at = 0; at < ids.length; at += AT_ONCE)
    await Promise.all(ids.slice(at, at + AT_ONCE).map((id) => cancel(deps, id)));
  if (ids.length > 0) log.info('checks of a tenant erased', { tenantId, checks: ids.length });
  const settledAt = asked.before + SETTLED_MS;
  if (ids.length === 0 && now() >= settledAt) await store.endErasureIfUnmoved(tenantId, dueAt);
  else await store.postponeErasureIfUnmoved(tenantId, dueAt, ids.length > 0 ? now() + times.look * 1000 : settledAt);
}
