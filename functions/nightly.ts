import { startNightly } from '../shared/pipeline/recheck/nightly.ts';
import { named } from '../shared/pipeline/wire.ts';
import { runStore } from '../shared/store/run-store.ts';
import { openTable } from '../shared/store/table.ts';
import { CHECKS_TABLE, tableVariable } from '../shared/wiring.ts';
import { scheduleFunction } from './edge/schedule-function.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Begins the nightly run of re-checks. */
export const handler = scheduleFunction(async (deps, { time }) => {
  const runs = runStore(openTable(named(process.env, tableVariable(CHECKS_TABLE))), deps.settings.reportDays * DAY_MS);
  await startNightly({ ...deps, runs }, Date.parse(time));
});
