import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Caller } from '../../shared/api/context.ts';
import { hostApi } from '../support/api-host.ts';
import { type PipelineWorld, startPipeline } from '../support/pipeline-world.ts';
import { STEERS, steers, stringsIn } from '../support/steering.ts';

let world: PipelineWorld;
let caller: Caller | null = null;
beforeAll(async () => {
  world = await startPipeline();
});
afterAll(() => world.close());
afterEach(() => {
  caller = { id: 'me', tenantId: null, scopes: null };
  world.taken();
});
caller = { id: 'me', tenantId: null, scopes: null };

const call = async (path: string, init: RequestInit = {}): Promise<Response> =>
  hostApi(() => world, { callerOf: () => caller }).request(path, init);
const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  call('/v1/checks', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** Refused by its form, with a problem that can be printed anywhere, and nothing begun. */
async function refused(response: Response): Promise<number> {
  const text = await response.text();
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.status).toBeLessThan(500);
  expect(stringsIn(JSON.parse(text)).filter(steers)).toEqual([]);
  expect(world.taken()).toEqual([]);
  return response.status;
}

const EVIL = ['\r\n', '\n', '\r', '\0', '\u2028', '\u2029', '\u0085', '\u202e', '\u2066', '\t', '\x1b[2J', '\x7f', '\ufeff', '\ud800']; // biome-ignore format: one list
/** Each string field of a request, with a value into which something is put. */
const FIELDS: Readonly<Record<string, (evil: string) => object>> = {
  domain: (evil) => ({ domain: `con${evil}toso.test` }),
  'domain at its end': (evil) => ({ domain: `contoso.test${evil}RCPT` }),
  target: (evil) => ({ domain: 'contoso.test', target: `mx${evil}x.contoso.test` }),
  gateway: (evil) => ({ domain: 'contoso.test', gateway: `g${evil}g.test` }),
  mode: (evil) => ({ domain: 'contoso.test', mode: `auto${evil}` }),
  phase: (evil) => ({ domain: 'contoso.test', phase: `auto${evil}` }),
  recipients: (evil) => ({ domain: 'contoso.test', recipients: [`post${evil}master@contoso.test`] }),
  'recipients at the end': (evil) => ({ domain: 'contoso.test', recipients: [`postmaster@contoso.test${evil}DATA`] }),
  categories: (evil) => ({ domain: 'contoso.test', categories: [`dns${evil}`] }),
  tenantId: (evil) => ({ domain: 'contoso.test', tenantId: `ten${evil}ant` }),
  lang: (evil) => ({ domain: 'contoso.test', lang: `en${evil}` }),
  'a field of no meaning': (evil) => ({ domain: 'contoso.test', [`x${evil}y`]: evil }),
};

describe('what would end a line, a string or a screen', () => {
  test.each(Object.keys(FIELDS))('is refused in %s', async (field) => {
    for (const evil of EVIL) await refused(await post(FIELDS[field]?.(evil)));
  });

  test('is refused in a path and in a query', async () => {
    for (const evil of EVIL) {
      const coded = encodeURIComponent(evil.replace('\ud800', '\ufffd'));
      await refused(await call(`/v1/checks/${coded}`));
      await refused(await call(`/v1/checks/x${coded}/report`));
      await refused(await call(`/v1/catalogue?lang=${coded}`));
      await refused(await call(`/v1/catalogue?${coded}=1`));
      await refused(await call(`/v1/checks/${coded}`, { method: 'DELETE' }));
    }
  });

  test.each(Object.entries(STEERS))('is quoted harmlessly from the name of a parameter: %s', async (_, evil) => {
    // A half of a pair cannot be sent in an address; a field of a body can have one.
    const name = Buffer.from(`x${evil}y`).toString();
    for (const coded of [encodeURIComponent(name), encodeURIComponent(name.repeat(200))]) {
      expect(await refused(await call(`/v1/catalogue?${coded}=1`))).toBe(400);
      expect(await refused(await call(`/v1/catalogue?${coded}=1&${coded}=2`))).toBe(400);
      expect(await refused(await call(`/v1/checks/x?wait=1&${coded}=1&${coded}=2`))).toBe(400);
    }
    await refused(await post({ domain: 'contoso.test', [`x${evil}y`.repeat(50)]: evil }));
    await refused(await post(`{"domain":"contoso.test",${`${JSON.stringify(`x${evil}y`)}:1,`.repeat(2)}"z":1}`));
  });
});

describe('JSON that is meant to hurt', () => {
  test.each<[string, string]>([
    ['a field twice', '{"domain":"contoso.test","domain":"fabrikam.test"}'],
    ['a field twice, once spelled otherwise', '{"domain":"contoso.test","d\\u006fmain":"fabrikam.test"}'],
    ['a field twice, deeper', '{"domain":"contoso.test","x":[{"a":1,"a":2}]}'],
    ['__proto__', '{"domain":"contoso.test","__proto__":{"send":true}}'],
    ['__proto__, spelled otherwise', '{"domain":"contoso.test","__pr\\u006fto__":{"send":true}}'],
    ['constructor', '{"domain":"contoso.test","constructor":{"prototype":{"send":true}}}'],
    ['prototype', '{"domain":"contoso.test","prototype":{"send":true}}'],
    ['toString', '{"domain":"contoso.test","toString":1}'],
    ['arrays without end', `{"domain":${'['.repeat(30_000)}`],
    ['arrays very deep', `{"domain":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    ['objects very deep', `${'{"a":'.repeat(12_000)}1${'}'.repeat(12_000)}`],
    ['a number without end', `{"domain":"contoso.test","port":${'9'.repeat(60_000)}}`],
    ['numbers that are none', '{"domain":"contoso.test","port":NaN}'],
    ['a comment', '{"domain":"contoso.test"/* */}'],
    ['two values', '{"domain":"contoso.test"}{"domain":"contoso.test"}'],
    ['many fields', JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`f${at}`, 1])))],
    ['many recipients', JSON.stringify({ domain: 'contoso.test', recipients: Array(4000).fill('x@contoso.test') })],
    ['a domain very long', JSON.stringify({ domain: `${'a.'.repeat(20_000)}test` })],
    ['a label of marks', JSON.stringify({ domain: `${'\u0301'.repeat(10_000)}.test` })],
  ])('%s', async (_, body) => {
    await refused(await post(body));
    expect(({} as Record<string, unknown>).send).toBeUndefined();
  });

  test('more than it may be, whatever the header says', async () => {
    expect(await refused(await post(`{"domain":"${'a'.repeat(70_000)}"}`))).toBe(413);
    expect(await refused(await post('{}', { 'content-length': '999999999999' }))).toBe(413);
  });
});

describe('what belongs to others', () => {
  test('a caller of one tenant neither sees nor erases the check of another, and cannot tell it from none', async () => {
    caller = { id: 'jwt:a', tenantId: 'tenant-a', scopes: null };
    const { id } = (await (await post({ domain: 'contoso.test' })).json()) as { id: string };
    caller = { id: 'jwt:b', tenantId: 'tenant-b', scopes: null };
    const shown = async (path: string, method = 'GET') => {
      const response = await call(path, { method });
      return [response.status, (await response.text()).replaceAll(id, 'ID').replaceAll('11111111-1111-4111-8111-111111111111', 'ID')]; // biome-ignore format: one line
    };
    const none = '11111111-1111-4111-8111-111111111111';
    for (const [method, path] of [['GET', ''], ['GET', '/report'], ['DELETE', '']] as const) // biome-ignore format: one list
      expect(await shown(`/v1/checks/${id}${path}`, method)).toEqual(await shown(`/v1/checks/${none}${path}`, method));
    caller = { id: 'jwt:a', tenantId: 'tenant-a', scopes: null };
    expect((await call(`/v1/checks/${id}`)).status).toBe(200);
  });

  test('an Idempotency-Key of another caller leads nowhere', async () => {
    const key = { 'idempotency-key': 'mine' };
    caller = { id: 'jwt:a', tenantId: null, scopes: null };
    const { id } = (await (await post({ domain: 'contoso.test' }, key)).json()) as { id: string };
    caller = { id: 'jwt:b', tenantId: null, scopes: null };
    expect(((await (await post({ domain: 'contoso.test' }, key)).json()) as { id: string }).id).not.toBe(id);
  });

  test.each(['../PREFLIGHT', '..%2fPREFLIGHT', 'META', 'CHECK%23x', '%00', 'x'.repeat(3000), '{id}', '*', '%', '%zz', '$where', "' OR 1=1"])('an id like %j is none', async (id) => {
    await refused(await call(`/v1/checks/${id}`));
  }); // biome-ignore format: one line
});
