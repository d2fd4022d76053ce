import { beforeEach, expect, test } from '@jest/globals';
import { LISTED_AT_ONCE } from '../../../../shared/pipeline/recheck/deps.ts';
import { listSome } from '../../../../shared/pipeline/recheck/list.ts';
import { PAGE_SIZE, type Run } from '../../../../shared/pipeline/recheck/run.ts';
import { latestOf } from '../../../../shared/store/check-item.ts';
import { manyTenants, ORDER, type RunWorld, startRuns } from '../../../support/run-world.ts';

let world: RunWorld;
/** Domains whose last checks were looked up, once for each time. */
let lookedUp: number;
/** Of these, the last check came to `notReady`; all others were never checked. */
let bad: Set<string>;

beforeEach(() => {
  world = startRuns();
  lookedUp = 0;
  bad = new Set();
  const { store } = world.deps;
  const readLatest = async (of: string) => {
    lookedUp += 1;
    return bad.has(of) ? ({ verdict: 'notReady', finishedAt: 1 } as never) : null;
  };
  world.deps.store = { ...store, readLatest };
});

const never = (): boolean => false;
/** True when so many look-ups more have been made. */
const after = (most: number) => {
  const until = lookedUp + most;
  return () => lookedUp >= until;
};

/** Lists to the end. @returns the run, how many steps it took, and what is on its pages */
async function listAll(id: string, isOver: () => () => boolean) {
  let run = (await world.deps.runs.readRun(id)) as Run;
  let steps = 0;
  for (; !run.complete && steps < 1000; steps += 1) {
    await listSome(world.deps, run, isOver());
    run = (await world.deps.runs.readRun(id)) as Run;
  }
  const pages = await world.pagesOf(run);
  return { run, steps, pages, names: pages.flatMap(({ entries }) => entries.map(({ tenantId, domain }) => `${tenantId}/${domain}`)) }; // biome-ignore format: one thought
}

test('each domain is looked up about once, however many a tenant has', async () => {
  await world.tenants.writeTenants(manyTenants(20, 250));
  const { id } = await world.start({ filter: { ...ORDER.filter, checkedBefore: world.deps.now() } });
  const { run, steps, names } = await listAll(id, () => never);
  expect([run.total, new Set(names).size]).toEqual([5000, 5000]);
  expect(steps).toBeLessThan(5000 / (LISTED_AT_ONCE * PAGE_SIZE) + 2);
  expect(lookedUp).toBeLessThan(5000 * 1.05);
});

test('who looks for what nobody has gets on with each step, and never behind where it was', async () => {
  await world.tenants.writeTenants(manyTenants(100, 50));
  const tenantIds = Array.from({ length: 100 }, (_, at) => `t${at}`);
  const { id } = await world.start({ filter: { ...ORDER.filter, tenantIds, verdicts: ['notReady'] } });
  const { run, steps } = await listAll(id, () => after(200));
  expect([run.total, run.listed, lookedUp]).toEqual([0, 0, 5000]);
  expect(steps).toBeGreaterThan(20);
  expect(steps).toBeLessThan(30);
});

test('who looks for few of many finds each once, and looks hardly any up twice', async () => {
  await world.tenants.writeTenants(manyTenants(40, 100));
  for (let tenant = 0; tenant < 40; tenant += 1)
    for (const at of [3, 50, 99]) bad.add(latestOf({ tenantId: `t${tenant}`, request: { domain: `d${at}.t${tenant}.test` } })); // biome-ignore format: one thought
  const { id } = await world.start({ filter: { ...ORDER.filter, verdicts: ['notReady'] } });
  const { run, names } = await listAll(id, () => after(300));
  expect([run.total, names.length, new Set(names).size]).toEqual([120, 120, 120]);
  expect(lookedUp).toBeLessThan(4000 * 1.1);
});

test('a table so slow that time is always over keeps no run from being listed', async () => {
  await world.tenants.writeTenants(manyTenants(3, 60));
  const { id } = await world.start({ filter: { ...ORDER.filter, verdicts: ['notReady'] } });
  bad.add(latestOf({ tenantId: 't1', request: { domain: 'd7.t1.test' } }));
  const { names, steps } = await listAll(id, () => () => true);
  expect(names).toEqual(['t1/d7.t1.test']);
  expect(steps).toBeLessThan(12);
});

test('a page of whoever was cut off before the run knew of it counts, and what follows is behind it', async () => {
  await world.tenants.writeTenants(manyTenants(4, 40));
  const { id } = await world.start();
  const run = (await world.deps.runs.readRun(id)) as Run;
  // Twice from the same place: the pages are there, and the run does not know.
  const { runs } = world.deps;
  await listSome({ ...world.deps, runs: { ...runs, listedIfUnmoved: async () => false } }, run, never);
  const { names, pages } = await listAll(id, () => never);
  expect([names.length, new Set(names).size]).toEqual([160, 160]);
  expect(pages.map(({ entries }) => entries.length)).toEqual([25, 25, 25, 25, 25, 25, 10]);
});
