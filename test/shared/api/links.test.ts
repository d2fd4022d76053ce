import { describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { LINK } from '../../../shared/api/links.ts';
import { cachedSecrets, SecretUnavailable, type Secrets } from '../../../shared/secrets/secrets.ts';
import { ANYBODY, KEYS, ORIGIN } from '../../support/api-host.ts';
import { idOf, problemOf, useApi } from './kit.ts';

const api = useApi();
const DAY = 24 * 3600;
const BROWSER = { headers: { accept: 'text/html' } };

async function linkTo(id: string): Promise<{ url: string; path: string; expiresAt: string }> {
  const response = await api.call(`/v1/checks/${id}/links`, { method: 'POST' });
  expect(response.status).toBe(201);
  const link = LINK.parse(await response.json());
  expect(response.headers.get('location')).toBe(link.url);
  return { ...link, path: new URL(link.url).pathname };
}

const keysOf = (...texts: string[]): Secrets => cachedSecrets(async () => texts, () => 0); // biome-ignore format: one line
const [OLD, NEW] = ['o'.repeat(40), 'n'.repeat(40)];

describe('a link', () => {
  test('shows its check to whoever has it, as page and as JSON, and leads nowhere else', async () => {
    const id = await api.finished();
    const { url, path } = await linkTo(id);
    expect(url.startsWith(`${ORIGIN}/s/`)).toBe(true);
    api.caller = null;
    const page = await api.call(path, BROWSER);
    expect(page.status).toBe(200);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    const text = await page.text();
    expect(text).toContain('<h1>Incomplete</h1>');
    expect(text).not.toContain('/v1/checks');
    const json = (await (await api.call(path)).json()) as { id: string; links: object };
    expect(json).toMatchObject({ id, status: 'done', links: { self: path } });
    expect(Object.keys(json.links)).toEqual(['self']);
    expect((await api.call(`/v1/checks/${id}`)).status).toBe(401);
  });

  test('is live while the check runs', async () => {
    const id = await idOf(await api.post({ domain: 'live.test' }));
    const { path } = await linkTo(id);
    const page = await api.call(path, BROWSER);
    expect(await page.text()).toContain(`data-live="${path}?wait=20&amp;lang=en"`);
    const seen = { headers: { accept: 'text/html', 'if-none-match': page.headers.get('etag') ?? '' } };
    expect((await api.call(`${path}?wait=1&lang=en`, seen)).status).toBe(304);
  });

  test('begins where the service is said to be', async () => {
    api.world.deps.settings.publicUrl = 'https://mxready.example.com';
    expect((await linkTo(await api.finished())).url).toMatch(/^https:\/\/mxready\.example\.com\/s\//);
  });

  test('expires, and no later than the report does', async () => {
    const { settings } = api.world.deps;
    const seconds = ({ expiresAt }: { expiresAt: string }): number => Math.ceil((Date.parse(expiresAt) - api.world.deps.now()) / 1000); // biome-ignore format: one line
    const id = await api.finished();
    expect(seconds(await linkTo(id))).toBe(settings.linkDays * DAY);
    settings.linkDays = 3650;
    expect(seconds(await linkTo(id))).toBe(settings.reportDays * DAY);
    settings.linkDays = 1;
    const { path } = await linkTo(id);
    api.world.advance(DAY + 1);
    expect(await problemOf(await api.call(path))).toMatchObject({
      status: 403,
      detail: expect.stringContaining('expired'),
    });
  });

  test('is good for the key before the newest, too, and for no other', async () => {
    const id = await api.finished();
    api.secrets = keysOf(OLD);
    const { path } = await linkTo(id);
    api.secrets = keysOf(NEW, OLD);
    expect((await api.call(path)).status).toBe(200);
    const next = await linkTo(id);
    api.secrets = keysOf(NEW);
    expect((await api.call(path)).status).toBe(403);
    expect((await api.call(next.path)).status).toBe(200);
  });

  test('that was altered, made up, or signed for something else is none', async () => {
    const id = await api.finished();
    const { path } = await linkTo(id);
    const other = await api.finished();
    const [head = '', body = '', signature = ''] = path.slice(3).split('.');
    const forged = Buffer.from(Buffer.from(body, 'base64url').toString().replace(id, other)).toString('base64url');
    const [key = new Uint8Array()] = await KEYS.keysOf('link-keys');
    const signed = (claims: object, audience: string): Promise<string> =>
      new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).setAudience(audience).sign(key);
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const tokens = [
      `${head}.${forged}.${signature}`,
      `${head}.${body}.${'A'.repeat(signature.length)}`,
      `${none}.${body}.`,
      `${head}.${body}`,
      'x',
      '%00',
      'x'.repeat(5000),
      // Without an end, or for another purpose.
      await signed({ sub: id }, 'report-link'),
      await signed({ sub: id, exp: 4_000_000_000 }, 'something-else'),
      await signed({ exp: 4_000_000_000 }, 'report-link'),
    ];
    for (const token of tokens) expect([token, (await problemOf(await api.call(`/s/${token}`))).status]).toEqual([token, 403]); // biome-ignore format: one line
    expect((await api.call(path)).status).toBe(200);
  });

  test('of a check that was erased shows that it was, then nothing', async () => {
    const id = await api.finished();
    const { path } = await linkTo(id);
    await api.call(`/v1/checks/${id}`, { method: 'DELETE' });
    expect(await (await api.call(path)).json()).toMatchObject({ status: 'cancelled', rows: [], report: null });
    expect((await problemOf(await api.call(`/v1/checks/${id}/links`, { method: 'POST' }))).status).toBe(409);
  });

  test('is made by who may see the check, and by nobody else', async () => {
    const id = await api.finished({ domain: 'mine.test', tenantId: 'acme' });
    const asked = async (): Promise<number> => (await api.call(`/v1/checks/${id}/links`, { method: 'POST' })).status;
    api.caller = { ...ANYBODY, tenantId: 'rival' };
    expect(await asked()).toBe(404);
    api.caller = { id: 'x', tenantId: 'acme', scopes: ['checks:write'] };
    expect(await asked()).toBe(403);
    api.caller = { id: 'x', tenantId: 'acme', scopes: ['checks:read'] };
    expect(await asked()).toBe(201);
  });

  test('cannot be made or read while our key is not to be had; that is said, and logged without it', async () => {
    const id = await api.finished();
    const { path } = await linkTo(id);
    api.secrets = {
      keysOf: async () => Promise.reject(new SecretUnavailable('link-keys cannot be read: AccessDenied')),
    };
    for (const response of [await api.call(path), await api.call(`/v1/checks/${id}/links`, { method: 'POST' })]) {
      expect(response.headers.get('retry-after')).toBe('60');
      expect((await problemOf(response)).status).toBe(503);
    }
    expect(api.world.logged.filter(({ message }) => message === 'keys of links not to be had')).toHaveLength(2);
  });

  test('that is not good any more is a page in the reader’s language for who has a browser', async () => {
    const response = await api.call('/s/x', { headers: { accept: 'text/html', 'accept-language': 'de' } });
    expect([response.status, response.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
    const text = await response.text();
    expect(text).toContain('Das lässt sich nicht zeigen');
    expect(text).toContain('unterwegs verändert');
    expect(text).toContain('some-request');
  });
});
