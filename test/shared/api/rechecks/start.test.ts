import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Caller } from '../../../../shared/api/context.ts';
import type { RecheckView } from '../../../../shared/api/rechecks/schema.ts';
import { runsOf } from '../../../support/stored-runs.ts';
import { problemOf, useApi } from '../kit.ts';

const api = useApi();
const PATH = '/v1/rechecks';
const ACME: Caller = { id: 'jwt:acme', tenantId: 'acme', scopes: null };

const start = (body: object, headers: Record<string, string> = {}): Promise<Response> =>
  api.send('POST', PATH, body, headers);
const viewOf = async (response: Response): Promise<RecheckView> => (await response.json()) as RecheckView;

beforeAll(async () => {
  for (const id of ['acme', 'globex']) await api.send('PUT', `/v1/tenants/${id}`, { domains: [{ domain: `${id}.test` }] });
}); // biome-ignore format: one thought
/** Nothing goes on when a test begins. */
beforeEach(async () => {
  const { items } = await runsOf(api.world).listRuns(null, 100, null);
  for (const { id, status } of items)
    if (status !== 'cancelled') await api.send('PATCH', `${PATH}/${id}`, { status: 'cancelled' });
  api.world.taken();
});

test('a run begins with all that was asked for, and somebody is told to move it', async () => {
  const checkedBefore = '2026-01-02T00:00:00.000Z';
  const filter = { tenantIds: ['globex', 'acme'], verdicts: ['ready', 'notReady'], checkedBefore };
  const response = await start({ filter, spreadOver: 3600, maxAge: 60, force: true });
  const view = await viewOf(response);
  expect([response.status, response.headers.get('location'), response.headers.get('retry-after')]).toEqual([202, `${PATH}/${view.id}`, '5']); // biome-ignore format: one line
  expect(view).toMatchObject({ status: 'listing', tenantId: null, total: 0, done: 0, changed: 0, spreadOver: 3600, maxAge: 60, force: true }); // biome-ignore format: one line
  expect(view.filter).toEqual({ tenantIds: ['acme', 'globex'], verdicts: ['notReady', 'ready'], checkedBefore });
  expect(Date.parse(view.expectedEnd ?? '') - Date.parse(view.startedAt)).toBe(3600_000);
  expect(api.world.taken()).toEqual([{ queue: 'recheck', message: { runId: view.id }, delay: 0 }]);
  expect(await runsOf(api.world).readRun(view.id)).toMatchObject({ caller: 'me', callback: null, status: 'running' });
});

test('the same key is the same run, whatever the order of what it names; with another body it is refused', async () => {
  const key = { 'idempotency-key': 'nightly' };
  const first = await viewOf(await start({ filter: { tenantIds: ['acme', 'globex'] } }, key));
  api.world.deps.settings.killSwitch = true;
  const again = await start({ filter: { tenantIds: ['globex', 'acme'] } }, key);
  expect([again.status, (await viewOf(again)).id]).toEqual([202, first.id]);
  expect(await problemOf(await start({ force: true }, key))).toMatchObject({ status: 422, pointers: ['Idempotency-Key'] }); // biome-ignore format: one line
});

test('while one goes on, another is refused, and told which it is', async () => {
  const { id } = await viewOf(await start({}));
  const refused = await start({ force: true });
  expect(refused.headers.get('link')).toBe(`<${PATH}/${id}>; rel="related"`);
  expect(await refused.json()).toMatchObject({ status: 409, runId: id, detail: expect.stringContaining(id) });
  await api.send('PATCH', `${PATH}/${id}`, { status: 'cancelled' });
  expect((await start({ force: true })).status).toBe(202);
});

test('who is confined to a tenant has a run of its own beside that of operations, and of nobody else', async () => {
  await start({});
  api.caller = ACME;
  const foreign = await start({ filter: { tenantIds: ['acme', 'globex'] } });
  expect(await problemOf(foreign)).toMatchObject({ status: 403, pointers: ['/filter/tenantIds/1'] });
  const own = await viewOf(await start({}));
  expect([own.tenantId, own.filter.tenantIds]).toEqual(['acme', ['acme']]);
});

test('a tenant that is not registered is named', async () => {
  const refused = await start({ filter: { tenantIds: ['acme', 'acne'] } });
  expect(await problemOf(refused)).toMatchObject({ status: 422, pointers: ['/filter/tenantIds/1'], detail: 'no tenant acne is registered' }); // biome-ignore format: one line
  expect((await start({})).status).toBe(202);
});

test.each([
  ['/filter/tenantIds', { filter: { tenantIds: ['acme', 'acme'] } }],
  ['/filter/tenantIds', { filter: { tenantIds: [] } }],
  ['/filter/tenantIds/0', { filter: { tenantIds: ['#'] } }],
  ['/filter/verdicts/0', { filter: { verdicts: ['bad'] } }],
  ['/filter/checkedBefore', { filter: { checkedBefore: 'yesterday' } }],
  ['/filter/domains', { filter: { domains: ['acme.test'] } }],
  ['/spreadOver', { spreadOver: 7 * 24 * 3600 + 1 }],
  ['/maxAge', { maxAge: 365 * 24 * 3600 + 1 }],
  ['/callbackUrl', { callbackUrl: 'https://10.0.0.1/' }],
  ['/force', { force: 'yes' }],
])('%s is refused where it cannot be used', async (pointer, body) => {
  expect(await problemOf(await start(body))).toMatchObject({ status: 422, pointers: [pointer] });
});

test('nothing begins while all testing is switched off, and nobody is called who asked not to be', async () => {
  api.world.deps.settings.suppressed = [{ name: 'quiet.test', reason: 'asked us' }] as never;
  expect((await start({ callbackUrl: 'https://quiet.test/' })).status).toBe(403);
  api.world.deps.settings.killSwitch = true;
  const refused = await start({});
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '300']);
});
