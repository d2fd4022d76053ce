import { beforeEach, describe, expect, test } from '@jest/globals';
import { ANYBODY } from '../../../support/api-host.ts';
import { problemOf, useApi } from '../kit.ts';

const api = useApi();
const put = (items: unknown, id = 'acme') => api.send('PUT', `/v1/tenants/${id}/acknowledgements`, { items });
const acknowledged = async () =>
  ((await (await api.call('/v1/tenants/acme')).json()) as { acknowledgements: object[] }).acknowledgements;

const ITEM = { domain: 'acme.test', row: 'open-relay', subject: '192.0.2.1', code: 'relays' };

beforeEach(async () => {
  await api.send('PUT', '/v1/tenants/acme', { domains: [{ domain: 'acme.test' }] });
});

describe('PUT /v1/tenants/{tenantId}/acknowledgements', () => {
  test('takes the place of those before, and is shown with the tenant, whose domains may be put anew', async () => {
    const until = '2031-01-01T00:00:00.000Z';
    expect((await put([{ ...ITEM, until, note: 'a lab' }])).status).toBe(200);
    await api.send('PUT', '/v1/tenants/acme', { domains: [{ domain: 'acme.test' }, { domain: 'b.test' }] });
    expect(await acknowledged()).toEqual([{ ...ITEM, until, note: 'a lab' }]);
    expect(await (await put([ITEM])).json()).toEqual({ items: [{ ...ITEM, until: null, note: null }] });
    await put([]);
    expect(await acknowledged()).toEqual([]);
  });

  test.each([
    [[{ ...ITEM, domain: 'other.test' }], '/items/0/domain'],
    [[{ ...ITEM, row: 'closed-relay' }], '/items/0/row'],
    [[{ ...ITEM, code: 'at-rcpt' }], '/items/0/code'],
    [[ITEM, { ...ITEM, subject: null }, ITEM], '/items/2/code'],
    [[{ ...ITEM, until: 'tomorrow' }], '/items/0/until'],
    [[{ ...ITEM, note: 'x'.repeat(501) }], '/items/0/note'],
    [[{ ...ITEM, subject: undefined }], '/items/0/subject'],
    [[{ ...ITEM, colour: 'red' }], '/items/0/colour'],
    ['all', '/items'],
    [Array.from({ length: 501 }, () => ITEM), '/items'],
  ])('%j is refused, and changes nothing', async (items, pointer) => {
    await put([ITEM]);
    const problem = await problemOf(await put(items));
    expect([problem.status, problem.pointers[0]]).toEqual([422, pointer]);
    expect(await acknowledged()).toMatchObject([ITEM]);
  });

  test('of a tenant that is not there, or another’s', async () => {
    expect((await problemOf(await put([], 'nobody'))).status).toBe(404);
    api.caller = { ...ANYBODY, tenantId: 'rival' };
    expect((await problemOf(await put([]))).status).toBe(403);
  });

  test('of a tenant that is erased at that very moment nothing stays', async () => {
    const item = { ...ITEM };
    const { client } = api.world.table;
    const send = client.send.bind(client);
    let erased = false;
    // The tenant goes between being read and the write.
    Object.assign(client, {
      send: async (command: { constructor: { name: string }; input: { Item?: { sk?: string } } }) => {
        if (command.input.Item?.sk === 'ACKNOWLEDGED' && !erased) {
          erased = true;
          await api.call('/v1/tenants/acme', { method: 'DELETE' });
        }
        return send(command as never);
      },
    });
    try {
      expect((await problemOf(await put([item]))).status).toBe(404);
    } finally {
      Object.assign(client, { send });
    }
    await api.send('PUT', '/v1/tenants/acme', { domains: [] });
    expect(await acknowledged()).toEqual([]);
  });
});
