import { beforeEach, expect, test } from '@jest/globals';
import { cancel } from '../../../../shared/pipeline/cancel.ts';
import { latestOf } from '../../../../shared/store/check-item.ts';
import { found, manyTenants, type RunWorld, startRuns } from '../../../support/run-world.ts';

const NAME = 't0/d0.t0.test';
const OF = latestOf({ tenantId: 't0', request: { domain: 'd0.t0.test' } } as never);
const DAY = 24 * 3600;
const fine = found('certificate-current', 'pass', 'current');
const bad = found('certificate-current', 'fail', 'expired');

let world: RunWorld;
beforeEach(async () => {
  world = startRuns();
  await world.tenants.writeTenants(manyTenants(1, 1));
  world.finds.set(NAME, () => [fine]);
});
const run = async (tenantId: string | null = null) => world.play((await world.start({ tenantId })).id);
const listOf = async (runId: string) => (await world.deps.runs.listNews(runId, 10, null)).items;

test('what a tenant’s own run told, operations are told all the same, and the other way round', async () => {
  for (const tenantId of [null, 't0']) await run(tenantId);
  world.finds.set(NAME, () => [bad]);
  expect((await run('t0')).news.worse).toBe(1);
  expect((await run(null)).news.worse).toBe(1);
  for (const tenantId of [null, 't0']) expect((await run(tenantId)).news.worse).toBe(0);
  world.finds.set(NAME, () => [fine]);
  expect((await run(null)).news.better).toBe(1);
  expect((await run('t0')).news.better).toBe(1);
});

test('a tenant’s first run is compared with what operations know', async () => {
  await run(null);
  world.finds.set(NAME, () => [bad]);
  expect((await run('t0')).news.worse).toBe(1);
});

test('what is known does not expire while runs see that it is still so', async () => {
  await run();
  world.world.advance(50 * DAY);
  await run();
  // More than the ninety days after it was found out, and less after it was last seen to be so.
  world.world.advance(45 * DAY);
  expect(await world.deps.store.readBaseline(OF)).not.toBeNull();
  world.finds.set(NAME, () => [bad]);
  expect((await run()).news.worse).toBe(1);
});

test('of a check that is erased while its news are listed nothing stays in the list', async () => {
  await run();
  world.finds.set(NAME, () => [bad]);
  const { store } = world.deps;
  const { putIntoNews } = store;
  const put: string[] = [];
  store.putIntoNews = async (news) => {
    await cancel(world.deps, news.checkId);
    await putIntoNews(news);
    put.push(news.checkId);
  };
  const { id } = await run();
  expect(put).toHaveLength(1);
  expect(await listOf(id)).toEqual([]);
});
