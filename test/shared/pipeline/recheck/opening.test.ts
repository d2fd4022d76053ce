import { expect, test } from '@jest/globals';
import { RUN_LEASE_MS } from '../../../../shared/pipeline/recheck/deps.ts';
import type { Run } from '../../../../shared/pipeline/recheck/run.ts';
import { manyTenants, type RunWorld, startRuns } from '../../../support/run-world.ts';

const readRun = async ({ deps }: RunWorld, id: string): Promise<Run> => {
  const run = await deps.runs.readRun(id);
  if (run === null) throw new Error('no run');
  return run;
};

test('a step opens pages for some seconds only, however many could be open: its lease must outlast it', async () => {
  const world = startRuns({ recheckOpen: 400 });
  await world.tenants.writeTenants(manyTenants(20, 25));
  // One domain of each page has servers that do not answer.
  world.deps.hostOf = async ({ domain }) => {
    if (domain.startsWith('d0.')) world.world.advance(5);
    return null;
  };
  const { id } = await world.start();
  await world.turn(id);
  const before = world.deps.now();
  const opened: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    await world.turn(id);
    opened.push((await readRun(world, id)).opened);
  }
  expect((world.deps.now() - before) / 4).toBeLessThan(RUN_LEASE_MS / 2);
  expect(opened.at(-1)).toBeLessThan(20);
  // Each of them some, so that slow look-ups never keep a run from going on.
  expect(new Set(opened).size).toBe(4);
  world.deps.hostOf = async () => null;
  expect(await world.play(id)).toMatchObject({ status: 'done', done: 500 });
});

test('a page whose look-ups were cut off is opened by whoever can look them up', async () => {
  const world = startRuns();
  await world.tenants.writeTenants(manyTenants(60, 1));
  const outlook = async ({ domain }: { domain: string }) =>
    `${domain.replaceAll('.', '-')}.mail.protection.outlook.com`;
  // The host of all this has no time left.
  world.deps.hostOf = (said) =>
    said.domain === 'd0.t7.test' ? Promise.reject(new Error('time is up')) : outlook(said);
  const { id } = await world.start();
  await world.turn(id);
  await world.turn(id);
  const cut = await readRun(world, id);
  const { listed, opened } = cut;
  const at = (await world.pagesOf(cut)).findIndex(({ entries }) => entries.some(({ tenantId }) => tenantId === 't7'));
  expect([listed > 0, opened]).toEqual([true, at]);
  world.deps.hostOf = outlook;
  expect(await world.play(id)).toMatchObject({ status: 'done', done: 60 });
  const lanes = (await world.pagesOf(await readRun(world, id))).flatMap(({ entries }) =>
    entries.map(({ lane }) => lane),
  );
  expect(new Set(lanes).size).toBe(1);
  expect(lanes[0]).not.toBeNull();
});
