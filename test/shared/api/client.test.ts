import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import createClient from 'openapi-fetch';
import type { paths } from '../../../docs/api.d.ts';
import { apiTypes } from '../../../infra/api-types.ts';
import { ROUTES, type RouteDeclaration, type RouteId } from '../../../shared/api/route-list.ts';
import { routes } from '../../../shared/api/routes.ts';
import { ORIGIN } from '../../support/api-host.ts';
import { useApi } from './kit.ts';

const api = useApi();

/** Pages are for browsers; a client that is made from the description has no use for them. */
const PAGES: readonly string[] = ['startPage', 'startForm', 'recheckForm', 'steerForm'] satisfies RouteId[];
const ASKED = Object.entries<RouteDeclaration>(ROUTES).filter(([id]) => !PAGES.includes(id));
const routeOf = (method: string, path: string): RouteId | undefined =>
  ASKED.find(([, one]) => one.method === method && new RegExp(`^${one.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path))?.[0] as RouteId | undefined; // biome-ignore format: one thought

/** A client made from the description, whose answers are held against what the description says. */
function described(seen: Set<RouteId>) {
  const fetch = async (request: Request): Promise<Response> => {
    const path = request.url.slice(ORIGIN.length);
    const body = request.body === null ? undefined : await request.text();
    const response = await api.call(path, { method: request.method, headers: request.headers, body });
    const route = routeOf(request.method, new URL(request.url).pathname);
    if (route === undefined) throw new Error(`${request.method} ${path} is no route`);
    seen.add(route);
    const { answers, problems } = routes[route];
    expect([...Object.keys(answers), ...problems.map(String)]).toContain(`${response.status}`);
    const schema = answers[response.status];
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    if (schema != null && isJson) schema.parse(await response.clone().json());
    return response;
  };
  return createClient<paths>({ baseUrl: ORIGIN, fetch });
}

/** The JSON of an answer: some can be had as text as well. */
function the<T>({ data, error }: { data?: T; error?: unknown }): Exclude<T, string> {
  if (data === undefined || typeof data === 'string') throw new Error(`refused: ${JSON.stringify(error)}`);
  return data as Exclude<T, string>;
}

test('docs/api.d.ts is what `npm run docs` writes', async () => {
  expect(readFileSync('docs/api.d.ts', 'utf8')).toBe(await apiTypes());
});

describe('a client made from the description', () => {
  test('drives every route, and every answer is as it is described', async () => {
    const seen = new Set<RouteId>();
    const client = described(seen);
    const tenant = { params: { path: { tenantId: 'acme' } } };
    the(await client.PUT('/v1/tenants/{tenantId}', { ...tenant, body: { name: 'Acme', domains: [{ domain: 'acme.test' }] } })); // biome-ignore format: one line
    const csv = { headers: { 'content-type': 'text/csv' }, bodySerializer: (text: string) => text };
    the(await client.POST('/v1/tenants/import', { ...csv, body: 'tenantId,domain\nother,other.test' }));
    the(await client.PUT('/v1/tenants/{tenantId}/acknowledgements', { ...tenant, body: { items: [] } }));
    expect(the(await client.GET('/v1/tenants/{tenantId}', tenant)).domains).toHaveLength(1);
    expect(the(await client.GET('/v1/tenants')).items.length).toBe(2);

    const body = { domain: 'acme.test', tenantId: 'acme' };
    const { id } = the(await client.POST('/v1/checks', { body, params: { header: { 'Idempotency-Key': 'one' } } }));
    const check = { params: { path: { id } } };
    expect(the(await client.GET('/v1/checks/{id}', check)).status).toBe('queued');
    the(await client.POST('/v1/checks', { body: { retryOf: id } }));
    const done = { params: { path: { id: await api.finished(body) } } };
    expect(the(await client.GET('/v1/checks/{id}', done)).report?.verdict).toBe('incomplete');
    expect(the(await client.GET('/v1/checks/{id}/report', done)).tenantId).toBe('acme');
    expect(the(await client.GET('/v1/checks/{id}/changes', done)).since).toBeNull();
    expect(the(await client.GET('/v1/checks', { params: { query: { tenantId: 'acme' } } })).items).toHaveLength(3);
    const { url } = the(await client.POST('/v1/checks/{id}/links', done));
    const token = new URL(url).pathname.slice('/s/'.length);
    expect(the(await client.GET('/s/{token}', { params: { path: { token } } })).report?.verdict).toBe('incomplete');

    expect(the(await client.GET('/v1/catalogue', { params: { query: { lang: 'de' } } })).rows.length).toBeGreaterThan(
      35,
    );
    expect(the(await client.GET('/v1/health')).status).toBe('ok');
    expect(the(await client.GET('/v1/health/details')).status).toBe('ok');
    the(await client.GET('/v1/egress'));
    expect(
      the(await client.GET('/v1/callback-secret', { params: { query: { tenantId: 'acme' } } })).secrets[0],
    ).toMatch(/^whsec_/);
    the(await client.GET('/v1/openapi.json'));
    const run = the(await client.POST('/v1/rechecks', { body: { filter: { tenantIds: ['acme'] } } }));
    const one = { params: { path: { id: run.id } } };
    expect(the(await client.GET('/v1/rechecks/{id}', one)).status).toBe('listing');
    expect(the(await client.PATCH('/v1/rechecks/{id}', { ...one, body: { status: 'paused' } })).status).toBe('paused');
    expect(the(await client.GET('/v1/rechecks')).items.map(({ id }) => id)).toEqual([run.id]);
    expect(the(await client.GET('/v1/rechecks/{id}/results', one)).items).toEqual([]);
    expect(the(await client.GET('/v1/rechecks/{id}/digest', one)).nothingWorse).toBe(true);
    expect((await client.DELETE('/v1/checks/{id}', check)).response.status).toBe(204);
    expect((await client.DELETE('/v1/tenants/{tenantId}', tenant)).response.status).toBe(204);
    expect([...seen].sort()).toEqual(ASKED.map(([id]) => id).sort());
  });

  test('is told of problems as they are described', async () => {
    const { error, response } = await described(new Set()).GET('/v1/tenants/{tenantId}', { params: { path: { tenantId: 'nobody' } } }); // biome-ignore format: one line
    expect([response.status, error?.detail]).toEqual([404, 'there is no tenant of this id in the register']);
  });
});
