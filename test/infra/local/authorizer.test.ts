import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { callerOf } from '../../../functions/edge/caller.ts';
import { type Authorize, jwtAuthorizer, KEYS_LIVE_MS, UNKNOWN_KEY_PAUSE_MS } from '../../../infra/local/authorizer.ts';
import { Problem } from '../../../shared/api/problem.ts';
import { AUDIENCE, type Issuer, startIssuer } from '../../support/issuer.ts';
import { type ServiceWorld, startServiceWorld } from '../../support/service-world.ts';

jest.setTimeout(60_000);
const SCOPE = 'checks:read';
const READS = { scope: SCOPE };

let issuer: Issuer;
let authorize: Authorize;
let faults: string[];
beforeEach(async () => {
  // Time alone: keys age by it, and nobody waits.
  jest.useFakeTimers({
    now: Date.now(),
    doNotFake: ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'],
  }); // biome-ignore format: one thought
  issuer = await startIssuer();
  faults = [];
  authorize = jwtAuthorizer({ issuer: issuer.url, audience: AUDIENCE }, ({ message }) => faults.push(message));
});
afterEach(async () => {
  jest.useRealTimers();
  await issuer.close();
});

interface Refusal {
  status: number;
  detail: string;
  authenticate: string | undefined;
}

async function refusal(header: string | undefined): Promise<Refusal> {
  const error = await authorize(SCOPE, header).then(() => null, (caught: unknown) => caught); // biome-ignore format: one thought
  if (!(error instanceof Problem)) throw new Error(`let through, or a fault: ${error}`);
  return { status: error.status, detail: error.message, authenticate: error.headers['www-authenticate'] };
}

const pass = async (claims: JWTPayload = READS, kid?: string) => authorize(SCOPE, `Bearer ${await issuer.token(claims, kid)}`); // biome-ignore format: one line
const statusOf = async (claims: JWTPayload, kid?: string) => (await refusal(`Bearer ${await issuer.token({ ...READS, ...claims }, kid)}`)).status; // biome-ignore format: one line
const later = (ms: number): void => {
  jest.setSystemTime(Date.now() + ms);
};

describe('a token', () => {
  test('that is good leaves its claims as API Gateway hands them on: text in any case', async () => {
    const claims = { scope: `checks:write ${SCOPE}`, tenant: 'acme', groups: ['a', 'b'], level: 7, ok: true, of: null, deep: { x: 1 } }; // biome-ignore format: one line
    expect(await pass(claims)).toEqual({
      jwt: {
        claims: {
          iss: issuer.url,
          aud: AUDIENCE,
          sub: 'onboarding',
          iat: expect.stringMatching(/^\d+$/),
          exp: expect.stringMatching(/^\d+$/),
          scope: 'checks:write checks:read',
          tenant: 'acme',
          groups: '[a b]',
          level: '7',
          ok: 'true',
          deep: '{"x":1}',
        },
        scopes: [SCOPE],
      },
    });
  });

  test.each([
    ['scope as one text', { scope: `a ${SCOPE}` }],
    ['scope as a list', { scope: ['a', SCOPE] }],
    ['scp as a list', { scp: [SCOPE] }],
    ['scp as one text', { scp: SCOPE }],
  ])('tells what it allows: %s', async (_, claims) => {
    const authorizer = await pass(claims);
    expect(callerOf({ event: { requestContext: { authorizer } } })?.scopes).toContain(SCOPE);
  });

  test('may be shown with its kind or without', async () => {
    await expect(authorize(SCOPE, await issuer.token(READS))).resolves.toBeDefined();
    await expect(authorize(SCOPE, `bearer ${await issuer.token(READS)}`)).resolves.toBeDefined();
  });

  test('names its audience in aud, alone or among others, or where there is none in client_id', async () => {
    await pass({ ...READS, aud: ['other', AUDIENCE] });
    await pass({ ...READS, aud: undefined, client_id: AUDIENCE });
    expect(await statusOf({ aud: 'other', client_id: AUDIENCE })).toBe(401);
    expect(await statusOf({ aud: undefined, client_id: 'other' })).toBe(401);
    expect(await statusOf({ aud: undefined })).toBe(401);
  });

  test('without the scope of the route is known, and not allowed', async () => {
    for (const claims of [{}, { scope: '' }, { scope: 'checks:write' }, { scope: 'checks:reader' }]) {
      expect(await refusal(await issuer.token(claims))).toEqual({
        status: 403,
        detail: 'this needs the scope checks:read',
        authenticate: 'Bearer error="insufficient_scope", scope="checks:read"',
      });
    }
  });

  test('is not looked at where a route is open', async () => {
    expect(await authorize(null, 'Bearer nonsense')).toBeUndefined();
    expect(issuer.asked).toEqual([]);
  });

  test('of any other kind is refused', async () => {
    const now = Date.now() / 1000;
    expect(await statusOf({ iss: 'http://127.0.0.1:1' })).toBe(401);
    expect(await statusOf({ iss: `${issuer.url}/` })).toBe(401);
    expect(await statusOf({ exp: now - 1 })).toBe(401);
    expect(await statusOf({ exp: undefined })).toBe(401);
    expect(await statusOf({ nbf: now + 60 })).toBe(401);
    expect(await statusOf({ iat: now + 60 })).toBe(401);
    expect(await refusal(await issuer.token({ ...READS, exp: now - 1 }))).toEqual({
      status: 401,
      detail: 'the token is not taken: it has expired',
      authenticate: 'Bearer error="invalid_token", error_description="it has expired"',
    });
    expect(faults).toEqual([]);
  });

  test('that is none is refused without asking anybody', async () => {
    for (const header of [undefined, '', 'Bearer', 'Basic YTpi', 'Bearer a b', 'a.b.c', `Bearer ${'x'.repeat(9000)}`])
      expect((await refusal(header)).status).toBe(401);
    expect((await refusal(undefined)).authenticate).toBe('Bearer');
    expect(issuer.asked).toEqual([]);
  });

  test('that was forged is refused: unsigned, signed with the public key, with another, altered', async () => {
    const claims = { ...READS, iss: issuer.url, aud: AUDIENCE, sub: 'x', exp: Math.floor(Date.now() / 1000) + 60 };
    const { publicKey, privateKey } = await issuer.pair('first');
    const signed = (alg: string, key: Parameters<SignJWT['sign']>[0], kid?: string) =>
      new SignJWT(claims).setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) }).sign(key);
    const [head, body, tail] = (await issuer.token(READS)).split('.') as [string, string, string];
    const more = Buffer.from(JSON.stringify({ ...claims, scope: 'checks:read checks:write' })).toString('base64url');
    const forged: Record<string, string> = {
      'an unsigned one': new UnsecuredJWT(claims).encode(),
      'with the public key as a secret': await signed('HS256', new TextEncoder().encode(await exportSPKI(publicKey)), 'first'), // biome-ignore format: one line
      'with a key of their own': await signed('RS256', (await generateKeyPair('RS256')).privateKey, 'first'),
      'with a key that is none of RSA': await signed('ES256', (await generateKeyPair('ES256')).privateKey, 'first'),
      'with the right key, unnamed': await signed('RS256', privateKey),
      'claims of another': `${head}.${more}.${tail}`,
      'no signature': `${head}.${body}.`,
    };
    for (const [what, token] of Object.entries(forged)) expect([what, (await refusal(token)).status]).toEqual([what, 401]); // biome-ignore format: one line
    expect(faults).toEqual([]);
  });
});

describe('keys', () => {
  test('are asked for once, however many come at once', async () => {
    await Promise.all([pass(), pass(), pass()]);
    await pass();
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  test('rotate without a restart: a new one is taken when it is first seen, the old one until it is taken back', async () => {
    await pass();
    issuer.shown = ['first', 'second'];
    later(UNKNOWN_KEY_PAUSE_MS + 1);
    await pass(READS, 'second');
    await pass(READS, 'first');
    issuer.shown = ['second'];
    await pass(READS, 'first');
    later(KEYS_LIVE_MS + 1);
    expect(await statusOf({}, 'first')).toBe(401);
    await pass(READS, 'second');
    expect(faults).toEqual([]);
  });

  test('that nobody has heard of do not make us ask again and again', async () => {
    await pass();
    for (let times = 0; times < 20; times += 1) expect(await statusOf({}, 'unheard-of')).toBe(401);
    expect(issuer.asked).toHaveLength(2);
  });

  test.each([
    ['no discovery', '/.well-known/openid-configuration', { status: 500, body: {} }],
    ['the discovery of another', '/.well-known/openid-configuration', { status: 200, body: { issuer: 'https://a.test' } }], // biome-ignore format: one line
    ['no document', '/.well-known/openid-configuration', { status: 200, body: null }],
    ['no keys', '/keys', { status: 503, body: {} }],
    ['nonsense for keys', '/keys', { status: 200, body: { keys: 7 } }],
  ])('that cannot be had are our trouble, not the token’s: %s', async (_, path, answer) => {
    issuer.instead.set(path, answer);
    expect(await statusOf({})).toBe(503);
    expect(faults).toHaveLength(1);
    issuer.instead.clear();
    await pass();
  });

  test('are not fetched from where anybody on the way could exchange them', async () => {
    const body = { issuer: issuer.url, jwks_uri: 'http://keys.example.com/' };
    issuer.instead.set('/.well-known/openid-configuration', { status: 200, body });
    expect(await statusOf({})).toBe(503);
    expect(faults[0]).toContain('names no jwks_uri that is https');
  });

  test('that we have serve while the issuer is away, until they are old', async () => {
    const { port } = new URL(issuer.url);
    await pass();
    const token = await issuer.token(READS);
    await issuer.close();
    await expect(authorize(SCOPE, token)).resolves.toBeDefined();
    later(KEYS_LIVE_MS + 1);
    expect((await refusal(token)).status).toBe(503);
    issuer = await startIssuer(Number(port));
    await pass();
  });
});

describe('the service with an issuer', () => {
  let world: ServiceWorld | undefined;
  afterEach(() => world?.close());

  test('lets in whom the tokens let in, to what is their tenant’s', async () => {
    jest.useRealTimers();
    world = await startServiceWorld({ oidc: { issuer: issuer.url, audience: AUDIENCE } });
    const { service, lab } = world;
    const all = 'checks:read checks:write';
    const tokens = {
      acme: await issuer.token({ scope: all, tenant: 'acme' }),
      other: await issuer.token({ scope: all, tenant: 'other' }),
      reader: await issuer.token({ scope: ['checks:read'] }),
    };
    const ask = async (path: string, token?: string, body?: object): Promise<Response> =>
      fetch(`${service.url}${path}`, {
        headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }, // biome-ignore format: one line
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      });
    const wanted = { domain: 'contoso.test', port: lab.server.port, categories: ['dns'], tenantId: 'acme' };

    const nobody = await ask('/v1/checks', undefined, wanted);
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await nobody.json()).toMatchObject({
      title: 'Token needed',
      detail: 'show a token',
      instance: '/v1/checks',
    });
    expect((await ask('/v1/checks', tokens.reader, wanted)).status).toBe(403);
    expect((await ask('/v1/checks', tokens.other, wanted)).status).toBe(403);
    const created = await ask('/v1/checks', tokens.acme, wanted);
    expect(created.status).toBe(202);
    const { id } = (await created.json()) as { id: string };

    const statuses = async (path: string) =>
      Promise.all(
        [tokens.acme, tokens.other, tokens.reader, undefined].map(async (one) => (await ask(path, one)).status),
      );
    expect(await statuses(`/v1/checks/${id}`)).toEqual([200, 404, 200, 401]);
    expect(await statuses('/v1/checks?tenantId=acme')).toEqual([200, 403, 200, 401]);
    // Written otherwise it is no route of the gateway's, but may be one of the function's: which asks again.
    expect((await ask(`/v1/%63hecks/${id}`)).status).not.toBe(200);
    expect(await statuses('/v1/openapi.json')).toEqual([200, 200, 200, 200]);
    expect(Object.keys((await (await ask('/v1/health', tokens.acme)).json()) as object).sort()).toEqual(['status', 'version']); // biome-ignore format: one line
    expect(await statuses('/no/such/path')).toEqual([404, 404, 404, 404]);
    await issuer.close();
    expect((await ask(`/v1/checks/${id}`, tokens.acme)).status).toBe(200);
    issuer = await startIssuer();
  });
});
