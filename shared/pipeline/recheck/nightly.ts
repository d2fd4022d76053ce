import { dayOf } from '../../store/keys.ts';
import type { RunStore } from '../../store/run-stores.ts';
import type { Deps } from '../deps.ts';
import type { RunOrder } from './run.ts';
import { startRun } from './start.ts';

type Needs = Pick<Deps, 'now' | 'queues' | 'log' | 'settings'> & { runs: RunStore };

/** Nobody who calls is called so: callers of the API have a colon in their names, or are called `local`. */
export const SCHEDULE = 'schedule';

/**
 * Begins the run of a night. Whoever keeps the schedule may say so twice: the key is the day, so that there is one run.
 * @param due milliseconds since 1970 for which it was set, which both say alike
 */
export async function startNightly(deps: Needs, due: number): Promise<void> {
  const { settings, log } = deps;
  const { killSwitch, nightlySpread: spreadOver, nightlyMaxAge: maxAge } = settings;
  if (killSwitch) {
    log.warn('no run tonight: all testing is switched off');
    return;
  }
  const order: RunOrder = {
    filter: { tenantIds: null, verdicts: null, checkedBefore: null },
    ...{ spreadOver, maxAge: maxAge === 0 ? null : maxAge, force: false },
    ...{ caller: SCHEDULE, tenantId: null, callback: null },
  };
  const started = await startRun(deps, order, dayOf(due));
  if (started.outcome === 'busy') log.warn('no run tonight: another goes on', { runId: started.runId });
}
