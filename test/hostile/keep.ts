import { REGION } from '../../infra/local/engines.ts';
import { builtCategories } from '../../shared/categories/index.ts';
import type { CheckRequest } from '../../shared/check/request.ts';
import type { CategoryResult } from '../../shared/check/run-category.ts';
import type { Target } from '../../shared/check/target.ts';
import type { Settings } from '../../shared/config.ts';
import { aggregate } from '../../shared/pipeline/aggregate.ts';
import { createCheck } from '../../shared/pipeline/create.ts';
import type { Deps } from '../../shared/pipeline/deps.ts';
import { record } from '../../shared/pipeline/record.ts';
import { timesOf } from '../../shared/pipeline/times.ts';
import { dynamoStore } from '../../shared/store/dynamo-store.ts';
import { openTable } from '../../shared/store/table.ts';
import type { Mission } from './siege.ts';

const DAY = 24 * 3600 * 1000;

/** The pipeline on a real store; its queues carry nothing, since the steps are taken here. */
function depsFor(settings: Settings, { dynamodb, credentials }: Mission): Deps {
  const table = openTable('checks', { endpoint: dynamodb, region: REGION, credentials });
  const nothing = (): void => {};
  return {
    ...{ categories: builtCategories, settings, times: timesOf(240), now: Date.now, random: Math.random },
    store: dynamoStore(table, { transcripts: 14 * DAY, reports: 90 * DAY }),
    queues: { send: async () => {}, returnAfter: async () => {} },
    after: () => nothing,
    measure: nothing,
    log: { info: nothing, warn: nothing, error: nothing },
  };
}

/** What a category found, and what it was sent to. */
export interface Found {
  request: CheckRequest;
  target: Target;
  results: readonly CategoryResult[];
}

/** Takes what a check found the whole way of the pipeline: stored, assembled, stored, read. @throws what went wrong */
async function walk(deps: Deps, { request, target, results }: Found): Promise<void> {
  const { store } = deps;
  const created = await createCheck(deps, { request, tenantId: null, caller: 'siege', lane: 'interactive', key: null, maxAge: null }); // biome-ignore format: one thought
  if (created.outcome === 'conflict') throw new Error('another check has this key');
  // "Repeated" is what a client is told whose first try was stored and not answered in time.
  const { id } = created.check;
  await store.startIfUndispatched(id, target);
  for (const result of results) await record(deps, id, { ...result, families: [] });
  await aggregate(deps, id);
  const check = await store.readCheck(id);
  if (check?.status !== 'done') throw new Error(`the check is ${check?.status ?? 'gone'}`);
  const kept = await store.readParts(id);
  if (kept.results.length !== results.length) throw new Error(`${kept.results.length} results of ${results.length}`);
  const rows = results.reduce((sum, one) => sum + one.rows.length, 0);
  if ((kept.report?.rows.length ?? 0) < rows) throw new Error(`${kept.report?.rows.length} rows of ${rows}`);
}

/** @returns says what went wrong when something is kept; null: nothing */
export function keeper(settings: Settings, mission: Mission): (found: Found) => Promise<string | null> {
  const deps = depsFor(settings, mission);
  return async (found) => {
    try {
      await walk(deps, found);
      return null;
    } catch (error) {
      return `${error instanceof Error ? error.stack : error}`;
    }
  };
}
