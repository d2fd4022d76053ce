import { describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { REPORT } from '../../../shared/api/report-schema.ts';
import { ROUTES } from '../../../shared/api/route-list.ts';
import { readSettings } from '../../../shared/config.ts';
import { aggregate } from '../../../shared/pipeline/aggregate.ts';
import { dispatch } from '../../../shared/pipeline/dispatch.ts';
import { record } from '../../../shared/pipeline/record.ts';
import { TARGET } from '../../support/pipeline-world.ts';
import { idOf, problemOf, resultOf, useApi } from './kit.ts';

const api = useApi();
const { call, post, finished } = api;
const result = (id: string) => resultOf(api.world, id);

describe('POST /v1/checks', () => {
  test('is accepted, and says where to look', async () => {
    const response = await post({ domain: 'Bücher.test' });
    expect(response.status).toBe(202);
    const body = (await response.json()) as { id: string };
    expect(response.headers.get('location')).toBe(`/v1/checks/${body.id}`);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(body).toMatchObject({ status: 'queued', progress: { done: 0, total: 2 }, report: null, rows: [] });
    expect(await api.world.deps.store.readCheck(body.id)).toMatchObject({ request: { domain: 'xn--bcher-kva.test' } });
  });

  test.each<[unknown, number, string[]]>([
    ['{', 400, []],
    ['', 400, []],
    ['[]', 422, ['']],
    ['null', 422, ['']],
    [{}, 422, ['/domain']],
    [{ domain: 5 }, 422, ['/domain']],
    [{ domain: 'localhost' }, 422, ['/domain']],
    [{ domain: '192.0.2.1' }, 422, ['/domain']],
    [{ domain: 'a.test\r\nRCPT TO:<x@y>' }, 422, ['/domain']],
    [{ domain: 'a.test', target: '127.0.0.1' }, 422, ['/target']],
    [{ domain: 'a.test', target: '::ffff:7f00:1' }, 422, ['/target']],
    [{ domain: 'a.test', target: '0x7f.1' }, 422, ['/target']],
    [{ domain: 'a.test', port: 22 }, 422, ['/port']],
    [{ domain: 'a.test', port: '25' }, 422, ['/port']],
    [{ domain: 'a.test', port: 465, tls: false }, 422, ['/tls']],
    [{ domain: 'a.test', mode: 'x', phase: 1 }, 422, ['/mode', '/phase']],
    [{ domain: 'a.test', categories: [] }, 422, ['/categories']],
    [{ domain: 'a.test', categories: ['dns', 'nothing'] }, 422, ['/categories/1']],
    [{ domain: 'a.test', send: 'yes' }, 422, ['/send']],
    [{ domain: 'a.test', recipients: 'x@a.test' }, 422, ['/recipients']],
    [{ domain: 'a.test', recipients: ['x@a.test', 'x@b.test'] }, 422, ['/recipients/1']],
    [{ domain: 'a.test', recipients: ['x@sub.a.test'] }, 422, ['/recipients/0']],
    [{ domain: 'a.test', recipients: ['x', 'x@a.test>\r\nDATA'] }, 422, ['/recipients/0', '/recipients/1']],
    [{ domain: 'a.test', recipients: Array.from({ length: 11 }, (_, at) => `x${at}@a.test`) }, 422, ['/recipients']],
    [{ domain: 'a.test', more: 1, other: 2 }, 422, ['/more', '/other']],
    [{ domain: 'a.test', maxAge: -1 }, 422, ['/maxAge']],
    [{ domain: 'a.test', tenantId: '../x' }, 422, ['/tenantId']],
    ['{"domain":"a.test","__proto__":{"port":22}}', 422, ['/__proto__']],
  ])('%j is refused with what is wrong: %d', async (body, status, pointers) => {
    const told = await problemOf(await post(body));
    expect(told).toMatchObject({ status, pointers });
    expect(told.detail.length).toBeGreaterThan(10);
  });

  test('another type, too much, what is no UTF-8', async () => {
    expect((await problemOf(await post('domain=a.test', { 'content-type': 'text/plain' }))).status).toBe(415);
    expect((await problemOf(await post({ domain: 'a.test', gateway: 'x'.repeat(70_000) }))).status).toBe(413);
    const response = await call('/v1/checks', { method: 'POST', headers: { 'content-type': 'application/json' }, body: new Uint8Array([0x22, 0xff, 0x22]) }); // biome-ignore format: one line
    expect((await problemOf(response)).status).toBe(400);
  });

  test('an Idempotency-Key makes it one check; another body with it is refused, and so is a bad key', async () => {
    const key = { 'idempotency-key': 'abc' };
    const first = await idOf(await post({ domain: 'idem.test' }, key));
    expect(await idOf(await post({ domain: 'idem.test' }, key))).toBe(first);
    expect(await problemOf(await post({ domain: 'other.test' }, key))).toMatchObject({ status: 422, pointers: ['Idempotency-Key'] }); // biome-ignore format: one line
    expect((await problemOf(await post({ domain: 'idem.test' }, { 'idempotency-key': 'a b' }))).status).toBe(400);
  });

  test('maxAge gives back a finished check, with 200', async () => {
    const id = await finished({ domain: 'aged.test' });
    const response = await post({ domain: 'aged.test', maxAge: 100 });
    expect([response.status, await idOf(response)]).toEqual([200, id]);
    expect((await post({ domain: 'aged.test' })).status).toBe(202);
  });

  test('limits: per caller, per domain; a repetition begins nothing and is not counted', async () => {
    Object.assign(api.world.deps.settings, { limitPerCaller: 3, limitPerDomain: 2 });
    api.caller = { id: 'limited', tenantId: null, scopes: null };
    expect((await post({ domain: 'limit.test' }, { 'idempotency-key': 'l' })).status).toBe(202);
    for (let again = 0; again < 5; again += 1)
      expect((await post({ domain: 'limit.test' }, { 'idempotency-key': 'l' })).status).toBe(202);
    expect((await post({ domain: 'limit.test' })).status).toBe(202);
    const refused = await post({ domain: 'limit.test' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await problemOf(refused)).toMatchObject({ status: 429, detail: expect.stringContaining('limit.test') });
    expect(await problemOf(await post({ domain: 'unlimited.test' }))).toMatchObject({ status: 429, detail: expect.stringContaining('in a minute') }); // biome-ignore format: one line
    api.world.advance(61);
    expect((await post({ domain: 'unlimited.test' })).status).toBe(202);
  });

  test('the suppression list is consulted first, and gives its reason', async () => {
    const { suppressed } = readSettings({
      MXREADY_SUPPRESSION_LIST: 'quiet.test=asked us not to; 198.51.100.0/24=a lab',
    });
    Object.assign(api.world.deps.settings, { suppressed, killSwitch: true });
    for (const domain of ['quiet.test', 'mail.quiet.test'])
      expect(await problemOf(await post({ domain }))).toMatchObject({ status: 403, detail: `${domain} is not tested: asked us not to` }); // biome-ignore format: one line
    expect((await problemOf(await post({ domain: 'a.test', target: 'mx.quiet.test' }))).status).toBe(403);
    expect((await problemOf(await post({ domain: 'notquiet.test' }))).status).toBe(503);
  });

  test('keeps recipients and the leave to send, each recipient once', async () => {
    const recipients = ['info@A.test', 'info@a.test', 'x@a.test'];
    const id = await idOf(await post({ domain: 'a.test', recipients, send: true }));
    const check = await api.world.deps.store.readCheck(id);
    expect(check).toMatchObject({ request: { recipients: ['info@a.test', 'x@a.test'], send: true } });
  });

  test('messages are for callers whose token says so', async () => {
    api.caller = { id: 'me', tenantId: null, scopes: ['checks:write'] };
    expect(await problemOf(await post({ domain: 'a.test', send: true }))).toMatchObject({ status: 403, pointers: ['/send'] }); // biome-ignore format: one line
    expect((await post({ domain: 'a.test' })).status).toBe(202);
    api.caller = { id: 'me', tenantId: null, scopes: ['checks:write', 'checks:send'] };
    expect((await post({ domain: 'a.test', send: true })).status).toBe(202);
    api.caller = { id: 'me', tenantId: null, scopes: null };
  });

  test('a caller of one tenant may not speak for another', async () => {
    api.caller = { id: 'me', tenantId: 'mine', scopes: null };
    expect(await problemOf(await post({ domain: 'a.test', tenantId: 'yours' }))).toMatchObject({
      status: 403,
    });
    const id = await idOf(await post({ domain: 'a.test' }));
    expect(await api.world.deps.store.readCheck(id)).toMatchObject({ tenantId: 'mine' });
    api.caller = { id: 'me', tenantId: 'yours', scopes: null };
    expect((await problemOf(await call(`/v1/checks/${id}`))).status).toBe(404);
    expect((await problemOf(await call(`/v1/checks/${id}`, { method: 'DELETE' }))).status).toBe(404);
  });
});

describe('GET /v1/checks/{id}', () => {
  test('shows progress and the rows of finished categories, then the report', async () => {
    const id = await idOf(await post({ domain: 'contoso.test' }));
    await dispatch(api.world.deps, async () => TARGET, id, new AbortController().signal);
    await record(api.world.deps, id, result('dns'));
    const half = (await (await call(`/v1/checks/${id}`)).json()) as { rows: { category: string; title: string }[] };
    expect(half).toMatchObject({
      status: 'running',
      progress: { done: 1, total: 2 },
      categories: [{ id: 'dns', status: 'incomplete' }, { id: 'session', status: 'queued' }],
      report: null,
    }); // biome-ignore format: as read
    expect(half.rows.length).toBeGreaterThan(3);
    expect(half.rows.every((row) => row.category === 'dns' && row.title !== '')).toBe(true);
    await record(api.world.deps, id, result('session'));
    await aggregate(api.world.deps, id);
    const response = await call(`/v1/checks/${id}`);
    expect(response.headers.get('retry-after')).toBeNull();
    const done = (await response.json()) as { report: unknown };
    expect(done).toMatchObject({ status: 'done', progress: { done: 2, total: 2 } });
    expect(REPORT.parse(done.report)).toMatchObject({ id, verdict: 'incomplete', domain: 'contoso.test' });
  });

  test('an unchanged state costs nothing', async () => {
    const id = await finished();
    const first = await call(`/v1/checks/${id}`);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{20,}"$/);
    for (const seen of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await call(`/v1/checks/${id}`, { headers: { 'if-none-match': seen } });
      expect([again.status, await again.text()]).toEqual([304, '']);
    }
    expect((await call(`/v1/checks/${id}`, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
  });

  test('wait ends with the change, and at once for whoever has an older state', async () => {
    const id = await idOf(await post({ domain: 'contoso.test' }));
    const waiting = call(`/v1/checks/${id}?wait=20`);
    await record(api.world.deps, id, result('dns'));
    const told = await waiting;
    expect(await told.json()).toMatchObject({ progress: { done: 1 } });
    const old = await call(`/v1/checks/${id}?wait=20`, { headers: { 'if-none-match': '"older"' } });
    expect(old.status).toBe(200);
  });

  test.each([
    'wait=0',
    'wait=26',
    'wait=x',
    'wait=',
    'lang=fr',
    'more=1',
    'lang=de&lang=en',
  ])('?%s is refused', async (query) => {
    const id = await finished();
    expect((await problemOf(await call(`/v1/checks/${id}?${query}`))).status).toBe(400);
  });

  test.each([
    'x',
    '00000000-0000-0000-0000-000000000000',
    '%00',
    '..%2f..',
    `${'a'.repeat(2000)}`,
    'META',
  ])('no check %s', async (id) => {
    expect((await problemOf(await call(`/v1/checks/${id}`))).status).toBe(404);
  });

  test('in German, whatever language it was asked for in', async () => {
    const id = await finished();
    const [german, english] = await Promise.all(
      ['de', 'en'].map(
        async (lang) => (await (await call(`/v1/checks/${id}?lang=${lang}`)).json()) as { rows: { text: string }[] },
      ),
    );
    expect(german?.rows[0]?.text).not.toBe(english?.rows[0]?.text);
  });

  test('an expired check is not there', async () => {
    const id = await finished();
    const { readCheck } = api.world.deps.store;
    api.world.deps.store.readCheck = async () => null;
    const response = await call(`/v1/checks/${id}/report`);
    api.world.deps.store.readCheck = readCheck;
    expect((await problemOf(response)).status).toBe(404);
  });
});

describe('GET /v1/checks/{id}/report', () => {
  test('as JSON, as text, by Accept or by format', async () => {
    const id = await finished();
    const json = await call(`/v1/checks/${id}/report`);
    expect(json.headers.get('content-type')).toBe('application/json');
    REPORT.parse(await json.json());
    const byAccept = await call(`/v1/checks/${id}/report`, { headers: { accept: 'text/plain' } });
    const byFormat = await call(`/v1/checks/${id}/report?format=text`);
    expect(byAccept.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await byAccept.text()).toBe(await byFormat.text());
    expect(await (await call(`/v1/checks/${id}/report?format=text&lang=de`)).text()).toContain('Domain');
  });

  test.each([
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', /^text\/html/, '<!doctype html>'],
    ['text/csv', /^text\/csv/, '\ufeffcheck,domain,'],
    ['application/xml', /^application\/xml/, '<?xml version="1.0"'],
    ['text/csv;q=0.5, application/json', /^application\/json/, '{'],
    ['*/*', /^application\/json/, '{'],
    ['image/png', /^application\/json/, '{'],
  ])('whoever accepts %s gets what it likes best', async (accept, type, beginning) => {
    const response = await call(`/v1/checks/${await finished()}/report`, { headers: { accept } });
    expect(response.headers.get('content-type')).toMatch(type);
    expect(response.headers.get('vary')).toMatch(/^accept\b/);
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).startsWith(beginning)).toBe(true);
  });

  test.each(['json', 'text', 'csv', 'junit', 'html'])('?format=%s outweighs Accept', async (format) => {
    const id = await finished();
    const [one, other] = await Promise.all(['text/html', 'text/csv'].map(async (accept) => (await call(`/v1/checks/${id}/report?format=${format}`, { headers: { accept } })).text())); // biome-ignore format: one line
    expect(one).toBe(other);
  });

  test('not before the check is done', async () => {
    const id = await idOf(await post({ domain: 'contoso.test' }));
    expect(await problemOf(await call(`/v1/checks/${id}/report`))).toMatchObject({ status: 409 });
    expect((await problemOf(await call(`/v1/checks/${id}/report?format=pdf`))).status).toBe(400);
  });
});

test('DELETE erases; what is left says that it was cancelled', async () => {
  const id = await finished();
  expect((await call(`/v1/checks/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await (await call(`/v1/checks/${id}`)).json()).toEqual({
    id,
    status: 'cancelled',
    progress: { done: 0, total: 0 },
    categories: [],
    rows: [],
    report: null,
    links: { self: `/v1/checks/${id}` },
  });
  expect((await problemOf(await call(`/v1/checks/${id}/report`))).status).toBe(409);
  expect((await call(`/v1/checks/${id}`, { method: 'DELETE' })).status).toBe(204);
});

describe('the service itself', () => {
  test('health tells those without a token no more than version and status', async () => {
    api.caller = null;
    const open = (await (await call('/v1/health')).json()) as object;
    expect(Object.keys(open).sort()).toEqual(['status', 'version']);
    api.caller = { id: 'me', tenantId: null, scopes: null };
    expect(await (await call('/v1/health')).json()).toMatchObject({ status: 'ok', canary: null });
    await api.world.deps.store.writePreflight({ at: api.world.deps.now(), wayOut: 'blocked', families: ['ipv4'] });
    expect(await (await call('/v1/health')).json()).toMatchObject({
      status: 'degraded',
      egress: { families: ['ipv4'] },
    });
    api.world.advance(16 * 60);
    expect(await (await call('/v1/health')).json()).toMatchObject({ status: 'ok', canary: null });
  });

  test('the catalogue has every row in both languages', async () => {
    const read = async (lang: string) => (await (await call(`/v1/catalogue?lang=${lang}`)).json()) as { rows: { n: number | null; title: string }[] }; // biome-ignore format: one line
    const [english, german] = await Promise.all([read('en'), read('de')]);
    expect(english.rows.filter(({ n }) => n !== null)).toHaveLength(35);
    expect(english.rows.some(({ title }, at) => title !== german.rows[at]?.title)).toBe(true);
  });

  test('egress says where we come from', async () => {
    Object.assign(api.world.deps.settings, { egressAddresses: ['192.0.2.7'], helo: 'probe.example' });
    expect(await (await call('/v1/egress')).json()).toMatchObject({ addresses: ['192.0.2.7'], ptr: 'probe.example' });
  });

  test('a public validator accepts the OpenAPI document, which has every route', async () => {
    const document = (await (await call('/v1/openapi.json')).json()) as { paths: Record<string, object> };
    const outcome = await new Validator().validate(structuredClone(document));
    expect(outcome).toMatchObject({ valid: true });
    for (const { method, path } of Object.values(ROUTES)) expect(document.paths[path]).toHaveProperty(method.toLowerCase()); // biome-ignore format: one line
  });

  test('other paths and methods', async () => {
    expect((await problemOf(await call('/'))).status).toBe(404);
    expect((await problemOf(await call('/v1/checks/'))).status).toBe(404);
    const response = await call('/v1/checks', { method: 'PATCH' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, GET']);
  });

  test('an error of ours is a problem that tells nothing, and is in the log', async () => {
    const { readPreflight } = api.world.deps.store;
    api.world.deps.store.readPreflight = async () => Promise.reject(new Error('secret detail'));
    const told = await problemOf(await call('/v1/health'));
    api.world.deps.store.readPreflight = readPreflight;
    expect(told.status).toBe(500);
    expect(told.detail).not.toContain('secret');
    expect(api.world.logged.at(-1)).toMatchObject({ level: 'error', message: 'fault in the API' });
  });
});
