import { expect, test } from '@jest/globals';
import { ANYBODY } from '../../support/api-host.ts';
import { idOf, problemOf, useApi } from './kit.ts';

const api = useApi();
const ASKED = { domain: 'contoso.test', recipients: ['info@contoso.test'], send: true, lang: 'de', tenantId: 'acme' };

test('the same request again is a new check, whatever became of the first', async () => {
  const first = await idOf(await api.post(ASKED));
  const response = await api.post({ retryOf: first });
  expect(response.status).toBe(202);
  const second = await idOf(response);
  expect(second).not.toBe(first);
  const read = async (id: string) => {
    const check = await api.world.deps.store.readCheck(id);
    if (check === null || check.status === 'cancelled') throw new Error('no such check');
    return { request: check.request, tenantId: check.tenantId, fingerprint: check.fingerprint };
  };
  expect(await read(second)).toEqual(await read(first));
});

test('an Idempotency-Key makes the repetition one check too', async () => {
  const first = await idOf(await api.post(ASKED));
  const again = () => api.post({ retryOf: first }, { 'idempotency-key': 'again' });
  expect(await idOf(await again())).toBe(await idOf(await again()));
});

test('what the caller may not do is refused again: sending, ports, the suppression list', async () => {
  const first = await idOf(await api.post(ASKED));
  api.caller = { ...ANYBODY, scopes: ['checks:write'] };
  expect((await problemOf(await api.post({ retryOf: first }))).status).toBe(403);
  api.caller = ANYBODY;
  api.world.deps.settings.suppressed = [{ name: 'contoso.test', network: null, reason: 'asked us not to' }];
  expect(await problemOf(await api.post({ retryOf: first }))).toMatchObject({ status: 403 });
});

test('one that is not there, is erased, or is another tenant’s, is none', async () => {
  const first = await idOf(await api.post(ASKED));
  const refused = { status: 422, pointers: ['/retryOf'] };
  const none = '00000000-0000-4000-8000-000000000000';
  expect(await problemOf(await api.post({ retryOf: none }))).toMatchObject(refused);
  api.caller = { ...ANYBODY, tenantId: 'rival' };
  expect(await problemOf(await api.post({ retryOf: first }))).toMatchObject(refused);
  api.caller = ANYBODY;
  await api.call(`/v1/checks/${first}`, { method: 'DELETE' });
  expect(await problemOf(await api.post({ retryOf: first }))).toMatchObject(refused);
});

test.each([
  [{ retryOf: 'x' }, '/retryOf'],
  [{ retryOf: 7 }, '/retryOf'],
  [{ retryOf: '00000000-0000-4000-8000-000000000000', domain: 'contoso.test' }, '/domain'],
])('%j is refused', async (body, pointer) => {
  expect(await problemOf(await api.post(body))).toMatchObject({ status: 422, pointers: [pointer] });
});

test('whoever asked to be told is told of the repetition too, unless that may no longer be called', async () => {
  const { settings, store } = api.world.deps;
  settings.allowPorts = [8443];
  const callbackUrl = 'https://hooks.contoso.test:8443/in';
  const first = await idOf(await api.post({ ...ASKED, callbackUrl }));
  const second = await idOf(await api.post({ retryOf: first }));
  expect(await store.readCheck(second)).toMatchObject({ callback: { url: callbackUrl } });
  settings.allowPorts = [];
  expect(await problemOf(await api.post({ retryOf: first }))).toMatchObject({
    status: 422,
    pointers: ['/callbackUrl'],
  });
});

test('a callback of somebody else’s check is not taken over: its receiver would not know our signature', async () => {
  const callbackUrl = 'https://hooks.contoso.test/in';
  const callbackOf = async (id: string) => {
    const check = await api.world.deps.store.readCheck(id);
    return check === null || check.status === 'cancelled' ? null : (check.callback?.url ?? null);
  };
  const first = await idOf(await api.post({ domain: 'contoso.test', callbackUrl }));
  expect(await callbackOf(await idOf(await api.post({ retryOf: first })))).toBe(callbackUrl);
  api.caller = { ...ANYBODY, id: 'another' };
  expect(await callbackOf(await idOf(await api.post({ retryOf: first })))).toBeNull();
});

test('a host that asked to be left alone is not called either', async () => {
  api.world.deps.settings.suppressed = [{ name: 'hooks.contoso.test', network: null, reason: 'asked us not to' }];
  const body = { domain: 'contoso.test', callbackUrl: 'https://hooks.contoso.test/in' };
  expect(await problemOf(await api.post(body))).toMatchObject({ status: 403, detail: 'hooks.contoso.test is not called: asked us not to' }); // biome-ignore format: one line
});
