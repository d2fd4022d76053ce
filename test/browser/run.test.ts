import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { Language } from '../../shared/check/request.ts';
import { digestOf } from '../../shared/report/digest.ts';
import { countsOf, type NewsKind } from '../../shared/report/news.ts';
import { runPage, type ShownRun } from '../../shared/report/render/html/run.ts';
import { idOf, itemFor } from '../support/stored-runs.ts';
import { closeAll, DESKTOP, inBrowser, open, overflowOf, PHONE, picture, strayOf, troubleOf, until, violationsOf } from './chromium.ts'; // biome-ignore format: one line
import { MARKUP, type Pages, servePages } from './worlds.ts';

jest.setTimeout(60_000);

const AT = '2026-03-01T02:00:00.000Z';
const SINCE = '2026-03-01T02:10:00.000Z';

const RUN: ShownRun = {
  ...{ id: idOf(1), tenantId: null, status: 'running', total: 52_340, done: 31_207 },
  byVerdict: { ready: 24_100, readyWithWarnings: 6120, notReady: 812, incomplete: 160, unregistered: 12, suppressed: 2, unaskable: 3, erased: 1 },
  ...{ startedAt: AT, finishedAt: null, expectedEnd: '2026-03-01T08:00:00.000Z' },
  slow: {
    lanes: [
      { lane: 'microsoft', atOnce: 40, underWay: 40, waiting: 1204, parked: 3 },
      { lane: 'a-very-long-name-of-a-mail-server.somewhere-in-the-world.contoso.test', atOnce: 4, underWay: 4, waiting: 18, parked: 0 },
    ],
    longest: [
      { tenantId: 'acme', domain: 'slow.acme.test', checkId: idOf(2), since: SINCE, parkedUntil: '2026-03-01T02:25:00.000Z' },
      { tenantId: MARKUP, domain: 'late.globex.test', checkId: idOf(3), since: SINCE, parkedUntil: null },
    ],
  },
}; // biome-ignore format: a table

function pageFor(lang: Language, run: ShownRun = RUN): string {
  const news = (tenantId: string, domain: string, kind: NewsKind) => ({
    ...{ runId: RUN.id, tenantId, domain, checkId: idOf(4), finishedAt: Date.parse(SINCE) },
    items: [itemFor(kind)],
  });
  const found = [news('acme', 'acme.test', 'worse'), news('globex', 'globex.test', 'better')];
  const counts = countsOf(found.flatMap(({ items }) => items));
  const digest = digestOf({
    run: { ...run, status: 'running', createdAt: Date.parse(AT), finishedAt: null, byOutcome: run.byVerdict, news: counts },
    ...{ news: found, lang, base: '', now: Date.parse(SINCE) },
    tenants: new Map([['acme', { name: `Acme ${MARKUP}`, acknowledgements: [] }]]),
  }); // biome-ignore format: one thought
  const path = `/v1/rechecks/${RUN.id}`;
  return runPage({ run, digest, lang, path, tag: '"x"', home: '/', steer: path });
}

inBrowser('the page of a run', () => {
  let served: Pages;
  beforeAll(async () => {
    served = await servePages();
    served.pages.set('en', pageFor('en'));
    served.pages.set('de', pageFor('de'));
  });
  afterEach(closeAll);
  afterAll(() => served.close());

  const LOOKS = ['en', 'de'].flatMap((lang) =>
    ['light', 'dark'].flatMap((scheme) => ['desktop', 'phone'].map((size) => [lang, scheme, size] as const)),
  );
  test.each(LOOKS)('can be read by anybody: %s, %s, %s', async (lang, scheme, size) => {
    const isPhone = size === 'phone';
    const opened = await open(served.url(lang), {
      colorScheme: scheme === 'dark' ? 'dark' : 'light',
      viewport: isPhone ? PHONE : DESKTOP,
      isMobile: isPhone,
    });
    const { page } = opened;
    await picture(page, `run-${lang}-${scheme}-${size}`);
    expect(await overflowOf(page)).toBe(0);
    expect(await strayOf(page)).toEqual([]);
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(await page.evaluate(`document.querySelector('progress').position`)).toBeCloseTo(RUN.done / RUN.total);
  });

  test('goes on by itself, and stays where it is when the run is over', async () => {
    const path = `/v1/rechecks/${RUN.id}?lang=en`;
    const { page } = await open(served.url('en'));
    await page.evaluate('window.isTheSame = true');
    const over = { ...RUN, status: 'done' as const, done: RUN.total, finishedAt: SINCE, expectedEnd: null };
    await page.route(`**${path}`, (route) => route.fulfill({ contentType: 'text/html', body: pageFor('en', over) }));
    await until(page, `document.querySelector('h1').textContent === 'Done'`);
    expect(await page.evaluate('window.isTheSame')).toBe(true);
    expect(await page.locator('main[data-live]').count()).toBe(0);
    expect(await page.locator('#slow').count()).toBe(0);
    expect(await page.locator('#status').textContent()).toBe('Done');
    expect(await troubleOf({ page, seen: { trouble: [], requests: [] } })).toEqual([]);
  });
});
