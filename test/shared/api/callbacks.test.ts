import { describe, expect, test } from '@jest/globals';
import { CALLBACK_SECRET } from '../../../shared/api/callback-secret.ts';
import { parseNetwork } from '../../../shared/net/address.ts';
import type { LiveCheck } from '../../../shared/pipeline/check.ts';
import { cachedSecrets, SecretUnavailable, type Secrets } from '../../../shared/secrets/secrets.ts';
import { callbackStore } from '../../../shared/store/callback-store.ts';
import { ANYBODY, ORIGIN } from '../../support/api-host.ts';
import { idOf, problemOf, useApi } from './kit.ts';

const api = useApi();
const URL_ = 'https://hooks.contoso.test/in?key=1';
const BODY = { domain: 'callback.test', callbackUrl: URL_ };
const stored = async (id: string): Promise<LiveCheck> => (await api.world.deps.store.readCheck(id)) as LiveCheck;
const callbackOf = async (id: string) => callbackStore(api.world.table).readCallback(id);

describe('callbackUrl', () => {
  test('is kept with the check, beside where the caller reached us; it is no part of what is asked', async () => {
    const [told, other] = [await idOf(await api.post(BODY)), await idOf(await api.post({ domain: 'callback.test' }))];
    const [check, plain] = [await stored(told), await stored(other)];
    expect(check.callback).toEqual({ url: URL_, origin: ORIGIN });
    expect(plain.callback).toBeNull();
    expect(check.fingerprint).toBe(plain.fingerprint);
    expect(check.request).toEqual(plain.request);
    // Whoever may see a check need not see where it is told.
    expect(await (await api.call(`/v1/checks/${told}`)).text()).not.toContain('hooks.contoso.test');
  });

  test.each<[unknown, string]>([
    [5, 'string'],
    ['', 'absolute URL'],
    ['hooks.contoso.test', 'absolute URL'],
    ['http://hooks.contoso.test/', 'https'],
    ['https://user:pw@hooks.contoso.test/', 'no user'],
    ['https://hooks.contoso.test/#a', 'fragment'],
    ['https://localhost/', 'one label'],
    ['https://127.0.0.1/', 'loopback'],
    ['https://0x7f000001/', 'loopback'],
    ['https://169.254.169.254/latest', 'link-local'],
    ['https://[::ffff:10.0.0.1]/', 'private'],
    ['https://hooks.contoso.test:8443/', 'port 8443'],
    [`https://hooks.contoso.test/${'a'.repeat(1000)}`, '1000'],
  ])('%j is refused with its pointer and what is wrong', async (callbackUrl, why) => {
    const problem = await problemOf(await api.post({ domain: 'callback.test', callbackUrl }));
    expect(problem).toMatchObject({ status: 422, pointers: ['/callbackUrl'] });
    expect(problem.detail).toContain(why);
  });

  test('may lead where whoever runs the service allows it', async () => {
    const { settings } = api.world.deps;
    Object.assign(settings, { allowNetworks: [parseNetwork('127.0.0.0/8')], allowPorts: [8443] });
    expect((await api.post({ ...BODY, callbackUrl: 'https://127.0.0.1:8443/' })).status).toBe(202);
  });

  test('another one with the same Idempotency-Key is another request; the same is the same', async () => {
    const headers = { 'idempotency-key': 'callbacks' };
    const first = await idOf(await api.post(BODY, headers));
    expect(await idOf(await api.post(BODY, headers))).toBe(first);
    for (const body of [{ domain: 'callback.test' }, { ...BODY, callbackUrl: 'https://other.contoso.test/' }])
      expect((await problemOf(await api.post(body, headers))).status).toBe(422);
  });

  test('nobody is called for a finished check that is the answer by itself', async () => {
    const body = { domain: 'recent.test' };
    const id = await api.finished(body);
    const answer = await api.post({ ...body, maxAge: 3600, callbackUrl: URL_ });
    expect([answer.status, await idOf(answer)]).toEqual([200, id]);
    expect(await callbackOf(id)).toBeNull();
  });

  test('DELETE takes the callback along', async () => {
    const id = await api.finished(BODY);
    expect(await callbackOf(id)).not.toBeNull();
    expect((await api.call(`/v1/checks/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await callbackOf(id)).toBeNull();
  });
});

describe('GET /v1/callback-secret', () => {
  const ringOf = (...texts: string[]): Secrets => cachedSecrets(async () => texts, () => 0); // biome-ignore format: one line
  const [OLD, NEW] = ['o'.repeat(40), 'n'.repeat(40)];
  const read = async (query = ''): Promise<string[]> => {
    const response = await api.call(`/v1/callback-secret${query}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    return CALLBACK_SECRET.parse(await response.json()).secrets;
  };

  test('tells each tenant its own, and whoever names none the caller’s', async () => {
    const [mine = '', acme = '', rival = ''] = [await read(), await read('?tenantId=acme'), await read('?tenantId=rival')].flat(); // biome-ignore format: one line
    expect(new Set([mine, acme, rival]).size).toBe(3);
    for (const one of [mine, acme, rival]) expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    // A caller is no tenant of the same name.
    api.caller = { ...ANYBODY, id: 'acme' };
    expect([mine, acme]).not.toContain((await read())[0]);
    api.caller = { id: 'jwt:x', tenantId: 'acme', scopes: ['checks:write'] };
    expect([await read(), await read('?tenantId=acme')]).toEqual([[acme], [acme]]);
  });

  test('newest first, and the one before while receivers change over', async () => {
    api.secrets = ringOf(OLD);
    const [before] = await read();
    api.secrets = ringOf(NEW, OLD, 'x'.repeat(40));
    const secrets = await read();
    expect([secrets.length, secrets[1]]).toEqual([2, before]);
  });

  test('is not to be had without our keys', async () => {
    api.secrets = { keysOf: async () => Promise.reject(new SecretUnavailable('callback-keys cannot be read')) };
    const response = await api.call('/v1/callback-secret');
    expect(response.headers.get('retry-after')).toBe('60');
    expect((await problemOf(response)).status).toBe(503);
  });

  test('a query that cannot be used is refused', async () => {
    expect(await problemOf(await api.call('/v1/callback-secret?tenantId=../x'))).toMatchObject({ status: 400, pointers: ['/tenantId'] }); // biome-ignore format: one line
    expect((await problemOf(await api.call('/v1/callback-secret?tenant=acme'))).status).toBe(400);
  });
});
