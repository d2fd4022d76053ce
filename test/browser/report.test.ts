import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { reportPage } from '../../shared/report/render/html/page.ts';
import type { Report } from '../../shared/report/report.ts';
import { ARTEFACTS, closeAll, DESKTOP, inBrowser, open, overflowOf, PHONE, picture, strayOf, troubleOf, until, violationsOf } from './chromium.ts'; // biome-ignore format: one line
import { openWorlds, type Pages, reportOf, servePages, TYPICAL } from './worlds.ts';

jest.setTimeout(60_000);

const SERVED = { home: '/', otherLanguage: '?lang=de', formats: '/v1/checks/x/report', live: '?wait=20', tag: '"x"' };

/** What breaks out of elements, attributes, styles, scripts and comments, and what turns or hides text. */
const ATTACKS = [
  '<script>window.broken=1</script>',
  `"><img src=x onerror="window.broken=2">`,
  `' onmouseover='window.broken=3' autofocus onfocus='window.broken=4`,
  '</script><script>window.broken=5</script>',
  '</style></title></textarea></noscript><svg onload=window.broken=6>',
  '<!-- --!> <iframe src="javascript:parent.broken=7"></iframe>',
  '{"a":"</script>\\u003cscript>"}',
  '&lt;script&gt;window.broken=8&lt;/script&gt;',
  '\u001b[31mred\u001b]0;title\u0007',
  '\u202egnp.exe\u2066\u200f',
  '\u2028\u2029`$\u007bwindow.broken=9}`',
  `${'x'.repeat(4000)}`,
];

/** A report every text of which is hostile: worse than any server could make it. */
function hostile(report: Report): Report {
  let next = 0;
  const bad = (): string => ATTACKS[next++ % ATTACKS.length] as string;
  const value = (of: unknown): unknown => (Array.isArray(of) ? of.map(bad) : typeof of === 'string' ? bad() : of);
  return {
    ...report,
    domain: bad(),
    headline: `Not ready: ${bad()}`,
    vantage: { ...report.vantage, helo: bad(), senders: [bad(), bad()] },
    rows: report.rows.map((row) => ({ ...row, title: bad(), text: bad(), remedy: bad(), reply: bad(), value: value(row.value) as typeof row.value, subject: row.subject === null ? null : bad() })),
    conversations: report.conversations.map((one) => ({ ...one, address: bad(), lines: one.lines.map((line) => ({ ...line, text: bad() })) })),
  }; // biome-ignore format: one thought
}

inBrowser('a report as a page', () => {
  let report: Report;
  let served: Pages;
  beforeAll(async () => {
    const stage = await openWorlds();
    report = await reportOf(stage, TYPICAL.domain);
    await stage.close();
    served = await servePages();
    served.pages.set('en', reportPage(report, 'en', SERVED));
    served.pages.set('de', reportPage(report, 'de', SERVED));
    served.pages.set('hostile', reportPage(hostile(report), 'en', SERVED));
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
    await picture(page, `report-${lang}-${scheme}-${size}`);
    expect(await overflowOf(page)).toBe(0);
    expect(await strayOf(page)).toEqual([]);
    await page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`);
    expect(await overflowOf(page)).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    expect(await troubleOf(opened)).toEqual([]);
  });

  test('has its verdict on the first screen: the picture of the README', async () => {
    const { page } = await open(served.url('en'), { viewport: { width: 1000, height: 620 } });
    for (const part of ['h1', '.headline', '.advice', '.side'])
      expect((await page.locator(part).first().boundingBox())?.y).toBeLessThan(500);
    // `docs/report.png` is a copy.
    expect((await picture(page, 'first-screen', false)).length).toBeLessThan(120_000);
  });

  test('is a file that stands for itself', async () => {
    const path = join(ARTEFACTS, 'report.html');
    writeFileSync(path, reportPage(report, 'en', null));
    const { page, seen } = await open(pathToFileURL(path).href);
    expect(await page.locator('h1').textContent()).toBe('Not ready');
    expect([seen.trouble, seen.requests.filter((one) => !one.startsWith('data:'))]).toEqual([
      [],
      [pathToFileURL(path).href],
    ]);
    // Its script may run: the policy that the file carries names it.
    expect(await page.locator('html.scripted').count()).toBe(1);
  });

  test('prints without anything to click', async () => {
    const { page } = await open(served.url('en'));
    await page.emulateMedia({ media: 'print' });
    for (const control of ['button', 'input', '.skip', 'header a'])
      expect([control, await page.locator(`${control}:visible`).count()]).toEqual([control, 0]);
    await picture(page, 'print');
    const pdf = await page.pdf({ path: join(ARTEFACTS, 'report.pdf'), format: 'A4', preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const pages = Number(/\/Type\s*\/Pages[^>]*?\/Count (\d+)/s.exec(pdf.toString('latin1'))?.[1]);
    expect(pages).toBeGreaterThanOrEqual(2);
    expect(pages).toBeLessThanOrEqual(10);
  });

  test('whatever a report holds is text: nothing of it runs, breaks out, or moves the page apart', async () => {
    for (const viewport of [DESKTOP, PHONE]) {
      const opened = await open(served.url('hostile'), { viewport });
      const { page } = opened;
      await page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`);
      await page.mouse.move(200, 300);
      await page.locator('#search').fill('<script>');
      expect(await page.locator('#hits').textContent()).toMatch(/^[1-9]/);
      expect(await page.evaluate('window.broken')).toBeUndefined();
      expect(await page.locator('img, iframe, object, embed, textarea, [onload], [onerror], [onfocus], [onmouseover]').count()).toBe(0); // biome-ignore format: one line
      expect(await page.locator('script').count()).toBe(1);
      expect(await page.locator('style').count()).toBe(1);
      const text = (await page.locator('#transcript').textContent()) ?? '';
      for (const attack of ATTACKS.slice(0, 8)) expect(text).toContain(attack);
      expect(await overflowOf(page)).toBe(0);
      expect(await troubleOf(opened)).toEqual([]);
      await picture(page, `hostile-report-${viewport.width}`, false);
    }
  });

  /** What has the focus, and whether that can be seen. */
  const focused = (page: Page) =>
    page.evaluate<{ what: string; isSeen: boolean }>(`(() => {
      const one = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      const what = one.id || one.dataset.copy || one.className || one.localName;
      return { what, isSeen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 };
    })()`);

  test('can be used with a keyboard alone', async () => {
    const { page } = await open(served.url('en'), { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.keyboard.press('Tab');
    expect((await focused(page)).what).toBe('skip');
    await page.keyboard.press('Enter');
    expect((await focused(page)).what).toBe('main');
    await page.reload();

    const order: string[] = [];
    const unseen: string[] = [];
    for (;;) {
      await page.keyboard.press('Tab');
      const { what, isSeen } = await focused(page);
      if (what === 'body' || order.length > 200) break;
      order.push(what);
      if (!isSeen) unseen.push(what);
    }
    expect(unseen).toEqual([]);
    const prints = await page.locator('[data-copy]').evaluateAll((all) => all.map((one) => (one as unknown as { dataset: { copy: string } }).dataset.copy)); // biome-ignore format: one line
    expect(prints.length).toBeGreaterThanOrEqual(2);
    for (const wanted of ['search', 'summary', ...prints]) expect(order).toContain(wanted);

    await page.locator(`[data-copy="${prints[0]}"]`).focus();
    await page.keyboard.press('Enter');
    await until(page, `document.activeElement.textContent === document.activeElement.dataset.done`);
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(prints[0]);

    const talk = page.locator('#transcript details').first();
    await talk.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await talk.locator('li').first().isVisible()).toBe(true);

    const link = page.locator('.finding a[href^="#"]').first();
    const target = (await link.getAttribute('href')) ?? '';
    await link.focus();
    await page.keyboard.press('Enter');
    await until(page, `(() => { const { top, bottom } = document.querySelector('${target}').getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; })()`); // biome-ignore format: one line
  });

  test('the conversations can be searched: what does not match goes, and comes back', async () => {
    const { page } = await open(served.url('en'));
    const lines = page.locator('#transcript li:visible');
    const hits = page.locator('#hits');
    await page.locator('#search').focus();
    await page.keyboard.type('starttls');
    expect(await hits.textContent()).toMatch(/^[1-9]\d* /);
    const found = await lines.allTextContents();
    expect(found.length).toBeGreaterThan(0);
    for (const line of found) expect(line.toLowerCase()).toContain('starttls');
    await picture(page, 'search', false);
    await page.locator('#search').fill('no such words');
    expect(await lines.count()).toBe(0);
    expect(await hits.textContent()).toMatch(/^0 /);
    await page.locator('#search').fill('');
    expect(await hits.textContent()).toBe('');
    expect(await page.locator('#transcript .away').count()).toBe(0);
  });
});
