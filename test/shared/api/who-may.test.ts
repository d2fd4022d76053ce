import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Caller } from '../../../shared/api/context.ts';
import { ROUTES, type RouteId } from '../../../shared/api/route-list.ts';
import { ORIGIN } from '../../support/api-host.ts';
import { problemOf, useApi } from './kit.ts';

const api = useApi();
const EVERY = [...new Set(Object.values(ROUTES).flatMap(({ scope }) => scope ?? []))];
const token = (scopes: readonly string[], tenantId: string | null = null): Caller => ({
  id: 'jwt:x',
  tenantId,
  scopes,
});

/** Asked as each route is meant to be; `{id}` is a check or run of the tenant acme, `{token}` a link to the check. */
const BODIES: Partial<Record<RouteId, object | string>> = {
  createCheck: { domain: 'acme.test', tenantId: 'acme' },
  putTenant: { domains: [] },
  putAcknowledgements: { items: [] },
  importTenants: 'tenantId,domain\nacme,acme.test',
  createRecheck: { filter: { tenantIds: ['acme'] } },
  steerRecheck: { status: 'cancelled' },
};
const CSV = { 'content-type': 'text/csv' };
const QUERIES: Partial<Record<RouteId, string>> = {
  listChecks: '?tenantId=acme',
  startPage: '?tenantId=acme',
  callbackSecret: '?tenantId=acme',
};
const FORMS: Partial<Record<RouteId, string>> = {
  startForm: 'domain=acme.test&tenantId=acme',
  recheckForm: 'spreadOver=0',
  steerForm: 'status=paused',
};

beforeEach(() => {
  api.world.deps.settings.startPage = true;
});

/** Where a route speaks of nothing that is a tenant's. */
const OF_NOBODY: readonly RouteId[] = [
  'recheckForm',
  'catalogue',
  'health',
  'healthDetails',
  'egress',
  'openapi',
  'readLink',
  'listTenants',
  'listRechecks',
];
const isOfRuns = (route: RouteId): boolean => ROUTES[route].path.startsWith('/v1/rechecks');

interface Shown {
  id: string;
  url: string;
  run: string;
}

/** A check of the tenant acme, a link to it, and a run: one for all who only look, a new one for each who may erase it. */
let shown: Promise<Shown> | undefined;
async function make(): Promise<Shown> {
  await endAll();
  api.caller = token(EVERY);
  await api.send('PUT', '/v1/tenants/rival', { domains: [] });
  api.caller = token(EVERY, 'acme');
  const id = await api.finished({ domain: 'acme.test', tenantId: 'acme' });
  await api.send('PUT', '/v1/tenants/acme', { domains: [] });
  const link = await api.call(`/v1/checks/${id}/links`, { method: 'POST' });
  const started = await api.send('POST', '/v1/rechecks', {});
  const { id: run } = (await started.json()) as { id: string };
  return { id, url: ((await link.json()) as { url: string }).url, run };
}

/** Only one run of a scope goes on at a time. */
async function endAll(): Promise<void> {
  api.caller = token(EVERY);
  const { items } = (await (await api.call('/v1/rechecks')).json()) as { items: { id: string; status: string }[] };
  for (const { id, status } of items)
    if (status !== 'cancelled') await api.send('PATCH', `/v1/rechecks/${id}`, { status: 'cancelled' });
}

async function ask(route: RouteId, caller: Caller | null): Promise<Response> {
  if (ROUTES[route].method === 'DELETE') shown = undefined;
  shown ??= make();
  const { id, url, run } = await shown;
  if (route === 'createRecheck') await endAll();
  if (ROUTES[route].method === 'DELETE') shown = undefined;
  api.caller = caller;
  const { method, path } = ROUTES[route];
  const at =
    path
      .replace('{id}', isOfRuns(route) ? run : id)
      .replace('{tenantId}', 'acme')
      .replace('/s/{token}', new URL(url).pathname) + (QUERIES[route] ?? '');
  const form = FORMS[route];
  const ours = { 'content-type': 'application/x-www-form-urlencoded', origin: ORIGIN };
  if (form !== undefined) return api.call(at, { method, headers: ours, body: form });
  const body = BODIES[route];
  if (body === undefined) return api.call(at, { method });
  return api.send(method, at, body, typeof body === 'string' ? CSV : {});
}

describe.each(Object.keys(ROUTES) as RouteId[])('%s', (route) => {
  const { scope } = ROUTES[route];
  const isOpen = scope === null;

  test('is answered to whoever has what it needs: a token with its scope, of the tenant or of none; IAM', async () => {
    const callers = [token(scope === null ? [] : [scope], 'acme'), token(EVERY), { ...token([]), scopes: null }];
    for (const caller of callers)
      expect((await ask(route, caller)).status).toBeLessThan(FORMS[route] === undefined ? 300 : 304);
  });

  test('asks who shows nothing for a token, unless it is open to all', async () => {
    const response = await ask(route, null);
    if (isOpen) expect(response.status).toBe(200);
    else {
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect((await problemOf(response)).status).toBe(401);
    }
  });

  test('is not for a token with every scope but its own', async () => {
    const response = await ask(route, token(EVERY.filter((one) => one !== scope)));
    if (isOpen) expect(response.status).toBe(200);
    else {
      expect(response.headers.get('www-authenticate')).toContain(`scope="${scope}"`);
      expect((await problemOf(response)).status).toBe(403);
    }
  });

  test('shows another tenant nothing, not even that it is there', async () => {
    const response = await ask(route, token(EVERY, 'rival'));
    if (OF_NOBODY.includes(route)) expect(response.status).toBe(FORMS[route] === undefined ? 200 : 303);
    else expect([403, 404]).toContain((await problemOf(response)).status);
  });
});

test('sending is for who may send', async () => {
  const body = { domain: 'acme.test', send: true };
  api.caller = token(['checks:write']);
  expect(await problemOf(await api.post(body))).toMatchObject({ status: 403, pointers: ['/send'] });
  api.caller = token(['checks:write', 'checks:send']);
  expect((await api.post(body)).status).toBe(202);
});
