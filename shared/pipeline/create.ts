import { createHash, randomUUID } from 'node:crypto';
import type { CheckRequest } from '../check/request.ts';
import { type Lane, QUEUE } from '../queue/queue.ts';
import { askForStart } from './hints.ts';
import type { Callback, Check, LiveCheck } from './check.ts';
import type { Deps } from './deps.ts';
import type { RecheckRef } from './recheck/run.ts';

/** A check as it was asked for. */
export interface Order {
  request: CheckRequest;
  tenantId: string | null;
  caller: string;
  lane: Lane;
  /** Idempotency-Key; counts per caller. */
  key: string | null;
  /** Seconds: a finished check of the same request no older will do. */
  maxAge: number | null;
  /** Left out: nobody is told. */
  callback?: Callback | null;
  /** Set where it is part of a run. Nothing hints at its deadline then: the tick ends it, some seconds later. */
  recheck?: RecheckRef | null;
}

export type Created =
  | { outcome: 'created' | 'repeated'; check: Check }
  /** A finished check that is young enough. */
  | { outcome: 'recent'; check: LiveCheck }
  /** The key was used for another request. */
  | { outcome: 'conflict' };

const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/**
 * The same key of the same caller is the same check: its id follows from them.
 * @param expired when the checks of before that had the key expired, which the engine has not deleted yet
 */
const idOf = ({ key, caller }: Order, expired: readonly number[]): string =>
  key === null ? randomUUID() : derivedId('idempotency-key', caller, key, ...expired.map(String));

/** An id that follows from what it is made of, in the form of a UUID (RFC 9562, version 8). */
export function derivedId(...parts: readonly string[]): string {
  const digest = hash(parts);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

const sorted = (value: object): unknown => Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));

function checkOf(deps: Deps, order: Order, id: string): LiveCheck {
  const { request, tenantId, caller, lane, callback = null, recheck = null } = order;
  const now = deps.now();
  const asked = deps.categories.filter((one) => request.categories === null || request.categories.includes(one.id));
  const expected = asked.map((one) => one.id);
  return {
    ...{
      id,
      tenantId,
      caller,
      lane,
      request,
      expected,
      createdAt: now,
      status: 'queued',
      pending: expected,
      target: null,
    },
    bodyHash: hash([sorted(request), tenantId, ...(callback === null ? [] : [callback.url])]),
    fingerprint: hash(['fingerprint', sorted({ ...request, lang: null }), tenantId]),
    deadline: now + deps.times.deadline * 1000,
    dueAt: now + deps.times.look * 1000,
    finishedAt: null,
    verdict: null,
    followUp: null,
    callback,
    recheck,
    version: 0,
  };
}

const repetitionOf = (check: Check, order: LiveCheck): Created =>
  check.status === 'cancelled' || check.bodyHash === order.bodyHash
    ? { outcome: 'repeated', check }
    : { outcome: 'conflict' };

async function recentOf({ store, now }: Deps, { fingerprint }: LiveCheck, maxAge: number): Promise<LiveCheck | null> {
  const newest = await store.readNewest(fingerprint);
  if (newest === null || newest.finishedAt < now() - maxAge * 1000) return null;
  const check = await store.readCheck(newest.checkId);
  return check?.status === 'done' ? check : null;
}

/**
 * Stores a check, then sends the hints that make it start at once and end in time. Once it is stored it will end:
 * where a hint cannot be sent, the tick finds the check.
 * @param admit asked before something new is begun; throws what the caller is told
 */
export async function createCheck(
  deps: Deps,
  order: Order,
  admit: () => Promise<void> = async () => {},
): Promise<Created> {
  return createOrRepeat(deps, order, admit, []);
}

async function createOrRepeat(
  deps: Deps,
  order: Order,
  admit: () => Promise<void>,
  expired: readonly number[],
): Promise<Created> {
  const check = checkOf(deps, order, idOf(order, expired));
  const earlier = order.key === null ? null : await deps.store.readCheck(check.id);
  if (earlier !== null) return repetitionOf(earlier, check);
  const recent = order.maxAge === null ? null : await recentOf(deps, check, order.maxAge);
  if (recent !== null) return { outcome: 'recent', check: recent };
  await admit();
  if (!(await deps.store.createIfAbsent(check))) {
    const winner = await deps.store.readCheck(check.id);
    if (winner !== null) return repetitionOf(winner, check);
    // It has expired and is still in the way; whoever comes with the key now sees the same, and finds the same id.
    const expiry = await deps.store.readExpiry(check.id);
    return createOrRepeat(deps, order, async () => {}, expiry === null ? expired : [...expired, expiry]);
  }
  await begin(deps, check);
  return { outcome: 'created', check };
}

/** Hints that make a check start at once and end in time. */
async function begin(deps: Deps, check: LiveCheck): Promise<void> {
  deps.log.info('check created', { checkId: check.id, lane: check.lane, categories: check.expected });
  const { deadline, afterDeadline } = deps.times;
  const sent = await Promise.allSettled([
    askForStart(deps, check),
    ...(check.recheck === null ? [deps.queues.send(QUEUE.aggregate, { checkId: check.id }, deadline + afterDeadline)] : []), // biome-ignore format: one thought
  ]);
  for (const one of sent) {
    if (one.status === 'rejected') deps.log.warn('hint not sent; the tick will', { checkId: check.id, error: `${one.reason}` }); // biome-ignore format: one thought
  }
}
