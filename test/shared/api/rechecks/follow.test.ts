import { expect, test } from '@jest/globals';
import type { Caller } from '../../../../shared/api/context.ts';
import type { RecheckView } from '../../../../shared/api/rechecks/schema.ts';
import { expectedEnd } from '../../../../shared/api/rechecks/view.ts';
import { countsOf } from '../../../../shared/report/news.ts';
import { entryFor, idOf, itemFor, putPage, resultFor, runFor, runsOf } from '../../../support/stored-runs.ts';
import { problemOf, useApi } from '../kit.ts';

const api = useApi();
const ACME: Caller = { id: 'jwt:acme', tenantId: 'acme', scopes: null };
const read = async (id: string): Promise<RecheckView> =>
  (await (await api.call(`/v1/rechecks/${id}`)).json()) as RecheckView;
const statusOf = async (id: string): Promise<number> => (await api.call(`/v1/rechecks/${id}`)).status;

test('every domain that has ended is counted once, on pages that were folded and on those that are open', async () => {
  const runs = runsOf(api.world);
  const before = { byOutcome: { ready: 2 }, done: 2, changed: 1, news: countsOf([itemFor('better')]) };
  const run = runFor(api.world, idOf(1), { listed: 3, opened: 3, folded: 1, total: 6, ...before });
  await runs.createRunIfAbsent(run);
  const worse = countsOf([itemFor('worse'), itemFor('worse')]);
  await putPage(runs, run.id, 1, [
    entryFor('a.test', { result: resultFor('notReady', { news: worse }) }),
    entryFor('b.test', { result: resultFor('ready', { news: countsOf([itemFor('unconfirmed')]) }) }),
  ]);
  await putPage(runs, run.id, 2, [entryFor('c.test', { result: resultFor('suppressed') }), entryFor('d.test')]);
  const view = await read(run.id);
  expect(view).toMatchObject({ status: 'running', total: 6, done: 5, changed: 2 });
  expect(view.byVerdict).toEqual({ ready: 3, readyWithWarnings: 0, notReady: 1, incomplete: 0, unregistered: 0, suppressed: 1, unaskable: 0, erased: 0 }); // biome-ignore format: one line
  expect(view.news).toEqual({ worse: 2, expiring: 0, better: 1, changed: 0, unconfirmed: 1 });
  await runs.foldedIfUnmoved(run.id, 1, { folded: 2, done: 4, changed: 2, byOutcome: { ready: 3, notReady: 1 }, news: view.news }); // biome-ignore format: one line
  expect(await read(run.id)).toEqual(view);
});

test('what is slow is named: whose servers most wait for, and which domains for the longest', async () => {
  const runs = runsOf(api.world);
  const now = api.world.deps.now();
  await runs.createRunIfAbsent(runFor(api.world, idOf(2), { listed: 1, opened: 1, total: 5 }));
  const admitted = (ago: number) => ({ checkId: idOf(100 + ago), at: now - ago * 1000 });
  await putPage(runs, idOf(2), 0, [
    entryFor('a.test', { lane: 'mx.a.test', admitted: admitted(5) }),
    entryFor('b.test', { lane: 'mx.b.test', admitted: admitted(9) }),
    entryFor('c.test', { lane: 'mx.b.test' }),
    entryFor('d.test', { lane: 'mx.b.test', admitted: admitted(60), parked: { checkId: idOf(200), from: now + 1000, until: now + 2000 } }), // biome-ignore format: one line
    entryFor('e.test', { lane: 'mx.b.test', admitted: admitted(90), result: resultFor('ready') }),
  ]);
  const { slow } = await read(idOf(2));
  expect(slow.lanes).toEqual([
    { lane: 'mx.b.test', atOnce: 4, underWay: 1, waiting: 1, parked: 1 },
    { lane: 'mx.a.test', atOnce: 4, underWay: 1, waiting: 0, parked: 0 },
  ]);
  expect(slow.longest.map(({ domain }) => domain)).toEqual(['d.test', 'b.test', 'a.test']);
  expect(slow.longest[0]).toEqual({ tenantId: 'acme', domain: 'd.test', checkId: idOf(200), since: new Date(now - 60_000).toISOString(), parkedUntil: new Date(now + 1000).toISOString() }); // biome-ignore format: one line
});

test('whoever has seen a state is told nothing until it is another', async () => {
  const runs = runsOf(api.world);
  await runs.createRunIfAbsent(runFor(api.world, idOf(3), { listed: 1, opened: 1, total: 2, done: 0 }));
  await putPage(runs, idOf(3), 0, [entryFor('a.test', { result: resultFor('ready') }), entryFor('b.test')]);
  const first = await api.call(`/v1/rechecks/${idOf(3)}`);
  const ask = () =>
    api.call(`/v1/rechecks/${idOf(3)}`, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
  api.world.advance(60);
  const second = await ask();
  expect([second.status, second.headers.get('retry-after'), await second.text()]).toEqual([304, '5', '']);
  await runs.endIfOpen(idOf(3), 0, 1, resultFor('ready'));
  expect((await ask()).status).toBe(200);
});

test('the estimate is that of the spread or of what was done so far, whichever is later', () => {
  const run = runFor(api.world, idOf(4));
  const at = (seconds: number): number => run.createdAt + seconds * 1000;
  expect(expectedEnd(run, { total: 100, done: 25 }, at(50))).toBe(at(200));
  expect(expectedEnd({ ...run, spreadOver: 500 }, { total: 100, done: 25 }, at(50))).toBe(at(500));
  expect(expectedEnd({ ...run, spreadOver: 100 }, { total: 100, done: 25 }, at(50))).toBe(at(200));
  expect(expectedEnd(run, { total: 100, done: 0 }, at(50))).toBeNull();
  expect(expectedEnd({ ...run, complete: false }, { total: 100, done: 25 }, at(50))).toBeNull();
  expect(expectedEnd({ ...run, spreadOver: 10 }, { total: 100, done: 0 }, at(50))).toBeNull();
  for (const status of ['paused', 'done', 'cancelled'] as const)
    expect(expectedEnd({ ...run, status, spreadOver: 500 }, { total: 100, done: 25 }, at(50))).toBeNull();
});

test('lists are newest first; who is confined to a tenant sees that tenant’s runs alone', async () => {
  const runs = runsOf(api.world);
  for (const [number, tenantId] of [[11, null], [12, 'acme'], [13, 'globex']] as const) {
    api.world.advance(1);
    const run = runFor(api.world, idOf(number), { tenantId });
    await runs.createRunIfAbsent(run);
    await runs.putIntoLists(run);
  } // biome-ignore format: one thought
  const list = async (query: string) =>
    (await (await api.call(`/v1/rechecks${query}`)).json()) as { items: RecheckView[]; next: string | null };
  const first = await list('?limit=2');
  expect(first.items.map(({ id }) => id)).toEqual([idOf(13), idOf(12)]);
  expect((await list(`?limit=2&cursor=${first.next}`)).items.map(({ id }) => id)).toContain(idOf(11));
  api.caller = ACME;
  expect((await list('')).items.map(({ id }) => id)).toEqual([idOf(12)]);
  expect(await Promise.all([11, 12, 13].map((one) => statusOf(idOf(one))))).toEqual([404, 200, 404]);
  expect((await api.call(`/v1/rechecks?cursor=${first.next}`)).status).toBe(400);
  expect(await statusOf('nothing')).toBe(404);
});

test('a run is paused, goes on, is cancelled; repeating it is harmless, and what is over stays so', async () => {
  const runs = runsOf(api.world);
  const steer = (id: string, status: string) => api.send('PATCH', `/v1/rechecks/${id}`, { status });
  await runs.createRunIfAbsent(runFor(api.world, idOf(5)));
  api.world.taken();
  for (const status of ['paused', 'paused', 'running', 'running', 'paused', 'cancelled', 'cancelled']) {
    const answer = await steer(idOf(5), status);
    expect([answer.status, ((await answer.json()) as RecheckView).status]).toEqual([200, status]);
  }
  expect(api.world.taken().map(({ queue }) => queue)).toEqual(['recheck', 'recheck', 'recheck', 'recheck']);
  for (const status of ['running', 'paused']) expect((await problemOf(await steer(idOf(5), status))).status).toBe(409);
  await runs.createRunIfAbsent(runFor(api.world, idOf(6), { status: 'done', finishedAt: 1 }));
  expect(await problemOf(await steer(idOf(6), 'cancelled'))).toMatchObject({ status: 409, detail: 'the run is done; it cannot be cancelled any more' }); // biome-ignore format: one line
  expect(await problemOf(await steer(idOf(6), 'done'))).toMatchObject({ status: 422, pointers: ['/status'] });
});
