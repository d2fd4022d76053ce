import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startNightly } from '../../../../shared/pipeline/recheck/nightly.ts';
import { type PipelineWorld, startPipeline } from '../../../support/pipeline-world.ts';
import { runsOf } from '../../../support/stored-runs.ts';

let world: PipelineWorld;
beforeAll(async () => {
  world = await startPipeline();
});
afterAll(() => world.close());

/** Each test has a night of its own. */
let night = Date.UTC(2026, 2, 1, 0, 30);
const DAY_MS = 24 * 3600 * 1000;
const start = (due = night, settings = {}): Promise<void> =>
  startNightly({ ...world.deps, settings: { ...world.deps.settings, ...settings }, runs: runsOf(world) }, due);
const all = async () => (await runsOf(world).listRuns(null, 100, null)).items;
const endAll = async (): Promise<void> => {
  for (const { id } of await all()) await runsOf(world).changeStatusIfIn(id, ['running'], 'cancelled', world.deps.now());
}; // biome-ignore format: one thought
const warned = (): string[] => world.logged.flatMap(({ level, message }) => (level === 'warn' ? [message] : []));

beforeEach(async () => {
  night += DAY_MS;
  await endAll();
  world.logged.length = 0;
  world.taken();
});

test('a night has one run over the whole register, however often it is said', async () => {
  const before = (await all()).length;
  await start();
  await start();
  await endAll();
  // After the day has ended as well: both speak of the same night.
  world.advance(24 * 3600);
  await start();
  expect((await all()).length).toBe(before + 1);
  const [run] = await all();
  expect(run).toMatchObject({ caller: 'schedule', tenantId: null, spreadOver: 21_600, maxAge: null, force: false });
  expect(run?.filter).toEqual({ tenantIds: null, verdicts: null, checkedBefore: null });
  expect(world.taken().map(({ queue }) => queue)).toEqual(['recheck']);
});

test('settings say how long it takes, and which checks are young enough', async () => {
  await start(night, { nightlySpread: 60, nightlyMaxAge: 3600 });
  expect((await all())[0]).toMatchObject({ spreadOver: 60, maxAge: 3600 });
});

test('where another goes on there is none, and it is said', async () => {
  await start();
  const before = (await all()).length;
  await start(night + DAY_MS);
  expect([(await all()).length, warned()]).toEqual([before, ['no run tonight: another goes on']]);
  night += DAY_MS;
});

test('there is none while all testing is switched off', async () => {
  const before = (await all()).length;
  await start(night, { killSwitch: true });
  expect([(await all()).length, warned()]).toEqual([before, ['no run tonight: all testing is switched off']]);
});
