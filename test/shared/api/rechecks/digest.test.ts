import { beforeAll, expect, test } from '@jest/globals';
import type { Digest } from '../../../../shared/report/digest.ts';
import { entryFor, idOf, itemFor, putNews, putPage, runFor, runsOf } from '../../../support/stored-runs.ts';
import { problemOf, useApi } from '../kit.ts';

const api = useApi();
const RUN = idOf(1);
const at = (query = ''): string => `/v1/rechecks/${RUN}/digest${query}`;
const read = async (query = ''): Promise<Digest> => (await (await api.call(at(query))).json()) as Digest;

/** `a` is worse, `b` better, `c` may be worse; on a page that nobody has folded. */
beforeAll(async () => {
  const { world } = api;
  const runs = runsOf(world);
  await api.send('PUT', '/v1/tenants/acme', { name: 'Acme Ltd', domains: [{ domain: 'a.test' }] });
  await runs.createRunIfAbsent(runFor(world, RUN, { listed: 1, opened: 1, total: 3 }));
  const told = async (domain: string, kind: 'worse' | 'better' | 'unconfirmed') =>
    entryFor(domain, { result: await putNews(world, RUN, domain, await api.finished(), [itemFor(kind)]) });
  await putPage(runs, RUN, 0, [await told('a.test', 'worse'), await told('b.test', 'better'), await told('c.test', 'unconfirmed')]); // biome-ignore format: one line
});

test('a digest names the tenant by its name, and counts what is on open pages too', async () => {
  const digest = await read();
  expect(digest.run).toMatchObject({ id: RUN, total: 3, done: 3, resultsUrl: `https://api.mxready.test/v1/rechecks/${RUN}/results` }); // biome-ignore format: one line
  expect(digest.attention.tenants).toMatchObject([{ tenantId: 'acme', name: 'Acme Ltd', domains: ['a.test'], further: 0 }]); // biome-ignore format: one line
  expect(digest.better.tenants).toHaveLength(1);
  expect(digest).toMatchObject({ nothingWorse: false, counts: { worse: 1, better: 1, unconfirmed: 1 } });
});

test('it is text and a page as well, by format or Accept, in the language of whoever reads it', async () => {
  const text = await api.call(at(), { headers: { accept: 'text/plain', 'accept-language': 'de' } });
  expect([text.headers.get('content-type'), await text.text()]).toEqual(['text/plain; charset=utf-8', expect.stringContaining('Acme Ltd')]); // biome-ignore format: one line
  const page = await api.call(at('?format=html&lang=de'));
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('<html lang="de">');
});

test('what the tenant has acknowledged is quiet', async () => {
  const items = [{ domain: 'a.test', row: 'connect', subject: null, code: 'refused' }];
  expect((await api.send('PUT', '/v1/tenants/acme/acknowledgements', { items })).status).toBe(200);
  expect(await read()).toMatchObject({ nothingWorse: true, quiet: 1, attention: { tenants: [] } });
});

test('of more than anybody reads it says that there is more', async () => {
  const { world } = api;
  await runsOf(world).createRunIfAbsent(runFor(world, idOf(2), { status: 'done', finishedAt: 1, total: 2001 }));
  const put = (domain: string): Promise<void> =>
    world.deps.store.putIntoNews({ runId: idOf(2), tenantId: 'acme', domain, checkId: idOf(3), finishedAt: 1, items: [itemFor('worse')] }); // biome-ignore format: one line
  const digestNow = async (): Promise<Digest> => (await (await api.call(`/v1/rechecks/${idOf(2)}/digest`)).json()) as Digest; // biome-ignore format: one line
  const names = Array.from({ length: 1999 }, (_, at) => `d${at}.test`);
  for (let from = 0; from < 2000; from += 100)
    await Promise.all(names.slice(from, Math.min(from + 100, 2000)).map(put));
  expect(await digestNow()).toMatchObject({ complete: true, attention: { tenants: [{ moreDomains: 1989 }] } });
  for (const name of ['d1999.test', 'd2000.test']) await put(name);
  expect(await digestNow()).toMatchObject({ complete: false, domains: { notReadyAsBefore: null } });
});

test('another tenant’s run has none', async () => {
  api.caller = { id: 'jwt:x', tenantId: 'acme', scopes: null };
  expect((await problemOf(await api.call(at()))).status).toBe(404);
});
