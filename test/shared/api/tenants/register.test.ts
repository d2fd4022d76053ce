import { describe, expect, test } from '@jest/globals';
import { TENANT, TENANTS } from '../../../../shared/api/tenants/schema.ts';
import { ANYBODY } from '../../../support/api-host.ts';
import { problemOf, useApi } from '../kit.ts';

const api = useApi();
const put = (id: string, body: unknown) => api.send('PUT', `/v1/tenants/${id}`, body);
const read = async (id: string) => TENANT.parse(await (await api.call(`/v1/tenants/${id}`)).json());

const ACME = {
  name: 'Acme AG',
  domains: [
    { domain: 'Acme.Test.' },
    { domain: 'sub.acme.test', port: 2525, target: 'mx.acme.test', recipients: ['info@sub.acme.test'], send: true },
  ],
};

describe('PUT and GET /v1/tenants/{tenantId}', () => {
  test('what was put is there as it was said, names in their canonical form and no default added', async () => {
    const response = await put('acme', ACME);
    expect([response.status, response.headers.get('location')]).toEqual([201, '/v1/tenants/acme']);
    const expected = { ...ACME, id: 'acme', domains: [{ domain: 'acme.test' }, ACME.domains[1]], acknowledgements: [] };
    expect(TENANT.parse(await response.json())).toMatchObject(expected);
    expect(await read('acme')).toMatchObject(expected);
    expect((await read('acme')).links.checks).toBe('/v1/checks?tenantId=acme');
  });

  test('takes the place of what was there; putting it again changes nothing', async () => {
    await put('twice', ACME);
    for (const status of [200, 200]) {
      const response = await put('twice', { domains: [{ domain: 'other.test' }] });
      expect(response.status).toBe(status);
    }
    expect(await read('twice')).toMatchObject({ name: null, domains: [{ domain: 'other.test' }] });
  });

  test('a tenant without domains may be', async () => {
    expect((await put('empty', { domains: [] })).status).toBe(201);
    expect((await read('empty')).domains).toEqual([]);
  });

  test.each([
    [{}, ['/domains']],
    [{ domains: 'acme.test' }, ['/domains']],
    [{ domains: [{ domain: 'acme.test' }, { domain: 'localhost' }] }, ['/domains/1/domain']],
    [{ domains: [{ domain: 'acme.test', port: '25' }] }, ['/domains/0/port']],
    [{ domains: [{ domain: 'acme.test', port: 80 }] }, ['/domains/0/port']],
    [{ domains: [{ domain: 'acme.test', target: '127.0.0.1' }] }, ['/domains/0/target']],
    [{ domains: [{ domain: 'acme.test', recipients: ['info@other.test'] }] }, ['/domains/0/recipients/0']],
    [{ domains: [{ domain: 'acme.test', port: 465, tls: false }] }, ['/domains/0/tls']],
    [{ domains: [{ domain: 'acme.test', mode: 'both' }] }, ['/domains/0/mode']],
    [{ domains: [{ domain: 'acme.test', colour: 'red' }] }, ['/domains/0/colour']],
    [{ domains: [{ domain: 'acme.test' }, { domain: 'ACME.test' }] }, ['/domains/1/domain']],
    [{ domains: [], name: '' }, ['/name']],
    [{ domains: [], name: 'x'.repeat(201) }, ['/name']],
    [{ domains: [], tenantId: 'acme' }, ['/tenantId']],
    [{ domains: Array.from({ length: 1001 }, (_, at) => ({ domain: `d${at}.test` })) }, ['/domains']],
  ])('%j is refused, says where, and changes nothing', async (body, pointers) => {
    await put('kept', { domains: [{ domain: 'kept.test' }] });
    expect(await problemOf(await put('kept', body))).toMatchObject({ status: 422, pointers });
    expect((await read('kept')).domains).toEqual([{ domain: 'kept.test' }]);
  });

  test('an id that is none, a body of another type, one too large, a tenant that is not there', async () => {
    expect((await problemOf(await put('a%20b', ACME))).status).toBe(400);
    expect((await problemOf(await api.send('PUT', '/v1/tenants/acme', 'x', { 'content-type': 'text/csv' }))).status).toBe(415); // biome-ignore format: one line
    expect((await problemOf(await put('acme', `{"name":"${'x'.repeat(70_000)}"}`))).status).toBe(413);
    expect((await problemOf(await api.call('/v1/tenants/nobody'))).status).toBe(404);
  });

  test('whether messages may be sent is for those to say who may send', async () => {
    api.caller = { ...ANYBODY, scopes: ['tenants:write'] };
    expect(await problemOf(await put('sender', ACME))).toMatchObject({ status: 422, pointers: ['/domains/1/send'] }); // biome-ignore format: one line
  });

  test('whoever is confined to a tenant speaks for no other', async () => {
    await put('mine', ACME);
    api.caller = { ...ANYBODY, tenantId: 'mine' };
    expect((await put('mine', ACME)).status).toBe(200);
    for (const method of ['GET', 'DELETE'])
      expect((await problemOf(await api.call('/v1/tenants/acme', { method }))).status).toBe(403);
    expect(await problemOf(await put('acme', ACME))).toMatchObject({ status: 403, pointers: ['tenantId'] });
  });
});

describe('GET /v1/tenants', () => {
  const list = async (query = '') => TENANTS.parse(await (await api.call(`/v1/tenants${query}`)).json());

  test('every tenant once, page by page, with how many domains it has', async () => {
    const ids = Array.from({ length: 7 }, (_, at) => `listed-${at}`);
    for (const id of ids) await put(id, { domains: [{ domain: `${id}.test` }] });
    await api.send('PUT', '/v1/tenants/listed-3/acknowledgements', { items: [] });
    const found: string[] = [];
    let next: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list(`?limit=3${next === null ? '' : `&cursor=${next}`}`);
      expect(page.items.length).toBeGreaterThan(0);
      expect(page.items.length).toBeLessThanOrEqual(3);
      found.push(...page.items.map(({ id }) => id));
      next = page.next;
    } while (next !== null);
    expect(new Set(found).size).toBe(found.length);
    expect(found.filter((id) => id.startsWith('listed-')).sort()).toEqual(ids);
  });

  test('whoever is confined to a tenant sees that one alone', async () => {
    await put('mine', ACME);
    api.caller = { ...ANYBODY, tenantId: 'mine' };
    expect(await list()).toMatchObject({ items: [{ id: 'mine', domains: 2 }], next: null });
    api.caller = { ...ANYBODY, tenantId: 'never-registered' };
    expect(await list()).toEqual({ items: [], next: null });
  });

  test.each(['limit=0', 'limit=x', 'cursor=nonsense', 'colour=red'])('%s is refused', async (query) => {
    expect((await problemOf(await api.call(`/v1/tenants?${query}`))).status).toBe(400);
  });
});
