import { describe, expect, test } from '@jest/globals';
import { DIGEST } from '../../../shared/api/rechecks/digest-schema.ts';
import { catalogue } from '../../../shared/report/catalogue.ts';
import { type DigestInput, digestOf, MOST_TENANTS } from '../../../shared/report/digest.ts';
import { type NewsItem, type NewsKind, noNews } from '../../../shared/report/news.ts';
import { renderDigestText } from '../../../shared/report/render/digest-text.ts';
import { renderDigestHtml } from '../../../shared/report/render/html/digest.ts';
import { PAGE_HEADERS } from '../../../shared/report/render/html/document.ts';
import { STYLE } from '../../../shared/report/render/html/style.ts';
import { digestTexts } from '../../../shared/report/texts/digest/index.ts';
import type { DomainNews } from '../../../shared/store/run-stores.ts';
import { NOW } from './looks.ts';

const CHECK = '00000000-0000-4000-8000-000000000001';
const RUN: DigestInput['run'] = {
  id: '00000000-0000-4000-8000-000000000009',
  status: 'done',
  createdAt: NOW,
  finishedAt: NOW + 3_600_000,
  total: 12,
  done: 12,
  byOutcome: { ready: 5, notReady: 4, incomplete: 2, suppressed: 1 },
  news: noNews(),
};

const item = (kind: NewsKind, row: string, more: Partial<NewsItem> = {}): NewsItem => ({
  kind,
  row,
  subject: null,
  gravity: catalogue.find((one) => one.row.id === row)?.row.gravity ?? 0,
  from: { status: 'pass', code: 'established', value: null },
  to: { status: 'fail', code: 'refused', value: null, data: {} },
  ...more,
});

const news = (tenantId: string, domain: string, ...items: NewsItem[]): DomainNews => ({
  runId: 'r',
  tenantId,
  domain,
  checkId: CHECK,
  finishedAt: NOW,
  items,
});

const digest = (all: readonly DomainNews[], more: Partial<DigestInput> = {}) =>
  digestOf({
    run: RUN,
    news: all,
    tenants: new Map([['contoso', { name: 'Contoso Ltd', acknowledgements: [] }]]),
    lang: 'en',
    base: 'https://api.contoso.test',
    now: NOW,
    ...more,
  });

const STARTTLS = item('worse', 'starttls', { subject: '192.0.2.1', to: { status: 'fail', code: 'refused', value: null, data: { reply: '454 not now' } } }); // biome-ignore format: one line
const RELAY = item('worse', 'open-relay', {
  to: {
    status: 'fail',
    code: 'relays',
    value: null,
    data: { form: 'in the plain form', recipient: 'sink@example.net' },
  },
});
const ENDING = item('expiring', 'certificate-current', {
  from: { status: 'warn', code: 'expires-soon', value: null },
  to: { status: 'warn', code: 'expires-soon', value: null, data: { notAfter: '2026-03-08', days: 7 } },
});
const BETTER = item('better', 'starttls', {
  from: { status: 'fail', code: 'refused', value: null },
  to: { status: 'pass', code: 'established', value: null, data: {} },
});

describe('what is said of whom', () => {
  test('a line a tenant: its gravest finding, how many more there are, and of which domains', () => {
    const made = digest([
      news('fabrikam', 'fabrikam.test', STARTTLS),
      news('contoso', 'a.contoso.test', ENDING),
      news('contoso', 'b.contoso.test', RELAY, STARTTLS, item('changed', 'tls-version')),
      news('adatum', 'adatum.test', ENDING),
    ]);
    expect(made.attention.tenants.map(({ tenantId, gravest, further, domains }) => [tenantId, gravest.row, gravest.domain, further, domains])).toEqual([
      ['contoso', 'open-relay', 'b.contoso.test', 2, ['b.contoso.test', 'a.contoso.test']],
      ['fabrikam', 'starttls', 'fabrikam.test', 0, ['fabrikam.test']],
      ['adatum', 'certificate-current', 'adatum.test', 0, ['adatum.test']],
    ]); // biome-ignore format: one line
    expect(made.attention.tenants.map(({ name }) => name)).toEqual(['Contoso Ltd', null, null]);
    expect([made.nothingWorse, made.better.tenants]).toEqual([false, []]);
  });

  test('each finding in its row’s own words, with the words of the server, and where the check is', () => {
    const [tenant] = digest([news('contoso', 'contoso.test', STARTTLS)]).attention.tenants;
    expect(tenant?.gravest).toEqual({
      kind: 'worse',
      domain: 'contoso.test',
      checkId: CHECK,
      url: `https://api.contoso.test/v1/checks/${CHECK}`,
      row: 'starttls',
      title: expect.stringMatching(/\S/),
      subject: '192.0.2.1',
      gravity: 60,
      from: { status: 'pass', code: 'established', value: null },
      to: { status: 'fail', code: 'refused', value: null },
      text: 'The server offered STARTTLS and then refused it: “454 not now”.',
    });
    expect(digest([news('contoso', 'contoso.test', STARTTLS)], { lang: 'de' }).attention.tenants[0]?.gravest.text).not.toContain('The server'); // biome-ignore format: one line
    expect(digest([], { base: 'https://api.contoso.test/' }).run.resultsUrl).toBe(`https://api.contoso.test/v1/rechecks/${RUN.id}/results`); // biome-ignore format: one line
    expect(digest([], { base: '' }).run.resultsUrl).toBe(`/v1/rechecks/${RUN.id}/results`);
  });

  test('of tenants with findings alike the one with more of them comes first', () => {
    const made = digest([news('a', 'a.test', STARTTLS), news('b', 'b.test', STARTTLS, ENDING)]);
    expect(made.attention.tenants.map(({ tenantId }) => tenantId)).toEqual(['b', 'a']);
  });

  test('what was acknowledged is counted and not listed', () => {
    const acknowledged = { domain: 'contoso.test', row: 'starttls', subject: '192.0.2.1', code: 'refused', until: null, note: null }; // biome-ignore format: one line
    const tenants = new Map([['contoso', { name: null, acknowledgements: [acknowledged] }]]);
    const counts = { ...RUN, news: { ...noNews(), worse: 1 } };
    const made = digest([news('contoso', 'contoso.test', STARTTLS)], { tenants, run: counts });
    expect([made.attention.tenants, made.quiet, made.nothingWorse]).toEqual([[], 1, true]);
    expect(renderDigestText(made)).toContain('Nothing became worse but for what was acknowledged.');
    const others = digest([news('contoso', 'contoso.test', RELAY), news('other', 'contoso.test', STARTTLS)], {
      tenants,
    });
    expect([others.attention.tenants.length, others.quiet]).toEqual([2, 0]);
  });

  test('how many domains are as bad as before, incomplete, or without a verdict', () => {
    const made = digest([news('contoso', 'contoso.test', STARTTLS), news('a', 'a.test', ENDING)], {
      run: { ...RUN, byOutcome: { notReady: 4, incomplete: 2, suppressed: 1, erased: 2, unregistered: 3 } },
    });
    expect(made.domains).toEqual({ notReadyAsBefore: 3, incomplete: 2, withoutVerdict: 6 });
    expect(digest([], { run: { ...RUN, byOutcome: {} } }).domains).toEqual({ notReadyAsBefore: 0, incomplete: 0, withoutVerdict: 0 }); // biome-ignore format: one line
  });

  test('lists are bounded, and say how much more there is', () => {
    const many = Array.from({ length: MOST_TENANTS + 3 }, (_, n) => news(`t${n}`, `t${n}.test`, STARTTLS));
    const made = digest(many);
    expect([made.attention.tenants.length, made.attention.more]).toEqual([MOST_TENANTS, 3]);
    for (const text of [renderDigestText(made), renderDigestHtml(made)]) {
      expect(text).toContain('And 3 more tenants:');
      expect(text).toContain(`Tenants concerned: ${MOST_TENANTS + 3}`);
      expect(text.length).toBeLessThan(600_000);
    }
    const [tenant] = digest(Array.from({ length: 14 }, (_, n) => news('t', `d${n}.test`, STARTTLS))).attention.tenants;
    expect([tenant?.domains.length, tenant?.moreDomains, tenant?.further]).toEqual([10, 4, 13]);
  });
});

describe('the three forms', () => {
  const all = [
    news('contoso', 'contoso.test', RELAY, STARTTLS),
    news('fabrikam', 'fabrikam.test', ENDING),
    news('adatum', 'adatum.test', BETTER),
  ];
  const run = { ...RUN, news: { ...noNews(), worse: 2, expiring: 1, better: 1, unconfirmed: 3 } };
  const read = (page: string): string => page.replace(/<style>.*?<\/style>/gs, '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '); // biome-ignore format: one line

  test.each(['en', 'de'] as const)('JSON in %s is what its schema says', (lang) => {
    const made = digest(all, { run, lang });
    expect(DIGEST.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
    const going = digest([], { run: { ...RUN, status: 'running', finishedAt: null } });
    expect(DIGEST.parse(JSON.parse(JSON.stringify(going)))).toEqual(going);
  });

  test('text', () => {
    expect(renderDigestText(digest(all, { run }))).toBe(`Re-check of 2026-03-01T00:00:00.000Z: done, 12 of 12 domains
Something became worse. Tenants concerned: 1

Worse, or about to be
  ✗ Contoso Ltd (contoso)
    contoso.test · Worse: Open relay (passed → failed): The server is an open relay: it took a
    message from a stranger to a stranger, in the plain form (sink@example.net).
    Further findings: 1
    https://api.contoso.test/v1/checks/${CHECK}
  ! fabrikam
    fabrikam.test · Certificate ends: Current SSL certificate: The certificate ends on 2026-03-08
    and is due for renewal; whole days left: 7.
    https://api.contoso.test/v1/checks/${CHECK}

Better
  ✓ adatum
    adatum.test · Better: SMTP status message after STARTTLS (failed → passed): The server accepted
    STARTTLS and the TLS handshake succeeded.
    https://api.contoso.test/v1/checks/${CHECK}

Everything else
  Worse to one look alone, so not confirmed: 3
  Domains not ready, and no worse than before: 3
  Domains whose check is incomplete: 2
  Domains without a verdict (not registered any more, not to be tested, not begun, or erased): 1

Run ${RUN.id}
https://api.contoso.test/v1/rechecks/${RUN.id}/results
`);
  });

  test.each(['en', 'de'] as const)('text in %s keeps to 100 columns, but for addresses of the web', (lang) => {
    const long = 'x'.repeat(300);
    const wide = news('contoso', `${'a'.repeat(60)}.${'b'.repeat(60)}.test`, item('worse', 'starttls', { subject: long, to: { status: 'fail', code: 'refused', value: null, data: { reply: long } } })); // biome-ignore format: one line
    const text = renderDigestText(digest([...all, wide], { run, lang, tenants: new Map([['contoso', { name: long.slice(0, 200), acknowledgements: [] }]]) })); // biome-ignore format: one line
    expect(text.split('\n').filter((line) => line.length > 100 && !line.includes('https://'))).toEqual([]);
    expect(text).toContain(digestTexts[lang].kindExpiring);
    expect(text).not.toMatch(/\{\w+\}|undefined|null/);
  });

  test.each([
    'en',
    'de',
  ] as const)('page in %s: the same, with signs that are told in words, and nothing from elsewhere', (lang) => {
    const page = renderDigestHtml(digest(all, { run, lang }));
    const words = digestTexts[lang];
    const said = read(page);
    for (const part of ['Contoso Ltd (contoso)', 'fabrikam.test', 'adatum.test', words.attention, words.better, words.rest, `${words.unconfirmed}: 3`]) expect(said).toContain(part); // biome-ignore format: one line
    expect(page).toContain(`<html lang="${lang}">`);
    expect(page).toContain(`href="https://api.contoso.test/v1/checks/${CHECK}"`);
    expect(page).toMatch(/class="sign fail" role="img" aria-label="[^"]+"/);
    expect(page).not.toMatch(/<script|<form|<img|src=|\{\w+\}(?!.*<\/style>)/s);
    expect(page).not.toMatch(/>\s*(undefined|null|false)/);
    // So that the policy of every page lets it have its look.
    expect(page).toContain(`<style>${STYLE}</style>`);
    expect(PAGE_HEADERS['content-security-policy']).toContain('style-src');
  });

  test.each<[string, object, string]>([
    ['done', {}, 'Nothing became worse.'],
    ['running', { status: 'running', finishedAt: null, done: 3 }, 'So far nothing became worse.'],
    ['cancelled', { status: 'cancelled', done: 3 }, 'So far nothing became worse.'],
    ['done, with a certificate that ends', { news: { ...noNews(), expiring: 1 } }, 'Nothing became worse.'],
  ])('where nothing is worse it is said: %s', (_, more, sentence) => {
    const made = digest([news('fabrikam', 'fabrikam.test', ENDING)], { run: { ...RUN, ...more } });
    expect(made.nothingWorse).toBe(true);
    expect(renderDigestText(made).split('\n')[1]).toBe(sentence);
    expect(renderDigestHtml(made)).toContain(`<h1>${sentence}</h1>`);
  });

  test('what there is none of is not said', () => {
    const made = digest([], { run: { ...RUN, byOutcome: { ready: 12 } } });
    expect(renderDigestText(made)).toBe(`Re-check of 2026-03-01T00:00:00.000Z: done, 12 of 12 domains
Nothing became worse.

Run ${RUN.id}
https://api.contoso.test/v1/rechecks/${RUN.id}/results
`);
    expect(renderDigestHtml(made)).not.toMatch(/id="(attention|better|rest)"/);
  });

  test('nobody’s name, subject or words steer a terminal or a page', () => {
    const bad = '<b>\u001b[31m\u202e';
    const subject = '<i>x</i>';
    const made = digest(
      [news('contoso', 'contoso.test', { ...STARTTLS, subject, to: { ...STARTTLS.to, data: { reply: bad } } })],
      {
        tenants: new Map([['contoso', { name: bad, acknowledgements: [] }]]),
      },
    );
    const [text, page] = [renderDigestText(made), renderDigestHtml(made)];
    for (const one of [text, page, JSON.stringify(made)])
      expect([one.includes('\u001b'), one.includes('\u202e')]).toEqual([false, false]);
    expect(page).not.toMatch(/<b>\\x1b|<i>/);
    expect(renderDigestText(made, { colour: true })).toContain('\u001b[');
  });
});

test('both languages say the same, with the same values', () => {
  const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
  const { en, de } = digestTexts;
  expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
  for (const key of Object.keys(en) as (keyof typeof en)[])
    expect([key, holes(de[key])]).toEqual([key, holes(en[key])]);
});

describe('of which not all was read', () => {
  const many = Array.from({ length: 3 }, (_, at) => news(`t${at}`, `t${at}.test`, STARTTLS));
  const cut = digest(many, { complete: false, run: { ...RUN, byOutcome: { notReady: 900 } } });

  test('numbers are said to be the least, and what cannot be known is not said', () => {
    expect(DIGEST.parse(cut)).toMatchObject({
      complete: false,
      nothingWorse: false,
      domains: { notReadyAsBefore: null },
    });
    for (const rendered of [renderDigestText(cut), renderDigestHtml(cut)]) {
      expect(rendered).toContain('Tenants concerned: at least 3');
      expect(rendered).toContain('There is more than a digest reads:');
      expect(rendered).toContain(cut.run.resultsUrl);
      expect(rendered).not.toContain(digestTexts.en.notReadyAsBefore);
    }
  });

  test('what better there may be is not said to be nothing', () => {
    expect(renderDigestText(cut)).toMatch(/^Better\n {2}There is more than a digest reads:$/m);
  });

  test('behind what is all acknowledged there may be something worse', () => {
    const { row, subject, to } = STARTTLS;
    const known = many.map(({ tenantId, domain }) => [tenantId, { name: null, acknowledgements: [{ domain, row, subject, code: to.code, until: null, note: null }] }] as const); // biome-ignore format: one thought
    const quiet = digest(many, { complete: false, tenants: new Map(known) as never });
    expect(quiet).toMatchObject({ nothingWorse: false, quiet: 3, attention: { tenants: [] } });
    expect(renderDigestText(quiet)).toContain('There is more than a digest reads:');
    expect(digest(many, { tenants: new Map(known) as never }).nothingWorse).toBe(true);
  });

  test('behind what is better nothing is worse', () => {
    const better = digest([news('t1', 't1.test', BETTER)], { complete: false });
    expect(better.nothingWorse).toBe(true);
  });
});
