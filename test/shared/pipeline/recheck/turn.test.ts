import { beforeEach, expect, test } from '@jest/globals';
import { createCheck } from '../../../../shared/pipeline/create.ts';
import { cancel } from '../../../../shared/pipeline/cancel.ts';
import { confirmationId } from '../../../../shared/pipeline/recheck/end.ts';
import { startRun } from '../../../../shared/pipeline/recheck/start.ts';
import { found, manyTenants, ORDER, type RunWorld, startRuns } from '../../../support/run-world.ts';

let world: RunWorld;
beforeEach(() => {
  world = startRuns();
});

const entries = async (runId: string) => {
  const run = await world.deps.runs.readRun(runId);
  if (run === null) throw new Error('no run');
  return (await world.pagesOf(run)).flatMap((one) => one.entries);
};

test('a run checks each domain of the register once, and counts exactly', async () => {
  await world.tenants.writeTenants([...manyTenants(30, 1), { ...manyTenants(1, 70)[0], id: 'large' } as never]);
  const run = await world.play((await world.start()).id);
  expect(run).toMatchObject({ status: 'done', total: 100, done: 100, complete: true, dueAt: null });
  const all = await entries(run.id);
  expect(new Set(all.map(({ tenantId, domain }) => `${tenantId}/${domain}`)).size).toBe(100);
  expect(all.every(({ result }) => result?.checkId != null)).toBe(true);
  expect(new Set(world.begun).size).toBe(100);
  expect(Object.values(run.byOutcome).reduce((sum, one) => sum + one, 0)).toBe(100);
});

test('no more checks are open at once than may be', async () => {
  await world.tenants.writeTenants(manyTenants(120, 1));
  const run = await world.play((await world.start()).id);
  expect(run.done).toBe(120);
  expect(world.most).toBeGreaterThan(20);
  expect(world.most).toBeLessThanOrEqual(40);
});

test('an empty register is a run that is done', async () => {
  expect(await world.play((await world.start()).id)).toMatchObject({ status: 'done', total: 0, done: 0 });
});

test('only the tenants that are named are checked', async () => {
  await world.tenants.writeTenants(manyTenants(40, 1));
  const tenantIds = ['t3', 't7', 'unknown', 't9'];
  const run = await world.play((await world.start({ filter: { ...ORDER.filter, tenantIds } })).id);
  expect((await entries(run.id)).map(({ tenantId }) => tenantId)).toEqual(['t3', 't7', 't9']);
});

test('only domains whose last check came to a verdict, or is too long ago, are checked', async () => {
  await world.tenants.writeTenants(manyTenants(30, 1));
  world.finds.set('t4/d0.t4.test', () => [found('certificate-current', 'fail', 'expired')]);
  const first = await world.play((await world.start()).id);
  expect(first.byOutcome.notReady).toBe(1);
  const failed = await world.play((await world.start({ filter: { ...ORDER.filter, verdicts: ['notReady'] } })).id);
  expect((await entries(failed.id)).map(({ tenantId }) => tenantId)).toEqual(['t4']);
  await world.tenants.writeTenants([{ id: 'new', name: null, updatedAt: 0, domains: [{ domain: 'new.test' }] }]);
  const old = await world.start({ filter: { ...ORDER.filter, checkedBefore: first.createdAt } });
  expect((await world.play(old.id)).total).toBe(1);
});

test('a tenant that is deleted, or a domain, before its turn ends without a check', async () => {
  await world.tenants.writeTenants(manyTenants(60, 1));
  const started = await world.start();
  await world.play(started.id, 1);
  const waiting = (await entries(started.id)).find(({ admitted }) => admitted === null);
  await world.tenants.deleteTenant(waiting?.tenantId ?? '');
  const run = await world.play(started.id);
  expect(run).toMatchObject({ status: 'done', done: 60, byOutcome: { unregistered: 1 } });
  expect(world.begun).toHaveLength(59);
});

test('a check that its caller erases ends its domain, and what was to follow', async () => {
  await world.tenants.writeTenants(manyTenants(3, 1));
  const { id } = await world.start();
  // Listed, then begun and not ended: nobody has worked on them yet.
  await world.turn(id);
  await world.turn(id);
  const [one] = await entries(id);
  await cancel(world.deps, one?.admitted?.checkId ?? '');
  const run = await world.play(id);
  expect(run).toMatchObject({ status: 'done', done: 3, byOutcome: { erased: 1 } });
});

test('what is worse is told when a second look sees it too, and a blip is not', async () => {
  await world.tenants.writeTenants(manyTenants(3, 1));
  const fine = found('certificate-current', 'pass', 'current');
  const bad = found('certificate-current', 'fail', 'expired');
  world.finds.set('t0/d0.t0.test', (times) => [times === 1 ? fine : bad]);
  world.finds.set('t1/d0.t1.test', (times) => [times === 2 ? bad : fine]);
  world.finds.set('t2/d0.t2.test', () => [fine]);
  expect((await world.play((await world.start()).id)).news.worse).toBe(0);
  const second = await world.play((await world.start()).id);
  expect(second).toMatchObject({ status: 'done', done: 3, news: { worse: 1, unconfirmed: 0 } });
  // Five checks of the second run: one of each domain, and one more of the two that looked worse.
  expect(new Set(world.begun).size).toBe(3 + 5);
  const { items } = await world.deps.runs.listNews(second.id, 10, null);
  expect(items).toMatchObject([{ tenantId: 't0', items: [{ kind: 'worse', row: 'certificate-current' }] }]);
  expect(items[0]?.checkId).toBe(confirmationId((await entries(second.id)).find(({ tenantId }) => tenantId === 't0')?.admitted?.checkId ?? '')); // biome-ignore format: one thought
  // The next run has no news: it is what is known.
  expect((await world.play((await world.start()).id)).news.worse).toBe(0);
});

test('what somebody found with a single check is news to the next run all the same', async () => {
  await world.tenants.writeTenants(manyTenants(1, 1));
  const fine = found('certificate-current', 'pass', 'current');
  const bad = found('certificate-current', 'fail', 'expired');
  world.finds.set('t0/d0.t0.test', (times) => [times === 1 ? fine : bad]);
  await world.play((await world.start()).id);
  await createCheck(world.deps, { request: world.deps.requestOf({ domain: 'd0.t0.test' }), tenantId: 't0', caller: 'me', lane: 'interactive', key: null, maxAge: null }); // biome-ignore format: one thought
  await world.endChecks();
  expect((await world.play((await world.start()).id)).news.worse).toBe(1);
});

test('a paused run begins nothing; a resumed one goes on; a cancelled one ends with what was begun', async () => {
  await world.tenants.writeTenants(manyTenants(130, 1));
  const { runs, now } = world.deps;
  const { id } = await world.start();
  // Listed, then a page and a part of the next begun: the rest of it needs no page to be opened.
  await world.play(id, 2);
  const begun = world.begun.length;
  expect(begun % 25).toBeGreaterThan(0);
  expect(await runs.changeStatusIfIn(id, ['running'], 'paused', now())).not.toBeNull();
  const paused = await world.play(id, 8);
  expect(world.begun).toHaveLength(begun);
  expect(paused.status).toBe('paused');
  expect(paused.finishedAt).toBeNull();
  await runs.changeStatusIfIn(id, ['paused'], 'running', now());
  await world.play(id, 1);
  expect(world.begun.length).toBeGreaterThan(begun);
  await runs.changeStatusIfIn(id, ['running', 'paused'], 'cancelled', now());
  const over = await world.play(id);
  expect(over).toMatchObject({ status: 'cancelled', dueAt: null, done: new Set(world.begun).size });
  expect(over.done).toBeLessThan(130);
  expect((await entries(id)).filter(({ result }) => result !== null)).toHaveLength(over.done);
});

test('one run at a time; the same key is the same run', async () => {
  await world.tenants.writeTenants(manyTenants(3, 1));
  const first = await world.start({}, 'key');
  expect(await startRun(world.deps, ORDER, null)).toEqual({ outcome: 'busy', runId: first.id });
  expect(await startRun(world.deps, ORDER, 'key')).toMatchObject({ outcome: 'repeated', run: { id: first.id } });
  expect(await startRun(world.deps, { ...ORDER, force: true }, 'key')).toEqual({ outcome: 'conflict' });
  await world.play(first.id);
  expect(await startRun(world.deps, ORDER, null)).toMatchObject({ outcome: 'created' });
  expect((await world.deps.runs.listRuns(null, 10, null)).items).toHaveLength(2);
});

test('a finished check that is young enough is not made again', async () => {
  await world.tenants.writeTenants(manyTenants(30, 1));
  await world.play((await world.start()).id);
  const again = await world.play((await world.start({ maxAge: 3600 })).id);
  expect(again).toMatchObject({ done: 30 });
  expect(world.begun).toHaveLength(30);
  await world.play((await world.start({ maxAge: 3600, force: true })).id);
  expect(world.begun).toHaveLength(60);
});

test('checks that are to be spread over a time are begun in its course', async () => {
  await world.tenants.writeTenants(manyTenants(100, 1));
  const { id } = await world.start({ spreadOver: 2000 });
  await world.play(id, 10);
  expect(world.begun.length).toBeGreaterThan(2);
  expect(world.begun.length).toBeLessThan(30);
  expect((await world.play(id, 200)).done).toBe(100);
});

test('the first run knows what single checks found before it', async () => {
  await world.tenants.writeTenants(manyTenants(1, 1));
  const fine = found('certificate-current', 'pass', 'current');
  const bad = found('certificate-current', 'fail', 'expired');
  world.finds.set('t0/d0.t0.test', (times) => [times === 1 ? fine : bad]);
  await createCheck(world.deps, { request: world.deps.requestOf({ domain: 'd0.t0.test' }), tenantId: 't0', caller: 'me', lane: 'interactive', key: null, maxAge: null }); // biome-ignore format: one thought
  await world.endChecks();
  expect((await world.play((await world.start()).id)).news.worse).toBe(1);
});
