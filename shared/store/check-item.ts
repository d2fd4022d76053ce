import type { Check, LiveCheck } from '../pipeline/check.ts';
import { dayOf, key, shardOf } from './keys.ts';

type Item = Record<string, unknown>;

/** Names what checks of the same tenant and domain are compared with. */
export const latestOf = ({ tenantId, request }: { tenantId: string | null; request: { domain: string } }): string =>
  `${tenantId ?? ''}#${request.domain}`;

/** Of what somebody waits for, its day; a run of many and second looks would only hide those. */
const recentDayOf = ({ lane, followUp, createdAt }: LiveCheck): Item =>
  lane === 'interactive' && followUp === null ? { recentDay: dayOf(createdAt) } : {};

/** The stored form: no nulls, no empty set (DynamoDB has none), what the indexes need beside it. */
export function checkItem(check: LiveCheck, retention: number): Item {
  const { pending, target, dueAt, finishedAt, verdict, tenantId, followUp, callback, recheck, ...rest } = check;
  return {
    ...key.check(check.id),
    ...rest,
    ...(pending.length === 0 ? {} : { pending: new Set(pending) }),
    ...(target === null ? {} : { target }),
    ...(followUp === null ? {} : { followUp, followUpOf: followUp.of }),
    ...(callback === null ? {} : { callback }),
    ...(recheck === null ? {} : { recheck }),
    ...(dueAt === null ? {} : { dueAt, dueShard: shardOf(check.id) }),
    ...(finishedAt === null ? {} : { finishedAt }),
    ...(verdict === null ? {} : { verdict }),
    ...(tenantId === null ? {} : { tenantId }),
    latest: latestOf(check),
    ...recentDayOf(check),
    domain: check.request.domain,
    created: `${new Date(check.createdAt).toISOString()}#${check.id}`,
    expiresAt: Math.ceil((check.createdAt + retention) / 1000),
  };
}

export function checkFrom(item: Item): Check {
  const { id, status, caller, createdAt, finishedAt = null, dueAt = null } = item as unknown as LiveCheck;
  const tenantId = (item.tenantId as string | undefined) ?? null;
  if ((status as Check['status']) === 'cancelled') {
    const latest = (item.latest as string | undefined) ?? null;
    return { id, status: 'cancelled', tenantId, caller, createdAt, finishedAt: finishedAt ?? createdAt, dueAt, latest };
  }
  const { request, bodyHash, fingerprint, expected, target = null, deadline, version } = item as unknown as LiveCheck;
  // Checks of versions before there were lanes have none, nor have those of before there were callbacks or runs.
  const { verdict = null, followUp = null, callback = null, recheck = null, lane = 'interactive' } = item as unknown as LiveCheck; // biome-ignore format: one thought
  const pending = [...((item.pending as Set<string> | undefined) ?? [])];
  return {
    ...{ id, status, lane, tenantId, caller, createdAt, finishedAt, request, bodyHash, fingerprint, expected },
    ...{
      pending: expected.filter((one) => pending.includes(one)),
      target,
      deadline,
      dueAt,
      verdict,
      followUp,
      callback,
      recheck,
      version,
    },
  };
}

/** Milliseconds that a callback is kept beyond its next attempt, so that a system that was down for days loses none. */
const CALLBACK_KEPT_MS = 7 * 24 * 3600 * 1000;
export const callbackExpiry = (dueAt: number): number => Math.ceil((dueAt + CALLBACK_KEPT_MS) / 1000);

/** A callback of which no attempt was begun. */
export const callbackItem = (id: string, dueAt: number): Item => ({
  ...key.callback(id),
  ...{ attempts: 0, dueAt, dueShard: shardOf(id), expiresAt: callbackExpiry(dueAt) },
});
