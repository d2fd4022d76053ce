import { beforeEach, describe, expect, test } from '@jest/globals';
import { FORM_TYPE } from '../../../../shared/api/body.ts';
import type { Caller } from '../../../../shared/api/context.ts';
import { ROUTES, type RouteId } from '../../../../shared/api/route-list.ts';
import { routes } from '../../../../shared/api/routes.ts';
import type { RunStatus } from '../../../../shared/pipeline/recheck/run.ts';
import { ORIGIN } from '../../../support/api-host.ts';
import { idOf, runFor, runsOf } from '../../../support/stored-runs.ts';
import { problemOf, useApi } from '../kit.ts';

const api = useApi();
const HTML = 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8';
const OURS = { 'sec-fetch-site': 'same-origin', origin: ORIGIN };
const MAY_READ: Caller = { id: 'jwt:x', tenantId: null, scopes: ['checks:read', 'rechecks:read'] };

beforeEach(async () => {
  api.world.deps.settings.startPage = true;
  const { items } = await runsOf(api.world).listRuns(null, 100, null);
  for (const { id } of items) await api.send('PATCH', `/v1/rechecks/${id}`, { status: 'cancelled' });
});

const look = async (path: string): Promise<string> => (await api.call(path, { headers: { accept: HTML } })).text();
const submit = (path: string, fields: Record<string, string>, headers: Record<string, string> = OURS, accept = HTML) =>
  api.call(path, {
    method: 'POST',
    headers: { accept, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  }); // biome-ignore format: one request

async function runThatIs(number: number, status: RunStatus): Promise<string> {
  const finishedAt = status === 'running' || status === 'paused' ? null : 1;
  await runsOf(api.world).createRunIfAbsent(runFor(api.world, idOf(number), { status, finishedAt }));
  return `/v1/rechecks/${idOf(number)}`;
}
const statusOf = async (path: string) => (await runsOf(api.world).readRun(path.split('/').at(-1) ?? ''))?.status;
const buttonsOf = (page: string): string[] => [...page.matchAll(/<button name="status" value="(\w+)"/g)].map(([, to = '']) => to); // biome-ignore format: one thought

describe('the buttons of the page of a run', () => {
  test('are those that can be pressed, and do what they say', async () => {
    const path = await runThatIs(1, 'running');
    expect(buttonsOf(await look(path))).toEqual(['paused', 'cancelled']);
    expect(await look(`${path}?lang=de`)).toContain(`<form method="post" action="${path}?lang=de"`);
    const sent = await submit(`${path}?lang=de`, { status: 'paused' });
    expect([sent.status, sent.headers.get('location'), await statusOf(path)]).toEqual([303, `${path}?lang=de`, 'paused']); // biome-ignore format: one line
    expect(buttonsOf(await look(path))).toEqual(['running', 'cancelled']);
    await submit(path, { status: 'running' });
    expect(await statusOf(path)).toBe('running');
    api.world.taken();
    await submit(path, { status: 'cancelled' });
    expect(await statusOf(path)).toBe('cancelled');
    expect(api.world.taken()).toEqual([{ queue: 'recheck', message: { runId: idOf(1) }, delay: 0 }]);
  });

  test('are not there where the run is over, and lead to its page where it ended meanwhile', async () => {
    const path = await runThatIs(2, 'done');
    expect(buttonsOf(await look(path))).toEqual([]);
    const sent = await submit(path, { status: 'paused' });
    expect([sent.status, sent.headers.get('location'), await statusOf(path)]).toEqual([303, path, 'done']);
  });

  test('are not for who may only read', async () => {
    const path = await runThatIs(3, 'running');
    api.caller = MAY_READ;
    const page = await api.call(path, { headers: { accept: HTML } });
    expect(buttonsOf(await page.text())).toEqual([]);
    expect(page.headers.get('content-security-policy')).toContain("form-action 'none'");
    expect(await problemOf(await submit(path, { status: 'paused' }, OURS, '*/*'))).toMatchObject({ status: 403 });
  });

  test.each([
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' }, { status: 'cancelled' }, 403],
    [{}, { status: 'cancelled' }, 403],
    [OURS, { status: 'done' }, 422],
    [OURS, {}, 422],
  ])('pressed by another page, or with what they do not say, do nothing: %j %j', async (headers, fields, status) => {
    const path = await runThatIs(4, 'running');
    const refused = await submit(path, fields as Record<string, string>, headers as Record<string, string>, '*/*');
    expect(await problemOf(refused)).toMatchObject({ status });
    expect(await statusOf(path)).toBe('running');
  });

  test('of no run there is none', async () => {
    expect((await submit(`/v1/rechecks/${idOf(99)}`, { status: 'paused' })).status).toBe(404);
  });
});

describe('the form of the start page', () => {
  test('starts the run that it describes, and leads to it; while one goes on it leads there', async () => {
    expect(await look('/?lang=de')).toContain('<form method="post" action="/rechecks?lang=de"');
    const sent = await submit('/rechecks?lang=de', { spreadOver: '3600', maxAge: '86400' });
    const location = sent.headers.get('location') ?? '';
    const id = /^\/v1\/rechecks\/([0-9a-f-]{36})\?lang=de$/.exec(location)?.[1] ?? '';
    expect(await runsOf(api.world).readRun(id)).toMatchObject({ status: 'running', spreadOver: 3600, maxAge: 86400, force: false }); // biome-ignore format: one line
    const again = await submit('/rechecks', { spreadOver: '0', maxAge: '' });
    expect([again.status, again.headers.get('location')]).toEqual([303, `/v1/rechecks/${id}`]);
  });

  test('as a browser sends it untouched means every domain, as fast as is polite', async () => {
    const sent = await submit('/rechecks', { spreadOver: '0', maxAge: '' });
    const id = sent.headers.get('location')?.split('/').at(-1) ?? '';
    expect(await runsOf(api.world).readRun(id)).toMatchObject({ spreadOver: 0, maxAge: null });
  });

  test.each([
    [{ 'sec-fetch-site': 'cross-site' }, {}, 403],
    [OURS, { spreadOver: 'soon' }, 422],
    [OURS, { colour: 'red' }, 422],
  ])('sent by another page, or with what it does not ask for, starts nothing: %j %j', async (headers, fields, status) => {
    const before = (await runsOf(api.world).listRuns(null, 100, null)).items.length;
    expect(await problemOf(await submit('/rechecks', fields as Record<string, string>, headers as Record<string, string>, '*/*'))).toMatchObject({ status }); // biome-ignore format: one line
    expect((await runsOf(api.world).listRuns(null, 100, null)).items.length).toBe(before);
  });

  test('is not for who may only read, and is nowhere where there is no start page', async () => {
    api.caller = MAY_READ;
    expect(await look('/')).not.toContain('action="/rechecks');
    api.caller = null;
    api.world.deps.settings.startPage = false;
    expect((await submit('/rechecks', {})).status).toBe(404);
  });
});

const formRoutes = Object.entries(ROUTES).filter(([id]) => routes[id as RouteId].bodyTypes?.includes(FORM_TYPE));

test.each(formRoutes.map(([, route]) => route))('a form from another site is refused, wherever one is taken: $path', async ({ path }) => {
  const sent = await submit(path.replace('{id}', idOf(98)), {}, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' }, '*/*');
  expect(await problemOf(sent)).toMatchObject({ status: 403, detail: expect.stringContaining('our own pages alone') });
}); // biome-ignore format: one story
