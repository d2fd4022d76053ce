import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { dispatch } from '../../../shared/pipeline/dispatch.ts';
import { record } from '../../../shared/pipeline/record.ts';
import { TARGET } from '../../support/pipeline-world.ts';
import { idOf, resultOf, useApi } from './kit.ts';

const api = useApi();
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

const look = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  api.call(path, { headers: { accept: BROWSER, ...headers } });

describe('the page of a check', () => {
  test('is what a browser gets; a program gets JSON from the same address', async () => {
    const id = await api.finished();
    const page = await look(`/v1/checks/${id}`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'.*frame-ancestors 'none'$/);
    expect(page.headers.get('cache-control')).toBe('private, no-cache');
    expect(page.headers.get('vary')).toContain('accept');
    const text = await page.text();
    expect(text).toContain('<h1>Incomplete</h1>');
    expect(text).toContain(`href="/v1/checks/${id}/report?format=csv"`);
    expect(text).not.toContain('data-live');
    for (const accept of ['application/json', '*/*', '']) {
      const json = await api.call(`/v1/checks/${id}`, { headers: accept === '' ? {} : { accept } });
      expect(json.headers.get('content-type')).toBe('application/json');
      expect(json.headers.get('etag')).not.toBe(page.headers.get('etag'));
    }
  });

  test('speaks the reader’s language, and that of ?lang= before', async () => {
    const id = await api.finished();
    const german = await (await look(`/v1/checks/${id}`, { 'accept-language': 'de-CH,de;q=0.9,en;q=0.5' })).text();
    expect(german).toContain('<html lang="de">');
    expect(german).toContain('Unvollständig');
    expect(german).toContain('href="?lang=en"');
    const asked = await (await look(`/v1/checks/${id}?lang=en`, { 'accept-language': 'de' })).text();
    expect(asked).toContain('<html lang="en">');
    expect(await (await look(`/v1/checks/${id}`, { 'accept-language': 'fr' })).text()).toContain('<html lang="en">');
  });

  test('follows a check from its beginning to its report', async () => {
    const id = await idOf(await api.post({ domain: 'live.test' }));
    const { deps } = api.world;
    const first = await look(`/v1/checks/${id}`);
    const before = await first.text();
    expect(before).toContain('The check is about to begin');
    expect(before).toContain(`data-live="/v1/checks/${id}?wait=20&amp;lang=en"`);
    const [, tag = ''] = /data-tag="([^"]*)"/.exec(before) ?? [];
    expect(tag.replaceAll('&quot;', '"')).toBe(first.headers.get('etag'));
    expect(first.headers.get('retry-after')).toBe('1');

    const asked = (seen: Response): Promise<Response> => look(`/v1/checks/${id}?wait=1&lang=en`, { 'if-none-match': seen.headers.get('etag') ?? '' }); // biome-ignore format: one line
    expect((await asked(first)).status).toBe(304);
    const waiting = asked(first);
    await dispatch(deps, async () => TARGET, id, new AbortController().signal);
    const second = await waiting;
    expect(await second.text()).toContain('The check is running');
    await record(deps, id, resultOf(api.world, 'dns'));
    const third = await (await asked(second)).text();
    expect(third).toContain('1 of 2 parts done');
    expect(third).toContain('DNS: incomplete');
  });

  test('of a check that was erased says so; of none there is none', async () => {
    const id = await api.finished();
    await api.call(`/v1/checks/${id}`, { method: 'DELETE' });
    expect(await (await look(`/v1/checks/${id}`)).text()).toContain('was cancelled');
    expect((await look('/v1/checks/00000000-0000-4000-8000-000000000000')).status).toBe(404);
  });

  test('travels compressed to who takes it so, and is known by its tag all the same', async () => {
    const path = `/v1/checks/${await api.finished()}?lang=en`;
    const plain = await look(path);
    const packed = await look(path, { 'accept-encoding': 'gzip, br' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.headers.get('vary')?.toLowerCase()).toContain('accept-encoding');
    const bytes = Buffer.from(await packed.arrayBuffer());
    expect(gunzipSync(bytes).toString()).toBe(await plain.text());
    const again = await look(path, { 'if-none-match': packed.headers.get('etag') ?? '', 'accept-encoding': 'gzip' });
    expect(again.status).toBe(304);
  });
});
