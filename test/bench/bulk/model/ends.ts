import { isOpen } from '../../../../shared/pipeline/check.ts';
import { tellChanges } from '../../../../shared/pipeline/changes.ts';
import type { Deps } from '../../../../shared/pipeline/deps.ts';
import { createFollowUps, plannedFollowUps } from '../../../../shared/pipeline/follow-up.ts';
import { keepBaseline, tellRun } from '../../../../shared/pipeline/recheck/end.ts';
import type { Checks } from './checks.ts';
import { TEMPERS } from './domains.ts';
import type { Figures } from './figures.ts';
import { isPutOff, reportOf, resultOf, seenBy } from './looks.ts';
import type { Truth } from './truth.ts';

interface Scene {
  truth: Truth;
  checks: Checks;
  figures: Figures;
}

/** The ends of checks: as `aggregate`, with a report that is made up instead of put together from what workers found. */
export class Ends {
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  async end(deps: Deps, checkId: string): Promise<void> {
    const { truth, checks, figures } = this.#scene;
    const check = await deps.store.readCheck(checkId);
    if (!isOpen(check)) return;
    const under = checks.open.get(checkId);
    const isThere = under !== undefined && [...under.parts.values()].every(({ state }) => state === 'done');
    if (!isThere && (await deps.store.readReport(checkId)) === null) {
      if (deps.now() < check.deadline - 1000) return;
      if (under !== undefined) checks.cut(under);
    }
    const facts = truth.factsOf(check);
    const isCut = !isThere || under.isCut;
    const putOff = !isCut && isPutOff(facts, check);
    const seen = isCut || putOff ? 'open' : seenBy(facts.script, check.recheck?.confirms != null);
    const results = [resultOf(putOff)];
    const verdict = isCut || putOff ? 'incomplete' : TEMPERS[facts.temper].verdict;
    const report = reportOf(check, seen, verdict, deps.now(), plannedFollowUps(deps, check, results));
    const mine = await deps.store.putReportIfAbsent(checkId, report);
    const kept = mine ? report : await deps.store.readReport(checkId);
    if (kept === null) throw new Error('a report that exists cannot be read');
    await keepBaseline(deps, check);
    await tellChanges(deps, check, kept);
    await createFollowUps(deps, check, kept, [resultOf(kept.followUps.length > 0)]);
    await tellRun(deps, check, kept);
    if (!(await deps.store.finishIfOpen(checkId, kept.verdict, Date.parse(kept.finishedAt)))) return;
    figures.ended += 1;
  }
}
