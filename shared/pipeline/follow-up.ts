import { followUpDelay, lookAgain, oneWish } from '../mail/follow-up.ts';
import type { Report } from '../report/report.ts';
import type { LiveCheck, StoredReport, StoredResult } from './check.ts';
import { derivedId } from './create.ts';
import type { Deps } from './deps.ts';

/** Of the second look at what a check was put off with, whether there is one or not. */
export const followUpId = (checkId: string): string => derivedId('follow-up', checkId);

/**
 * The second look that a check's results ask for. Its id follows from the check, so that planning it any number of
 * times means one; its time is that of the report that stays.
 */
export function plannedFollowUps(deps: Deps, check: LiveCheck, results: readonly StoredResult[]): Report['followUps'] {
  const wish = oneWish(results.map(({ followUp }) => followUp));
  // While all probing is stopped nobody is to be visited later either.
  if (wish === null || deps.settings.killSwitch) return [];
  if (check.target === null || lookAgain(check.target, wish, check.createdAt) === null) return [];
  const visits = check.target.errand.earlier?.visits ?? 0;
  const notBefore = deps.now() + followUpDelay(visits, wish, deps.random()) * 1000;
  return [
    {
      reason: 'greylisting',
      checkId: followUpId(check.id),
      notBefore: new Date(notBefore).toISOString(),
    },
  ];
}

/** Stores the follow-ups that the report names; the tick finds them when they are due. Repeating it is harmless. */
export async function createFollowUps(
  deps: Deps,
  check: LiveCheck,
  { followUps, finishedAt }: StoredReport,
  results: readonly StoredResult[],
): Promise<void> {
  const wish = oneWish(results.map((one) => one.followUp));
  if (wish === null || check.target === null) return;
  const target = lookAgain(check.target, wish, check.createdAt);
  if (target === null) return;
  const { id: of, tenantId, caller, lane, request, bodyHash, fingerprint, expected, callback, recheck } = check;
  for (const one of followUps) {
    const notBefore = Date.parse(one.notBefore);
    const created = await deps.store.createIfAbsent({
      ...{ id: one.checkId, tenantId, caller, lane, request, bodyHash, fingerprint, expected, callback, recheck },
      createdAt: Date.parse(finishedAt),
      status: 'queued',
      pending: expected,
      target: null,
      deadline: notBefore + deps.times.deadline * 1000,
      dueAt: notBefore,
      finishedAt: null,
      verdict: null,
      followUp: { of, notBefore, target },
      version: 0,
    });
    if (created) deps.log.info('follow-up created', { checkId: one.checkId, followUpOf: of, notBefore: one.notBefore });
  }
}
