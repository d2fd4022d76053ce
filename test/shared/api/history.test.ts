import { describe, expect, test } from '@jest/globals';
import { HISTORY } from '../../../shared/api/history.ts';
import { historyStore } from '../../../shared/store/history-store.ts';
import { ANYBODY } from '../../support/api-host.ts';
import { idOf, problemOf, useApi } from './kit.ts';

const api = useApi();

interface Page {
  items: { id: string; status: string; verdict: string | null; domain: string | null; tenantId: string | null }[];
  next: string | null;
}

async function list(query: string): Promise<Page> {
  const response = await api.call(`/v1/checks?${query}`);
  expect(response.status).toBe(200);
  const body = await response.json();
  HISTORY.parse(body);
  return body as Page;
}

async function allOf(query: string): Promise<Page['items'][]> {
  const pages: Page['items'][] = [];
  let cursor = '';
  for (;;) {
    const { items, next } = await list(`${query}${cursor}`);
    pages.push(items);
    if (next === null) return pages;
    cursor = `&cursor=${next}`;
  }
}

const start = async (domain: string, tenantId?: string): Promise<string> => {
  api.world.advance(1);
  return idOf(await api.post({ domain, tenantId }));
};

describe('GET /v1/checks', () => {
  test('newest first, page by page, each check once', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift(await start('pages.test'));
    const pages = await allOf('domain=pages.test&limit=2');
    expect(pages.map((items) => items.length)).toEqual([2, 2, 1]);
    expect(pages.flat().map(({ id }) => id)).toEqual(ids);
    expect(pages.flat()[0]).toMatchObject({ domain: 'pages.test', status: 'queued', verdict: null, tenantId: null });
  });

  test('by tenant: all its domains, and with both those of the one domain', async () => {
    const [one, other] = [await start('one.test', 'acme'), await start('other.test', 'acme')];
    await start('one.test', 'rival');
    const ids = async (query: string): Promise<string[]> => (await list(query)).items.map(({ id }) => id);
    expect(await ids('tenantId=acme')).toEqual([other, one]);
    expect(await ids('tenantId=acme&domain=one.test')).toEqual([one]);
    expect(await ids('domain=one.test')).toHaveLength(2);
    expect(await ids('tenantId=nobody')).toEqual([]);
  });

  test('what came of it is in it, without the check being read', async () => {
    const id = await api.finished({ domain: 'done.test', tenantId: 'acme' });
    const { readCheck } = api.world.deps.store;
    api.world.deps.store.readCheck = async () => {
      throw new Error('read');
    };
    const [item] = (await list('domain=done.test')).items;
    api.world.deps.store.readCheck = readCheck;
    expect(item).toMatchObject({ id, status: 'done', verdict: 'incomplete', finishedAt: expect.any(String), links: { self: `/v1/checks/${id}` } }); // biome-ignore format: one line
  });

  test('what was erased has left the list of its domain, and is in its tenant’s as cancelled', async () => {
    const id = await start('gone.test', 'leaver');
    await api.call(`/v1/checks/${id}`, { method: 'DELETE' });
    expect((await list('domain=gone.test')).items).toEqual([]);
    expect((await list('tenantId=leaver')).items).toMatchObject([{ id, status: 'cancelled', domain: null }]);
  });

  test('whoever is confined to a tenant sees its checks alone', async () => {
    const mine = await start('shared.test', 'acme');
    await start('shared.test', 'rival');
    api.caller = { ...ANYBODY, tenantId: 'acme' };
    expect((await list('domain=shared.test')).items.map(({ id }) => id)).toEqual([mine]);
    expect((await list('tenantId=acme')).items.every(({ tenantId }) => tenantId === 'acme')).toBe(true);
    expect(await problemOf(await api.call('/v1/checks?tenantId=rival'))).toMatchObject({ status: 403, pointers: ['tenantId'] }); // biome-ignore format: one line
  });

  test('a page that holds less than it could, because others are between, leads on', async () => {
    const mine = [await start('busy.test', 'rare')];
    for (let count = 0; count < 12; count += 1) await start('busy.test', 'rival');
    mine.unshift(await start('busy.test', 'rare'));
    api.caller = { ...ANYBODY, tenantId: 'rare' };
    expect((await allOf('domain=busy.test&limit=1')).flat().map(({ id }) => id)).toEqual(mine);
  });

  test.each([
    ['', 'tenantId'],
    ['domain=', '/domain'],
    ['domain=a.test&limit=0', '/limit'],
    ['domain=a.test&limit=201', '/limit'],
    ['domain=a.test&limit=x', '/limit'],
    ['tenantId=a/b', '/tenantId'],
    ['domain=a.test&colour=red', '/colour'],
    ['domain=a.test&cursor=nonsense', 'cursor'],
    [`domain=a.test&cursor=${'x'.repeat(501)}`, '/cursor'],
  ])('%s is refused, and says where', async (query, pointer) => {
    expect(await problemOf(await api.call(`/v1/checks?${query}`))).toMatchObject({ status: 400, pointers: [pointer] });
  });

  test('a cursor of another list, or one that was altered, is refused', async () => {
    for (let count = 0; count < 3; count += 1) await start('cursor.test', 'acme');
    const { next } = await list('domain=cursor.test&limit=1');
    const text = Buffer.from(next ?? '', 'base64url').toString();
    const altered = Buffer.from(text.replace(/#.*$/, '#')).toString('base64url');
    for (const query of [`tenantId=acme&cursor=${next}`, `domain=one.test&cursor=${next}`, `domain=cursor.test&cursor=${altered}`]) // biome-ignore format: one line
      expect(await problemOf(await api.call(`/v1/checks?${query}`))).toMatchObject({
        status: 400,
        pointers: ['cursor'],
      });
    expect((await list(`domain=cursor.test&limit=2&cursor=${next}`)).items).toHaveLength(2);
  });
});

describe('of a caller who is confined to a tenant', () => {
  test('the tenant’s own list is asked, whatever is asked for: no cursor can tell of another’s checks', async () => {
    const mine = await start('both.test', 'scoped');
    await start('other.test', 'scoped');
    await start('both.test', 'rival');
    const asked: unknown[] = [];
    const table = { ...api.world.table, client: Object.create(api.world.table.client) };
    table.client.send = (command: { input: { IndexName: string; ExpressionAttributeValues: object } }) => {
      asked.push([command.input.IndexName, command.input.ExpressionAttributeValues]);
      return api.world.table.client.send(command as never);
    };
    const found = await historyStore(table).readHistory(
      { domain: 'both.test', tenantId: 'scoped', isConfined: true },
      10,
      null,
    );
    expect(found.items.map(({ id }) => id)).toEqual([mine]);
    expect(asked).toEqual([['by-tenant', { ':of': 'scoped', ':other': 'both.test' }]]);
  });
});
