import { DUE_SHARDS } from '../store/keys.ts';
import type { Due } from '../store/store.ts';
import { isOpen, notBeforeOf } from './check.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'store' | 'now'>;

/** @returns whether it goes on now */
async function takeUp({ store, now }: Needs, { id, dueAt }: Due): Promise<boolean> {
  const check = await store.readCheck(id);
  // A second look is parked until its time, whatever happened to its host meanwhile.
  if (!isOpen(check) || (notBeforeOf(check) ?? 0) > now()) return false;
  const leases = await store.readLeases(id);
  await Promise.all([...leases.keys()].map((category) => store.dropClaim(id, category)));
  await store.postponeIfUnmoved(id, dueAt, now());
  return true;
}

/**
 * For a host that is the sole owner of its table and has just started: nobody of before works any more, so all
 * claims and places are void, and every open check is looked at with the next tick.
 * @returns how many checks go on
 */
export async function recover(deps: Needs): Promise<number> {
  await deps.store.freeAll();
  let taken = 0;
  for (let shard = 0; shard < DUE_SHARDS; shard += 1) {
    // Read to the end first: what is taken up moves in the index that is being read.
    const open: Due[] = [];
    const runs: Due[] = [];
    for await (const page of deps.store.due(shard, Number.MAX_SAFE_INTEGER)) {
      open.push(...page.filter(({ kind }) => kind === 'CHECK'));
      runs.push(...page.filter(({ kind }) => kind === 'RUN'));
    }
    for (const one of open) if (await takeUp(deps, one)) taken += 1;
    await Promise.all(runs.map(({ id }) => deps.store.freeRun(id, deps.now())));
  }
  return taken;
}
