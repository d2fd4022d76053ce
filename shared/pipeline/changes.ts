import { changesOf, latestAfter, notCompared } from '../report/changes.ts';
import { latestOf } from '../store/check-item.ts';
import type { LiveCheck, StoredReport } from './check.ts';
import type { Deps } from './deps.ts';

/**
 * Compares a report with what is known of its domain, and makes it what is known. In this order: a crash in between
 * repeats the comparison, whose result is not written twice, and repeating the rest changes nothing. Once the changes of
 * a check are written they stay; of two checks that end at the same moment both may tell the same.
 */
export async function tellChanges(
  { store }: Pick<Deps, 'store'>,
  check: LiveCheck,
  report: StoredReport,
): Promise<void> {
  const of = latestOf(check);
  const finishedAt = Date.parse(report.finishedAt);
  const latest = await store.readLatest(of);
  const isLate = latest !== null && latest.finishedAt > finishedAt;
  await store.putChangesIfAbsent(check.id, isLate ? notCompared() : changesOf(report.rows, latest));
  if (isLate) return;
  const after = { ...latestAfter(check.id, finishedAt, report.rows, latest), verdict: report.verdict };
  // Another check of the domain ended at this very moment: what is known is then made from that one.
  if (!(await store.replaceLatestIfUnmoved(of, after, latest?.checkId ?? null)))
    await tellChanges({ store }, check, report);
}
