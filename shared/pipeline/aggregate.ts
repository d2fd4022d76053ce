import type { Target } from '../check/target.ts';
import { gatewayHost } from '../net/target.ts';
import { assemble } from '../report/assemble.ts';
import type { Report } from '../report/report.ts';
import { cancel } from './cancel.ts';
import { isOpen, type LiveCheck, notBeforeOf, type StoredReport, type StoredResult } from './check.ts';
import type { Deps } from './deps.ts';
import { tellChanges } from './changes.ts';
import { createFollowUps, plannedFollowUps } from './follow-up.ts';
import { askForCallback } from './hints.ts';
import { incomplete } from './incomplete.ts';
import { keepBaseline, tellRun } from './recheck/end.ts';
import { tell } from './record.ts';
import { vantageOf } from './vantage.ts';

/** Clocks of two hosts differ: what one of them holds to be overdue must not be too early for the other. */
const CLOCKS_MS = 1000;

/** The target of a check that ended before it was resolved. */
function unresolved({ id, request, followUp }: LiveCheck, { settings }: Deps): Target {
  const suffix = settings.gatewaySuffix;
  return {
    ...{ domain: request.domain, host: null, port: request.port, source: null, addresses: [], refused: [], beyond: [] },
    absence: { because: 'mx-unknown', reason: 'deadline' },
    mode: request.mode === 'auto' ? 'unprovisioned' : request.mode,
    modeKnown: false,
    phase: request.phase === 'auto' ? 'before' : request.phase,
    gateway: request.gateway ?? gatewayHost(request.domain, 'gate', suffix),
    gatewaySuffix: suffix,
    published: false,
    tls: request.tls,
    egressIsGateway: settings.egressIsGateway,
    errand: {
      recipients: request.recipients,
      send: request.send,
      root: followUp?.target.errand.root ?? id,
      earlier: null,
    },
    ...(request.services === undefined ? {} : { services: request.services }),
  };
}

/**
 * Writes what is missing as incomplete, unless it arrives at this very moment: whoever is first stays. A worker that
 * is still at it loses its claim, and stops when it would renew it.
 */
async function close(deps: Deps, check: LiveCheck): Promise<void> {
  const reason = deps.settings.killSwitch ? 'internal' : 'deadline';
  for (const id of check.pending) {
    const result = incomplete(deps, id, reason, null);
    if (result !== null && (await deps.store.putResultIfAbsent(check.id, result))) tell(deps, check.id, result);
    await deps.store.strikeIfOpen(check.id, id);
    await deps.store.dropClaim(check.id, id);
  }
}

function assembled(deps: Deps, check: LiveCheck, results: readonly StoredResult[]): Report {
  const found = results.flatMap((one) => one.families);
  const frame = {
    id: check.id,
    tenantId: check.tenantId,
    lang: check.request.lang,
    target: check.target ?? unresolved(check, deps),
    vantage: vantageOf(
      deps.settings,
      (['ipv4', 'ipv6'] as const).filter((one) => found.includes(one)),
    ),
    startedAt: new Date(notBeforeOf(check) ?? check.createdAt),
    finishedAt: new Date(deps.now()),
    followUps: plannedFollowUps(deps, check, results),
    followUpOf: check.followUp?.of ?? null,
  };
  try {
    return assemble(results, frame);
  } catch (error) {
    // A check never fails, it ends: what cannot be put together is said to be our own fault.
    const fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
    deps.log.error('report could not be assembled', { checkId: check.id, fault });
    deps.measure('ownFault', 1);
    return assemble(
      check.expected.flatMap((id) => incomplete(deps, id, 'internal', fault) ?? []),
      frame,
    );
  }
}

/** Results in the order of the registry, whatever order they came in. */
async function resultsOf(deps: Deps, check: LiveCheck): Promise<StoredResult[]> {
  const results = await deps.store.readResults(check.id);
  return check.expected.flatMap((id) => results.find((one) => one.category === id) ?? incomplete(deps, id, 'internal', 'the result is gone') ?? []); // biome-ignore format: one thought
}

async function announce(deps: Deps, checkId: string): Promise<void> {
  await askForCallback(deps, checkId).catch((error: unknown) => {
    deps.log.warn('hint not sent; the tick will', { checkId, error: `${error}` });
  });
}

/**
 * Ends a check whose categories are all there or whose time is up; asked too early, it does nothing (the tick and the
 * hint at the deadline come later). Any number of calls, at once or one after the other, leave one report.
 */
export async function aggregate(deps: Deps, checkId: string): Promise<void> {
  const check = await deps.store.readCheck(checkId);
  if (!isOpen(check)) return;
  if (check.pending.length > 0) {
    if (!deps.settings.killSwitch && deps.now() < check.deadline - CLOCKS_MS) return;
    await close(deps, check);
  }
  const results = await resultsOf(deps, check);
  const { conversations: _, ...report } = assembled(deps, check, results);
  const mine = await deps.store.putReportIfAbsent(checkId, report);
  // What counts is the report that stays, not the one that we would have written.
  const kept: StoredReport | null = mine ? report : await deps.store.readReport(checkId);
  if (kept === null) throw new Error('a report that exists cannot be read');
  const finishedAt = Date.parse(kept.finishedAt);
  // What operations knew, before this check is what is known.
  await keepBaseline(deps, check);
  await tellChanges(deps, check, kept);
  await createFollowUps(deps, check, kept, results);
  await tellRun(deps, check, kept);
  await deps.store.rememberIfNewer(check.fingerprint, checkId, finishedAt);
  // Before the check ends: a crash in between would lose it for ever. Nobody is told before the check is done.
  if (check.callback !== null) await deps.store.putCallbackIfAbsent(checkId, deps.now());
  if (await deps.store.finishIfOpen(checkId, kept.verdict, finishedAt)) {
    const since = notBeforeOf(check) ?? check.createdAt;
    deps.log.info('check done', { checkId, verdict: kept.verdict, ms: finishedAt - since });
    deps.measure('checkEnded', 1, { Verdict: kept.verdict });
    deps.measure('checkDuration', finishedAt - since, { Lane: check.lane });
    if (kept.categories.some(({ outcome }) => outcome === 'incomplete')) deps.measure('reportIncomplete', 1);
    if (check.callback !== null) await announce(deps, checkId);
    return;
  }
  const after = await deps.store.readCheck(checkId);
  // Erased while it was being put together: so is what came of it.
  if (after === null || after.status === 'cancelled') await cancel(deps, checkId);
}
