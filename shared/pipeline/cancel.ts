import type { Deps } from './deps.ts';
import { followUpId } from './follow-up.ts';
import { confirmationId, forgetKnown } from './recheck/end.ts';

/**
 * Stops a check and erases all of it but its id and its times. Repeating it is harmless; the tick does, once whoever
 * works on the check at this moment must be gone.
 */
export async function cancel(deps: Pick<Deps, 'store' | 'now' | 'times'>, checkId: string): Promise<void> {
  const { store, now, times } = deps;
  // First the check: workers then record nothing more, or take back what they did.
  await store.cancelIfThere(checkId, now(), now() + times.deadline * 1000);
  // What a run tells of it stands elsewhere; where, its own copy says.
  const news = await store.readNews(checkId);
  if (news !== null) await store.takeFromNews(news);
  await store.eraseParts(checkId);
  const left = await store.readCheck(checkId);
  // What others would be compared with is told by its texts.
  if (left?.status === 'cancelled' && left.latest !== null) {
    await store.forgetLatestIfOf(left.latest, checkId);
    await forgetKnown(deps, left.latest, checkId);
  }
  // Looks that were to follow go with it, and what would follow from those.
  for (const next of [followUpId(checkId), confirmationId(checkId)])
    if ((await store.readCheck(next)) !== null) await cancel(deps, next);
}
