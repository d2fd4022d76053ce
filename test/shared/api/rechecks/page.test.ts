import { beforeAll, expect, test } from '@jest/globals';
import { entryFor, idOf, itemFor, putNews, putPage, resultFor, runFor, runsOf } from '../../../support/stored-runs.ts';
import { useApi } from '../kit.ts';

const api = useApi();
const HTML = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };
const at = (number: number, query = ''): string => `/v1/rechecks/${idOf(number)}${query}`;
const look = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  api.call(path, { headers: { ...HTML, ...headers } });

beforeAll(async () => {
  const { world } = api;
  const runs = runsOf(world);
  await runs.createRunIfAbsent(runFor(world, idOf(1), { listed: 1, opened: 1, total: 3 }));
  const worse = await putNews(world, idOf(1), 'a.test', await api.finished(), [itemFor('worse')]);
  const admitted = { checkId: idOf(9), at: world.deps.now() };
  await putPage(runs, idOf(1), 0, [entryFor('a.test', { result: worse }), entryFor('b.test', { lane: 'mx.b.test', admitted }), entryFor('c.test')]); // biome-ignore format: one line
  await runs.createRunIfAbsent(runFor(world, idOf(2), { status: 'cancelled', finishedAt: 1, total: 1 }));
});

test('a browser gets the page of a run: how far it is, what it waits for, and what it found', async () => {
  const response = await look(at(1));
  const page = await response.text();
  expect([response.status, response.headers.get('content-security-policy')]).toEqual([200, expect.stringContaining("default-src 'none'")]); // biome-ignore format: one line
  expect(page).toContain('<progress max="3" value="1" aria-labelledby="ended">');
  for (const said of [
    '1 of 3 domains have ended',
    'mx.b.test',
    'Something became worse',
    `${at(1)}/results?format=csv`,
  ])
    expect(page).toContain(said);
});

test('it looks again by itself, also without script, until the run is over', async () => {
  const open = await (await look(at(1, '?lang=de'))).text();
  expect(open).toContain(`data-live="${at(1, '?lang=de')}"`);
  expect(open).toContain('data-pause="5"');
  expect(open).toContain('<noscript><meta http-equiv="refresh"');
  const over = await (await look(at(2))).text();
  expect(over).toContain('Cancelled');
  expect(over).not.toMatch(/data-live|http-equiv="refresh"|id="slow"/);
});

test('a page that has not changed is not sent again, and one that has is', async () => {
  const tag = (await look(at(1))).headers.get('etag') ?? '';
  expect((await look(at(1), { 'if-none-match': tag })).status).toBe(304);
  expect((await look(at(1, '?lang=de'), { 'if-none-match': tag })).status).toBe(200);
  await runsOf(api.world).endIfOpen(idOf(1), 0, 2, resultFor('ready'));
  expect((await look(at(1), { 'if-none-match': tag })).status).toBe(200);
});

test('one that is not there is a page too, in the language of the browser', async () => {
  const response = await look(at(7), { 'accept-language': 'de' });
  expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('Diesen Prüflauf gibt es nicht')]); // biome-ignore format: one line
});

test('the start page names the newest runs to who may see them', async () => {
  api.world.deps.settings.startPage = true;
  const run = await runsOf(api.world).readRun(idOf(1));
  if (run !== null) await runsOf(api.world).putIntoLists(run);
  expect(await (await look('/')).text()).toContain(`<a href="${at(1)}">`);
  api.caller = { id: 'jwt:x', tenantId: 'acme', scopes: null };
  expect(await (await look('/')).text()).toMatch(/There was none\.<\/p>\s*<form method="post" action="\/rechecks"/);
  api.caller = { id: 'jwt:x', tenantId: null, scopes: ['checks:read'] };
  expect(await (await look('/')).text()).not.toContain('id="runs"');
});
