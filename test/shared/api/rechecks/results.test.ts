import { beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { ShownResult } from '../../../../shared/api/rechecks/schema.ts';
import type { Entry } from '../../../../shared/pipeline/recheck/run.ts';
import { entryFor, idOf, itemFor, putNews, putPage, resultFor, runFor, runsOf } from '../../../support/stored-runs.ts';
import { problemOf, useApi } from '../kit.ts';

const api = useApi();
const RUN = idOf(1);

/** Three pages of two; `b` and `e` are worse, `c` better, `f` is unconfirmed, `d` has not ended. */
beforeAll(async () => {
  const { world } = api;
  const runs = runsOf(world);
  await runs.createRunIfAbsent(runFor(world, RUN, { listed: 3, opened: 3, total: 6 }));
  const with_ = async (domain: string, ...items: Parameters<typeof putNews>[4]): Promise<Entry> =>
    entryFor(domain, { result: await putNews(world, RUN, domain, await api.finished(), items) });
  await putPage(runs, RUN, 0, [entryFor('a.test', { result: resultFor('ready') }), await with_('b.test', itemFor('worse'))]); // biome-ignore format: one line
  await putPage(runs, RUN, 1, [await with_('c.test', itemFor('better')), entryFor('d.test')]);
  await putPage(runs, RUN, 2, [
    await with_('e.test', itemFor('worse', { gravity: 100 }), itemFor('changed')),
    await with_('f.test', itemFor('unconfirmed')),
  ]);
});

interface Answer {
  items: ShownResult[];
  next: string | null;
}

const at = (query: string): string => `/v1/rechecks/${RUN}/results${query}`;
const ask = async (query: string): Promise<Answer> => (await (await api.call(at(query))).json()) as Answer;
/** Names of all, as whoever follows `next` sees them. */
async function all(query: string): Promise<string[][]> {
  const lists: string[][] = [];
  for (let cursor = ''; ; ) {
    const { items, next } = await ask(`?limit=2${query}${cursor}`);
    lists.push(items.map(({ domain }) => domain.slice(0, 1)));
    if (next === null) return lists;
    cursor = `&cursor=${next}`;
  }
}

test('all domains come in the order of the run, with what was found of them', async () => {
  expect((await all('')).flat()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  const { items } = await ask('');
  expect(items[0]).toEqual({ tenantId: 'acme', domain: 'a.test', outcome: 'ready', checkId: null, finishedAt: '2026-01-01T00:00:00.000Z', news: [], links: {} }); // biome-ignore format: one line
  expect(items[1]?.news).toMatchObject([{ kind: 'worse', row: 'connect', from: { status: 'pass' }, to: { status: 'fail', code: 'refused' }, text: expect.any(String) }]); // biome-ignore format: one line
  expect(items[1]?.links).toEqual({ check: `/v1/checks/${items[1]?.checkId}` });
  expect(items[3]).toMatchObject({ outcome: null, checkId: null, finishedAt: null });
});

test('those that are not ready, those with news, and those that are worse, the gravest first', async () => {
  expect((await all('&only=failed')).flat()).toEqual(['b', 'c', 'e', 'f']);
  expect((await all('&only=changed')).flat()).toEqual(['e', 'b', 'c']);
  expect((await all('&only=worse')).flat()).toEqual(['e', 'b']);
  // The check says what the domain came to, not the news.
  expect((await ask('?only=worse')).items[0]?.outcome).toBe('incomplete');
});

test('a table is for spreadsheets, by Accept or format; where it goes on a header says', async () => {
  const first = await api.call(at('?limit=4'), { headers: { accept: 'text/csv' } });
  const link = /^<(\/v1\/[^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  const second = await api.call(`${link}&format=csv`);
  expect(second.headers.get('link')).toBeNull();
  expect(second.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
  const lines = [];
  for (const one of [first, second]) lines.push(...(parse(await one.text(), { bom: true, columns: true }) as Record<string, string>[])); // biome-ignore format: one line
  expect(lines.map(({ domain }) => domain?.slice(0, 1))).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(lines[4]).toMatchObject({ tenantId: 'acme', worse: '1', changed: '1' });
});

test('texts are in the language that is asked for', async () => {
  const [en, de] = await Promise.all(['en', 'de'].map((lang) => ask(`?only=worse&lang=${lang}`)));
  expect(en?.items[0]?.news[0]?.text).not.toBe(de?.items[0]?.news[0]?.text);
});

test('what cannot be asked for is refused', async () => {
  const next = (await ask('?only=changed&limit=1')).next;
  for (const query of ['?limit=201', '?only=better', `?only=worse&cursor=${next}`, '?limit=5001&format=csv'])
    expect((await problemOf(await api.call(at(query)))).status).toBe(400);
  api.caller = { id: 'jwt:x', tenantId: 'globex', scopes: null };
  expect((await problemOf(await api.call(at('')))).status).toBe(404);
});

test('what would be too much for one answer goes on in the next', async () => {
  const runs = runsOf(api.world);
  await runs.createRunIfAbsent(runFor(api.world, idOf(2), { listed: 4, opened: 4, total: 100 }));
  const id = await api.finished();
  const long = Array.from({ length: 90 }, () => itemFor('worse', { subject: 'x'.repeat(290) }));
  const result = await putNews(api.world, idOf(2), 'a.test', id, long);
  for (const page of [0, 1, 2, 3]) await putPage(runs, idOf(2), page, Array.from({ length: 25 }, (_, one) => entryFor(`${page}-${one}.test`, { result }))); // biome-ignore format: one line
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = cursor === '' ? '?limit=200' : `?limit=200&cursor=${cursor}`;
    const answer = await (await api.call(`/v1/rechecks/${idOf(2)}/results${query}`)).text();
    expect(answer.length).toBeLessThan(6_000_000);
    const { items, next } = JSON.parse(answer) as Answer;
    seen.push(...items.map(({ domain }) => domain));
    cursor = next;
  }
  expect([seen.length, new Set(seen).size]).toEqual([100, 100]);
});
