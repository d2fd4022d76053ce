import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Caller } from '../../../shared/api/context.ts';
import { FORM_FIELDS } from '../../../shared/report/render/html/start-form.ts';
import { startTexts } from '../../../shared/report/texts/start/index.ts';
import { checkStore } from '../../../shared/store/check-store.ts';
import { ANYBODY, ORIGIN } from '../../support/api-host.ts';
import { idOf, problemOf, useApi } from './kit.ts';

const api = useApi();
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const OURS = { 'sec-fetch-site': 'same-origin', origin: ORIGIN };
const CONFINED: Caller = { id: 'jwt:x', tenantId: 'acme', scopes: ['checks:read', 'checks:write'] };

beforeEach(() => {
  api.world.deps.settings.startPage = true;
});

const look = (path = '/', headers: Record<string, string> = {}): Promise<Response> =>
  api.call(path, { headers: { accept: BROWSER, ...headers } });

const submit = (fields: Record<string, string> | string, headers: Record<string, string> = OURS, path = '/'): Promise<Response> => api.call(path, {
  method: 'POST',
  headers: { accept: BROWSER, 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(fields).toString(),
}); // biome-ignore format: one request

/** What stands at a field: its attributes, and what is said beneath it. */
function at(page: string, field: string): { tag: string; wrong: string | null } {
  const [tag = ''] = new RegExp(`<(input|select|textarea)[^>]* id="${field}"[^>]*>`).exec(page) ?? [];
  return { tag, wrong: new RegExp(`id="${field}-error">(.*?)</p>`).exec(page)?.[1] ?? null };
}

const linesOf = (page: string): string[] =>
  [...page.matchAll(/<tr><th scope="row"><a href="\/v1\/checks\/([0-9a-f-]{36})/g)].map(([, id = '']) => id);

const newest = async () =>
  (await api.world.deps.store.readCheck(linesOf(await (await look()).text())[0] ?? '')) ?? null;

describe('the form', () => {
  test('starts the check that it describes, and leads to it', async () => {
    const response = await submit({
      ...{ domain: ' Contoso.TEST ', target: 'mx.contoso.test', port: '587', mode: 'inline', phase: 'before' },
      ...{ gateway: 'contoso-test.seppmail.cloud', recipients: 'a@contoso.test\r\n\r\n b@contoso.test ' },
      ...{ send: 'yes', tls: 'no', tenantId: 'acme', lang: 'de' },
    });
    expect(response.status).toBe(303);
    const [, id = ''] = /^\/v1\/checks\/([0-9a-f-]{36})$/.exec(response.headers.get('location') ?? '') ?? [];
    expect(await api.world.deps.store.readCheck(id)).toMatchObject({
      tenantId: 'acme',
      lane: 'interactive',
      request: {
        ...{ domain: 'contoso.test', target: 'mx.contoso.test', port: 587, mode: 'inline', phase: 'before' },
        ...{ gateway: 'contoso-test.seppmail.cloud', recipients: ['a@contoso.test', 'b@contoso.test'] },
        ...{ send: true, tls: false, lang: 'de', categories: null },
      },
    });
  });

  test('sent as a browser sends it untouched is the check that the domain alone asks for', async () => {
    const untouched = Object.fromEntries(FORM_FIELDS.filter((one) => !['send', 'tls', 'lang'].includes(one)).map((one) => [one, ''])); // biome-ignore format: one thought
    const { status, headers } = await submit({ ...untouched, domain: 'plain.test', mode: 'auto', phase: 'auto' });
    expect(status).toBe(303);
    const fromForm = await api.world.deps.store.readCheck(headers.get('location')?.split('/').at(-1) ?? '');
    const fromJson = await api.world.deps.store.readCheck(await idOf(await api.post({ domain: 'plain.test' })));
    expect(fromForm).toMatchObject({ request: (fromJson as { request: object }).request });
  });

  test('keeps the language that the page was asked for in', async () => {
    expect((await submit({ domain: 'a.test' }, OURS, '/?lang=de')).headers.get('location')).toMatch(/\?lang=de$/);
    expect(await (await look('/?lang=de')).text()).toContain('<form method="post" action="/?lang=de">');
  });

  test.each([
    ['domain', { domain: 'contoso' }],
    ['domain', {}],
    ['target', { target: '10.0.0.1' }],
    ['port', { port: 'smtp' }],
    ['port', { port: '26' }],
    ['mode', { mode: 'sideways' }],
    ['phase', { phase: 'now' }],
    ['gateway', { gateway: '192.0.2.1' }],
    ['recipients', { recipients: 'a@ok.test\nb@other.test' }],
    ['recipients', { recipients: Array.from({ length: 11 }, (_, n) => `m${n}@ok.test`).join('\n') }],
    ['send', { send: 'perhaps' }],
    ['tls', { tls: 'no', port: '465' }],
    ['tenantId', { tenantId: 'a b' }],
    ['lang', { lang: 'fr' }],
  ])('says at the field %s what is wrong, and nothing is begun (%j)', async (field, fields) => {
    const sent = field === 'domain' ? fields : { domain: 'ok.test', ...fields };
    const before = api.world.sent.length;
    const response = await submit({ ...sent, lang: 'en', ...fields });
    expect(response.status).toBe(422);
    const page = await response.text();
    const { tag, wrong } = at(page, field);
    expect(tag).toContain('aria-invalid="true"');
    expect(tag).toContain(`aria-describedby="${field}-hint ${field}-error"`);
    expect(wrong).toContain(startTexts.en[`wrong${field[0]?.toUpperCase()}${field.slice(1)}` as 'wrongDomain']);
    const [summary = ''] = /<div class="refused".*?<\/div>/s.exec(page) ?? [];
    expect(summary).toMatch(/role="alert" tabindex="-1" autofocus/);
    expect(summary).toContain(`<a href="#${field}">`);
    expect(page.match(/ autofocus/g)).toHaveLength(1);
    expect(page).toContain('<title>Mistake: ');
    if (field !== 'domain') expect(page).toMatch(/<details class="options" open>/);
    expect(api.world.sent.length).toBe(before);
  });

  test('comes back as it was filled in, escaped', async () => {
    const evil = `"><script>alert(1)</script>`;
    const page = await (await submit({
      ...{ domain: evil, target: evil, port: evil, gateway: evil, tenantId: evil, recipients: `</textarea>${evil}` },
      ...{ mode: 'parallel', phase: 'after', send: 'yes', tls: 'no', lang: 'de' },
    })).text(); // biome-ignore format: one thought
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page.match(/<\/textarea>/g)).toHaveLength(1);
    const escaped = '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;';
    for (const field of ['domain', 'target', 'port', 'gateway', 'tenantId']) expect(at(page, field).tag).toContain(`value="${escaped}"`); // biome-ignore format: one line
    expect(page).toContain(`\n&lt;/textarea&gt;${escaped}</textarea>`);
    for (const value of ['parallel', 'after', 'de']) expect(page).toContain(`<option value="${value}" selected>`);
    expect(page.match(/ checked>/g)).toHaveLength(2);
  });

  test('says in the reader’s language what is wrong, with what was found marked as English', async () => {
    const page = await (await submit({ domain: 'contoso' }, { ...OURS, 'accept-language': 'de' })).text();
    expect(page).toContain('Die Prüfung wurde nicht gestartet');
    expect(at(page, 'domain').wrong).toMatch(/^Eine Mail-Domain eingeben.* <span lang="en">\(.*only one label/);
  });

  test('what no field is to blame for is said too: the suppression list, limits, the kill switch', async () => {
    const { settings } = api.world.deps;
    settings.suppressed = [{ name: 'spared.test', reason: 'asked us not to' }] as unknown as typeof settings.suppressed;
    const refused = async (domain: string): Promise<[number, string, Response]> => {
      const response = await submit({ domain });
      return [response.status, await response.clone().text(), response];
    };
    const [forbidden, why] = await refused('spared.test');
    expect([forbidden, why]).toEqual([403, expect.stringContaining('asked us not to')]);
    settings.limitPerDomain = 1;
    await submit({ domain: 'often.test' });
    const [many, often, response] = await refused('often.test');
    const seconds = response.headers.get('retry-after');
    expect([many, often]).toEqual([429, expect.stringContaining(`Try again in ${seconds} seconds`)]);
    expect(at(often, 'domain').tag).toContain('value="often.test"');
    settings.killSwitch = true;
    const [off, stopped] = await refused('other.test');
    expect([off, stopped]).toEqual([503, expect.stringContaining(startTexts.en.switchedOff)]);
  });

  test('what is no form of ours is refused as in the rest of the API', async () => {
    const asJson = await submit({ domain: 'a.test' }, { ...OURS, 'content-type': 'application/json', accept: '*/*' });
    expect((await problemOf(asJson)).status).toBe(415);
    expect((await problemOf(await submit('domain=a.test&domain=b.test', { ...OURS, accept: '*/*' }))).status).toBe(400);
    expect((await problemOf(await submit({ domain: 'a'.repeat(70_000) }, { ...OURS, accept: '*/*' }))).status).toBe(
      413,
    );
    const unknown = await problemOf(await submit({ domain: 'a.test', port2: '1' }, { ...OURS, accept: '*/*' }));
    expect(unknown).toMatchObject({ status: 422, pointers: ['/port2'] });
  });
});

describe('a form that another page sends', () => {
  test.each([
    ['says another origin', { origin: 'https://evil.test' }],
    ['says another port of this machine', { origin: 'http://localhost:8080', 'sec-fetch-site': 'same-site' }],
    ['comes from another site', { 'sec-fetch-site': 'cross-site' }],
    ['hides its origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    // A browser says at least one of them. A program that says neither has POST /v1/checks.
    ['says nothing of where it comes from', {}],
  ])('%s: is refused, and nothing is begun', async (_, headers) => {
    const before = api.world.sent.length;
    expect(await problemOf(await submit({ domain: 'victim.test' }, { ...headers, accept: '*/*' } as Record<string, string>))).toMatchObject({ status: 403 }); // biome-ignore format: one line
    const page = await submit({ domain: 'victim.test' }, headers as Record<string, string>);
    expect([page.status, page.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
    expect(api.world.sent.length).toBe(before);
  });

  test.each([
    ['of a browser that says from where it comes', { 'sec-fetch-site': 'same-origin' }],
    ['of one that says its origin alone', { origin: ORIGIN }],
    ['under the public name of the service', { origin: 'https://mxready.example.com' }],
  ])('our own is taken: %s', async (_, headers) => {
    api.world.deps.settings.publicUrl = 'https://mxready.example.com';
    expect((await submit({ domain: 'ours.test' }, headers as Record<string, string>)).status).toBe(303);
  });

  test('the page may send forms to us and be shown in no frame; other pages may send none', async () => {
    const { headers } = await look();
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/,
    );
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('private, no-cache');
    const other = await look(`/v1/checks/${await api.finished()}`);
    expect(other.headers.get('content-security-policy')).toContain("form-action 'none'");
    expect(other.headers.get('referrer-policy')).toBe('no-referrer');
  });
});

test('where it is off there is nothing, and no report leads to it', async () => {
  const id = await api.finished();
  expect(await (await look(`/v1/checks/${id}`)).text()).toContain('<a href="/?lang=en"><b>mxready</b></a>');
  api.world.deps.settings.startPage = false;
  for (const response of [await api.call('/'), await submit({ domain: 'a.test' }, { accept: '*/*' }), await api.call('/', { method: 'PUT' })]) {
    expect(await problemOf(response)).toMatchObject({ status: 404, detail: expect.stringContaining('no such path') });
  } // biome-ignore format: one list
  expect(await (await look(`/v1/checks/${id}`)).text()).not.toContain('href="/?lang');
});

test('a link of a report does not lead whoever has it to the start page', async () => {
  const id = await api.finished();
  const { url } = (await (await api.call(`/v1/checks/${id}/links`, { method: 'POST' })).json()) as { url: string };
  expect(await (await look(new URL(url).pathname)).text()).not.toContain('href="/?lang');
});

describe('recent checks', () => {
  test('the newest twenty of all tenants, with result and language', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 22; count += 1) {
      api.world.advance(1);
      ids.unshift(
        await idOf(await api.post({ domain: `r${count}.test`, tenantId: count % 2 === 0 ? 'acme' : 'rival' })),
      );
    }
    expect(linesOf(await (await look()).text())).toEqual(ids.slice(0, 20));
    api.world.advance(1);
    const done = await api.finished({ domain: 'done.test' });
    const page = await (await look('/?lang=de')).text();
    expect(linesOf(page)[0]).toBe(done);
    expect(page).toContain(`<a href="/v1/checks/${done}?lang=de">done.test</a>`);
    expect(page).toMatch(/<span class="inconclusive"><span class="sign" aria-hidden="true">\?<\/span> Unvollständig/);
    expect(page).toContain('beginnt gleich');
  });

  test('of the days before too, as long as it is not two weeks; what was erased is gone', async () => {
    const old = await idOf(await api.post({ domain: 'old.test' }));
    api.world.advance(13 * 24 * 3600);
    expect(linesOf(await (await look()).text())).toContain(old);
    await api.call(`/v1/checks/${old}`, { method: 'DELETE' });
    const page = await (await look()).text();
    expect([linesOf(page).includes(old), page.includes('old.test')]).toEqual([false, false]);
    const older = await idOf(await api.post({ domain: 'older.test' }));
    api.world.advance(14 * 24 * 3600);
    expect(linesOf(await (await look()).text())).not.toContain(older);
    expect(await (await look()).text()).toContain(startTexts.en.recentNone);
  });

  test('neither second looks nor those of a run of many', async () => {
    const { deps, table } = api.world;
    const seen = await idOf(await api.post({ domain: 'seen.test' }));
    const check = await newest();
    if (check === null || check.status === 'cancelled') throw new Error('there is none');
    const { createIfAbsent } = checkStore(table, 90 * 24 * 3600 * 1000);
    const target = { host: 'mx.seen.test' } as never;
    await createIfAbsent({ ...check, id: '00000000-0000-4000-8000-00000000000b', lane: 'bulk' });
    await createIfAbsent({ ...check, id: '00000000-0000-4000-8000-00000000000f', followUp: { of: seen, notBefore: deps.now(), target } }); // biome-ignore format: one line
    const ids = linesOf(await (await look()).text());
    expect(ids).toContain(seen);
    expect(ids.filter((id) => id.startsWith('00000000'))).toEqual([]);
  });

  test('whoever is confined to a tenant sees its checks alone, and neither sends nor names tenants', async () => {
    const mine = await idOf(await api.post({ domain: 'mine.test', tenantId: 'acme' }));
    const other = await idOf(await api.post({ domain: 'theirs.test', tenantId: 'rival' }));
    api.caller = CONFINED;
    const page = await (await look()).text();
    expect([linesOf(page).includes(mine), page.includes(other), page.includes('theirs.test')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(page).not.toMatch(/name="(tenantId|send)"/);
    const started = (await submit({ domain: 'mine.test' })).headers.get('location')?.split('/').at(-1) ?? '';
    expect(await api.world.deps.store.readCheck(started)).toMatchObject({ tenantId: 'acme' });
    expect((await submit({ domain: 'mine.test', tenantId: 'rival' })).status).toBe(403);
    expect((await submit({ domain: 'mine.test', send: 'yes' })).status).toBe(403);
    const refused = await look('/?tenantId=rival');
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.stringContaining(startTexts.en.lookUpNotYours),
    ]);
    expect(await (await look('/?domain=theirs.test')).text()).toContain(startTexts.en.checksOfNone);
  });

  test('whoever may only read gets no form', async () => {
    api.caller = { ...CONFINED, scopes: ['checks:read'] };
    const page = await (await look()).text();
    expect(page).not.toContain('method="post"');
    expect(page).toContain('<h1>Recent checks</h1>');
  });
});

describe('looking up', () => {
  test('a domain, page by page', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 25; count += 1) {
      api.world.advance(1);
      ids.unshift(await idOf(await api.post({ domain: 'many.test' })));
    }
    // As a browser sends a form with one field filled in.
    const first = await (await look('/?lang=de&domain=Many.test&tenantId=')).text();
    expect(first).toContain('<h1>Prüfungen von many.test</h1>');
    expect(linesOf(first)).toEqual(ids.slice(0, 20));
    const [, older = ''] = /<a href="(\/\?lang=de[^"]*cursor=[^"]*)"/.exec(first) ?? [];
    const second = await (await look(older.replaceAll('&amp;', '&'))).text();
    expect(linesOf(second)).toEqual(ids.slice(20));
    expect(second).not.toContain(startTexts.de.older);
  });

  test('a tenant, a domain of a tenant', async () => {
    const id = await idOf(await api.post({ domain: 'both.test', tenantId: 'umbrella' }));
    await api.post({ domain: 'both.test', tenantId: 'other' });
    for (const query of ['tenantId=umbrella', 'domain=both.test&tenantId=umbrella']) expect(linesOf(await (await look(`/?${query}`)).text())).toEqual([id]); // biome-ignore format: one line
  });

  test.each([
    ['domain', '?domain=contoso', 'wrongDomain'],
    ['tenantId', '?tenantId=a+b', 'wrongTenantId'],
  ] as const)('what cannot be one is said at the field %s', async (field, query, says) => {
    const response = await look(`/${query}`);
    expect(response.status).toBe(400);
    const page = await response.text();
    expect(page).toMatch(new RegExp(`id="of-${field}"[^>]* aria-invalid="true" aria-describedby="of-wrong of-hint"`));
    expect(page).toContain(`<p class="wrong" id="of-wrong" role="alert">${startTexts.en[says]}`);
    expect((await problemOf(await api.call(`/${query}`))).pointers[0]).toContain(field);
  });

  test('a cursor of another list, parameters that there are not: a problem', async () => {
    expect((await problemOf(await api.call('/?domain=a.test&cursor=x'))).status).toBe(400);
    expect((await problemOf(await api.call('/?q=a'))).status).toBe(400);
  });
});

describe('the tenants on it', () => {
  const section = async (): Promise<string> =>
    /<section id="tenants">.*?<\/section>/s.exec(await (await api.call('/', { headers: { accept: 'text/html' } })).text())?.[0] ?? ''; // biome-ignore format: one line

  test('are those of the register, each leading to its checks; without any it is said how one is registered', async () => {
    expect(await section()).toContain('PUT /v1/tenants/{tenantId}');
    await api.send('PUT', '/v1/tenants/acme', { name: '<b>Acme</b>', domains: [{ domain: 'a.test' }, { domain: 'b.test' }] }); // biome-ignore format: one line
    const html = await section();
    expect(html).toContain('<a href="/?tenantId=acme">&lt;b&gt;Acme&lt;/b&gt;</a>');
    expect(html).toMatch(/<td data-of="Domains">2<\/td>/);
    for (let at = 0; at < 21; at += 1) await api.send('PUT', `/v1/tenants/t${at}`, { domains: [] });
    expect(await section()).toContain('There are more');
  });

  test('are not for who may not read the register, or is of one tenant', async () => {
    api.caller = { ...ANYBODY, scopes: ['checks:read'] };
    expect(await section()).toBe('');
    api.caller = { ...ANYBODY, tenantId: 'acme' };
    expect(await section()).toBe('');
  });
});
