import { expect, test } from '@jest/globals';
import { cancel } from '../../../../shared/pipeline/cancel.ts';
import { dynamoStore } from '../../../../shared/store/dynamo-store.ts';
import { runStore } from '../../../../shared/store/run-store.ts';
import { found, type Keep, manyTenants, type RunWorld, startRuns } from '../../../support/run-world.ts';
import { LightChecks } from './light-checks.ts';
import { LightRuns } from './light-runs.ts';
import { meteredTable } from './metered.ts';
import { Meter, sumOf } from './units.ts';

const DAY = 24 * 3600 * 1000;

const onTables =
  (meter: Meter): Keep =>
  (now) => {
    const table = meteredTable(meter, now);
    return { store: dynamoStore(table, { transcripts: 14 * DAY, reports: 90 * DAY }), runs: runStore(table, 90 * DAY) };
  };

const lightly =
  (meter: Meter): Keep =>
  (now) => {
    const around = { now, stale: () => false, meter, known: () => null, folded: () => {} };
    const runs = new LightRuns(around);
    return { store: new LightChecks(around, runs).store(), runs: runs.store() };
  };

const fine = found('certificate-current', 'pass', 'current');
const bad = found('certificate-current', 'fail', 'expired');

async function toldOf(world: RunWorld, id: string): Promise<unknown> {
  const run = await world.deps.runs.readRun(id);
  if (run === null) throw new Error('no run');
  const { status, listed, opened, folded, complete, total, done, byOutcome, news, dueAt } = run;
  const entries = (await world.pagesOf(run)).map(({ entries: all, closed }) => [
    closed,
    all.map(({ tenantId, domain, lane, admitted, parked, result }) => [tenantId, domain, lane, admitted?.checkId, parked?.checkId, result?.outcome, result?.checkId, result?.news]), // biome-ignore format: one thought
  ]);
  const { items } = await world.deps.runs.listNews(id, 100, null);
  const heard = items.map(({ finishedAt: _, ...news_ }) => news_);
  const told = { status, listed, opened, folded, complete, total, done, byOutcome, news, dueAt: dueAt === null };
  return { ...told, entries, heard, begun: [...world.begun].sort() };
}

/** All that can happen to runs, in one story: what each of them came to. */
async function story(world: RunWorld): Promise<unknown[]> {
  const { deps, tenants, finds } = world;
  const told: unknown[] = [];
  deps.hostOf = async ({ domain }) => (domain.startsWith('d0.t1') ? 'mx.many.test' : `mx.${domain}`);
  await tenants.writeTenants([...manyTenants(60, 1), { ...manyTenants(1, 70)[0], id: 'large' } as never]);
  for (const one of ['t0', 't1', 't2']) finds.set(`${one}/d0.${one}.test`, (times) => [times === 1 ? fine : bad]);
  for (const one of ['t3', 't4']) finds.set(`${one}/d0.${one}.test`, (times) => [times === 2 ? bad : fine]);
  const first = await world.start({}, 'first');
  await world.play(first.id, 1);
  await deps.runs.changeStatusIfIn(first.id, ['running'], 'paused', deps.now());
  await world.play(first.id, 4);
  await tenants.deleteTenant('t50');
  await deps.runs.changeStatusIfIn(first.id, ['paused'], 'running', deps.now());
  told.push(await toldOf(world, (await world.play(first.id)).id));
  const second = await world.start({}, 'second');
  await world.turn(second.id);
  await world.turn(second.id);
  const [page] = await world.pagesOf((await deps.runs.readRun(second.id)) ?? second);
  await cancel(deps, page?.entries.find(({ admitted }) => admitted !== null)?.admitted?.checkId ?? '');
  told.push(await toldOf(world, (await world.play(second.id)).id));
  const third = await world.start({ maxAge: 3600, spreadOver: 100 }, 'third');
  told.push(await toldOf(world, (await world.play(third.id)).id));
  const last = await world.start({ force: true }, 'last');
  await world.play(last.id, 1);
  await deps.runs.changeStatusIfIn(last.id, ['running', 'paused'], 'cancelled', deps.now());
  told.push(await toldOf(world, (await world.play(last.id)).id));
  told.push((await deps.runs.listRuns(null, 3, null)).items.map(({ id }) => id));
  return told;
}

test('the light tables tell the same story as the real ones, at the same price', async () => {
  const [real, light] = [new Meter(), new Meter()];
  const told = await story(startRuns({}, onTables(real)));
  expect(told).toMatchObject([{ status: 'done', total: 130 }, { news: { worse: 3 } }, {}, { status: 'cancelled' }, {}]);
  expect(await story(startRuns({}, lightly(light)))).toEqual(told);
  for (const what of ['run', 'page']) {
    const [asked, written] = [(light.reads.get(what) ?? 0) / (real.reads.get(what) ?? 1), (light.writes.get(what) ?? 0) / (real.writes.get(what) ?? 1)]; // biome-ignore format: one thought
    for (const ratio of [asked, written]) expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  }
  // What each check asks for by itself is measured elsewhere.
  expect(sumOf(light.writes)).toBeLessThan(sumOf(real.writes));
});
