import { type Baseline, conclude, countsOf, type Looks } from '../../report/news.ts';
import { latestOf } from '../../store/check-item.ts';
import type { DomainNews } from '../../store/run-stores.ts';
import type { LiveCheck, StoredReport } from '../check.ts';
import { derivedId } from '../create.ts';
import type { Deps } from '../deps.ts';
import type { RecheckRef, RunScope } from './run.ts';

type Needs = Pick<Deps, 'store' | 'now' | 'times' | 'settings' | 'random' | 'log'>;
/** A check that is part of a run. */
type RunCheck = LiveCheck & { recheck: RecheckRef };

/** Of the look that is to confirm what a check found to be worse, whether there is one or not. */
export const confirmationId = (checkId: string): string => derivedId('confirmation', checkId);

/** Share of the time until a look that confirms by which chance makes it longer: what got worse at once is not looked at at once. */
const SPREAD = 0.5;

/** Where it stands what is known of a domain to who reads of such runs. @param of tenant and domain, as `latestOf` says */
const placeOf = (of: string, scope: RunScope): string => (scope === 'operations' ? of : `${of}#TENANT`);

/** Forgets what is known of a domain where it was made from a check that is erased. */
export async function forgetKnown({ store }: Pick<Needs, 'store'>, of: string, checkId: string): Promise<void> {
  for (const scope of ['operations', 'tenant'] as const) await store.forgetBaselineIfOf(placeOf(of, scope), checkId);
}

/**
 * What is known of a domain to who reads of such runs. What a tenant's own runs know begins with what operations know.
 * @returns `own`: the check that it was made from, null: of these runs nothing is known yet
 */
export async function readKnown(
  { store }: Pick<Needs, 'store'>,
  of: string,
  scope: RunScope,
): Promise<{ baseline: Baseline | null; own: string | null }> {
  const own = await store.readBaseline(placeOf(of, scope));
  if (own !== null || scope === 'operations') return { baseline: own, own: own?.checkId ?? null };
  return { baseline: await store.readBaseline(of), own: null };
}

const isFirstLook = ({ followUp, recheck }: LiveCheck): boolean => followUp === null && recheck?.confirms === null;

/**
 * What operations know of a domain that no run has looked at: what was known before this check. Kept before the check
 * takes its place.
 */
export async function keepBaseline({ store }: Needs, check: LiveCheck): Promise<void> {
  if (!isFirstLook(check)) return;
  const of = latestOf(check);
  if ((await store.readBaseline(of)) !== null) return;
  const latest = await store.readLatest(of);
  if (latest === null || latest.checkId === check.id) return;
  const { checkId, finishedAt, known } = latest;
  await store.putBaselineIfAbsent(of, { checkId, finishedAt, known, marks: [] });
}

const lookOf = ({ id, finishedAt, rows }: StoredReport): Looks['first'] => ({
  checkId: id,
  finishedAt: Date.parse(finishedAt),
  rows,
});

/** The looks at a domain so far: where the first one is gone, the one that was to confirm it stands for itself. */
async function looksOf({ store }: Needs, check: RunCheck, report: StoredReport): Promise<Omit<Looks, 'baseline'>> {
  const { confirms } = check.recheck;
  const first = confirms === null ? null : await store.readReport(confirms.checkId);
  return first === null ? { first: lookOf(report), second: null } : { first: lookOf(first), second: lookOf(report) };
}

/** Sees once more, some minutes later, whether it is so. Repeating it is harmless: the look's id follows from the check. */
async function lookAgainLater({ store, now, times, settings, random, log }: Needs, check: RunCheck): Promise<void> {
  const id = confirmationId(check.id);
  const notBefore = now() + settings.confirmSeconds * 1000 * (1 + random() * SPREAD);
  const recheck = { ...check.recheck, confirms: { checkId: check.id, notBefore } };
  const created = await store.createIfAbsent({
    ...check,
    ...{ id, recheck, createdAt: now(), status: 'queued', pending: check.expected, target: null },
    ...{ deadline: notBefore + times.deadline * 1000, dueAt: notBefore, finishedAt: null, verdict: null },
    ...{ followUp: null, callback: null, version: 0 },
  });
  if (created) log.info('look to confirm created', { checkId: id, of: check.id });
  const known = created ? null : await store.readCheck(id);
  const begins = known !== null && known.status !== 'cancelled' ? (known.recheck?.confirms?.notBefore ?? notBefore) : notBefore; // biome-ignore format: one thought
  await park({ store, times }, check.recheck, id, begins);
}

const park = (
  { store, times }: Pick<Needs, 'store' | 'times'>,
  { runId, page, entry }: RecheckRef,
  checkId: string,
  from: number, // biome-ignore format: one thought
) => store.parkIfOpen(runId, page, entry, { checkId, from, until: from + times.deadline * 1000 });

const DAY_MS = 24 * 3600 * 1000;

/** Whether nothing is to be written: the same is known, and what stands there does not expire before runs see it again. */
function isKept(one: Baseline, other: Baseline, reportDays: number): boolean {
  if (other.finishedAt - one.finishedAt > (reportDays * DAY_MS) / 2) return false;
  return JSON.stringify([one.known, one.marks]) === JSON.stringify([other.known, other.marks]);
}

/**
 * Judges a domain by its looks, and makes it what is known. News are written once, before what is known changes: whoever
 * repeats it then finds them, and tells the same.
 * @returns null: another look must confirm it first
 */
async function judge(deps: Needs, check: RunCheck, report: StoredReport): Promise<DomainNews['items'] | null> {
  const { store, settings } = deps;
  const of = latestOf(check);
  const { scope } = check.recheck;
  const looks = await looksOf(deps, check, report);
  const mayConfirm = looks.second === null && check.recheck.confirms === null && !settings.killSwitch;
  let told = await store.readNews(check.id);
  for (;;) {
    const { baseline, own } = await readKnown(deps, of, scope);
    if (own === check.id) break;
    const { items, after, needsSecond } = conclude({ baseline, ...looks });
    if (told === null && needsSecond && mayConfirm) return null;
    if (told === null && items.length > 0) {
      const { runId } = check.recheck;
      const tenantId = check.tenantId ?? '';
      await store.putNewsIfAbsent(check.id, { runId, tenantId, domain: check.request.domain, checkId: check.id, finishedAt: Date.parse(report.finishedAt), items }); // biome-ignore format: one thought
      told = await store.readNews(check.id);
    }
    if (own !== null && baseline !== null && isKept(baseline, after, settings.reportDays)) break;
    // Of another run that ended at this very moment: what is known is then made from that one.
    if (await store.replaceBaselineIfUnmoved(placeOf(of, scope), after, own)) break;
  }
  return told?.items ?? [];
}

/**
 * Tells the run of a check what became of its domain: it has ended, or waits for another look. Before the check itself
 * ends, so that a crash in between repeats it; repeated, it changes nothing.
 */
export async function tellRun(deps: Needs, check: LiveCheck, report: StoredReport): Promise<void> {
  const { recheck } = check;
  if (recheck === null) return;
  const { store } = deps;
  const { runId, page, entry } = recheck;
  const [stands] = await store.readPages(runId, page, page + 1, true);
  const place = stands?.entries[entry];
  // The run has expired, or knows already.
  if (place === undefined || place.result !== null) return;
  const [next] = report.followUps;
  if (next !== undefined) {
    await park(deps, recheck, next.checkId, Date.parse(next.notBefore));
    return;
  }
  const own: RunCheck = { ...check, recheck };
  const items = await judge(deps, own, report);
  if (items === null) return lookAgainLater(deps, own);
  if (items.length > 0) {
    const news = await store.readNews(check.id);
    if (news !== null) await store.putIntoNews(news);
    // Erased meanwhile, by whoever found nothing in the list yet to take out of it.
    if (news !== null && (await store.readNews(check.id)) === null) await store.takeFromNews(news);
  }
  const finishedAt = Date.parse(report.finishedAt);
  await store.endIfOpen(runId, page, entry, { outcome: report.verdict, checkId: check.id, finishedAt, news: countsOf(items) }); // biome-ignore format: one thought
}
