import { cancel } from './cancel.ts';
import { isOpen, type LiveCheck } from './check.ts';
import type { Deps } from './deps.ts';
import { eraseSome } from './erase.ts';
import { askForCallback, askForCategory, askForEnd, askForStart, askForTurn } from './hints.ts';
import { DUE_SHARDS } from '../store/keys.ts';
import type { Due } from '../store/store.ts';

/** Milliseconds after which no further page is begun: what is left comes with the next tick. */
const ENOUGH_MS = 30_000;

/** Sends what an open check waits for. The state is the truth; a message that was lost is only late. */
async function urge(deps: Deps, check: LiveCheck, at: number): Promise<void> {
  const { store } = deps;
  const checkId = check.id;
  if (check.pending.length === 0 || check.deadline <= at || deps.settings.killSwitch) {
    await askForEnd(deps, checkId);
    return;
  }
  if (check.target === null) {
    await askForStart(deps, check);
    return;
  }
  const leases = await store.readLeases(checkId);
  const abandoned = check.pending.filter((category) => (leases.get(category) ?? 0) < at);
  await Promise.all(abandoned.map((category) => askForCategory(deps, check, category)));
}

async function lookAtCheck(deps: Deps, { id, dueAt }: Due): Promise<void> {
  const check = await deps.store.readCheck(id);
  // The index is a moment behind: what was looked at, finished or erased meanwhile is due another time, or never.
  if (check === null || check.dueAt !== dueAt) return;
  if (check.status === 'cancelled') {
    // By now whoever worked on it when it was erased is gone; what came after is erased too.
    await cancel(deps, id);
    await deps.store.forgetIfCancelled(id);
    return;
  }
  if (!isOpen(check)) return;
  // One time for all of the look: whether it was before the deadline decides when the next one is.
  const at = deps.now();
  await urge(deps, check, at);
  const next = at + deps.times.look * 1000;
  // A crash before this line repeats the look; after it, the next look is certain.
  await deps.store.postponeIfUnmoved(id, dueAt, at < check.deadline ? Math.min(next, check.deadline) : next);
}

type Look = (deps: Deps, due: Due) => Promise<void>;

/** What is done about whatever is due, by its kind. Whoever does the work moves the due time: a lost hint is sent again. */
const LOOKS: ReadonlyMap<string, Look> = new Map<string, Look>([
  ['CHECK', lookAtCheck],
  ['CALLBACK', (deps, { id }) => askForCallback(deps, id)],
  ['RUN', (deps, { id }) => askForTurn(deps, id)],
  ['ERASE', eraseSome],
]);

/** What takes long comes last, one after the other: nobody waits for it, and checks must not. */
const LONG: ReadonlySet<string> = new Set(['ERASE']);

async function look(deps: Deps, due: Due): Promise<void> {
  const lookAt = LOOKS.get(due.kind);
  if (lookAt === undefined) throw new Error(`nobody knows what is due of ${due.kind}`);
  await lookAt(deps, due);
}

const errorsOf = (all: readonly PromiseSettledResult<unknown>[]): unknown[] =>
  all.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));

/** All that is due of one shard. @returns what went wrong */
async function lookAtShard(deps: Deps, shard: number): Promise<unknown[]> {
  const start = deps.now();
  const errors: unknown[] = [];
  const later: Due[] = [];
  for await (const page of deps.store.due(shard, start)) {
    const now = page.filter(({ kind }) => !LONG.has(kind));
    later.push(...page.filter(({ kind }) => LONG.has(kind)));
    errors.push(...errorsOf(await Promise.allSettled(now.map((one) => look(deps, one)))));
    if (deps.now() - start > ENOUGH_MS) break;
  }
  for (const one of later) {
    if (deps.now() - start > ENOUGH_MS) break;
    errors.push(...errorsOf(await Promise.allSettled([look(deps, one)])));
  }
  return errors;
}

/**
 * Looks at everything that is due. Neither an item nor a shard nor a figure that fails keeps the others waiting.
 * @throws AggregateError of what went wrong, after all were looked at
 */
export async function tick(deps: Deps): Promise<void> {
  const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => lookAtShard(deps, shard));
  const looked = await Promise.allSettled(shards);
  const errors = [...errorsOf(looked), ...looked.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))];
  try {
    deps.measure('openChecks', await deps.store.countOpen());
  } catch (error) {
    errors.push(error);
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} looks failed, the first: ${errors[0]}`);
}
