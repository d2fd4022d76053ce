import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { Stage } from '../../infra/local/demo/run-world.ts';
import {
  closeAll,
  DESKTOP,
  inBrowser,
  open,
  overflowOf,
  PHONE,
  picture,
  shiftsOf,
  strayOf,
  troubleOf,
  until,
  violationsOf,
} from './chromium.ts';
import { begin, HOSTILE, openWorlds, TYPICAL } from './worlds.ts';

jest.setTimeout(60_000);

/** Web Vitals call more than this bad (https://web.dev/articles/cls). */
const MOST_SHIFT = 0.1;
const heading = (text: string): string => `document.querySelector('h1').textContent === ${JSON.stringify(text)}`;

inBrowser('the page of a check', () => {
  let stage: Stage;
  let id: string;
  const at = (path = ''): string => `${stage.service.url}/v1/checks/${id}${path}`;
  beforeAll(async () => {
    stage = await openWorlds();
  });
  afterEach(closeAll);
  afterAll(() => stage.close());

  test.each([
    ['a desktop', {}, 'Not ready', '', 'live-desktop'],
    ['a phone, in German', { viewport: PHONE, isMobile: true, locale: 'de-CH' }, 'Nicht bereit', '?lang=de', 'live-phone-de'],
  ] as const)('goes from the first moment to the verdict by itself: on %s', async (_, options, verdict, query, name) => {
    id = await begin(stage, TYPICAL.domain);
    const opened = await open(at(query), options);
    const { page } = opened;
    expect(await page.locator('main[data-live]').count()).toBe(1);
    await page.evaluate('window.isTheSame = true');
    await until(page, `document.querySelector('.parts').textContent.includes('✓')`);
    await picture(page, `${name}-running`);
    expect(await violationsOf(page)).toEqual([]);
    await until(page, heading(verdict));
    expect(await page.evaluate('window.isTheSame')).toBe(true);
    expect(await page.title()).toContain(verdict);
    expect(await page.locator('#status').textContent()).toBe(verdict);
    expect(await page.locator('main[data-live]').count()).toBe(0);
    const shifts = await shiftsOf(page);
    const isCalm = shifts.reduce((sum, { value }) => sum + value, 0) <= MOST_SHIFT;
    expect(isCalm ? [] : shifts).toEqual([]);
    expect(await troubleOf(opened)).toEqual([]);
    await picture(page, `${name}-done`, false);
  }); // biome-ignore format: a table

  test('is whole without script', async () => {
    const { page } = await open(at(), { javaScriptEnabled: false });
    expect(await page.locator('h1').textContent()).toBe('Not ready');
    expect(await page.locator('#findings .finding').count()).toBeGreaterThan(0);
    const talk = page.locator('#transcript details').first();
    await talk.locator('summary').click();
    expect(await talk.locator('li').first().isVisible()).toBe(true);
    expect(await page.locator('.needs-script:visible').count()).toBe(0);
    await picture(page, 'without-script', false);
  });

  test('speaks the language of the browser, or the one that is asked for', async () => {
    const german = await open(at(), { locale: 'de-CH' });
    expect(await german.page.locator('html').getAttribute('lang')).toBe('de');
    expect(await german.page.locator('h1').textContent()).toBe('Nicht bereit');
    await german.page.locator('header a[hreflang=en]').click();
    await until(german.page, heading('Not ready'));
    await german.page.locator('header a[hreflang=de]').click();
    await until(german.page, heading('Nicht bereit'));
    expect(await violationsOf(german.page)).toEqual([]);
  });

  test('can be shown to others by a link, and leads them nowhere', async () => {
    const { url } = (await (await fetch(at('/links'), { method: 'POST' })).json()) as { url: string };
    const opened = await open(url);
    expect(await opened.page.locator('h1').textContent()).toBe('Not ready');
    expect(await opened.page.locator('a[href^="/v1"]').count()).toBe(0);
    expect(await troubleOf(opened)).toEqual([]);
  });

  test.each([['light', DESKTOP], ['dark', PHONE]] as const)('is asked for on the start page, which anybody can read: %s', async (colorScheme, viewport) => {
    const opened = await open(stage.service.url, { colorScheme, viewport });
    expect(await violationsOf(opened.page)).toEqual([]);
    expect(await overflowOf(opened.page)).toBe(0);
    expect(await strayOf(opened.page)).toEqual([]);
    expect(await troubleOf(opened)).toEqual([]);
    await picture(opened.page, `start-${colorScheme}`);
  }); // biome-ignore format: a table

  test('that is not there is a page too', async () => {
    id = '00000000-0000-4000-8000-000000000000';
    const { page } = await open(at());
    expect(await page.locator('.headline').textContent()).toContain('no such check');
    expect(await violationsOf(page)).toEqual([]);
  });

  test('shows what a server says that means harm, and nothing of it happens', async () => {
    id = await begin(stage, HOSTILE.domain);
    const opened = await open(at());
    const { page } = opened;
    await until(page, `document.querySelector('main:not([data-live])') !== null`);
    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('#transcript').textContent()).toContain('<script>window.broken=1</script>');
    expect(await troubleOf(opened)).toEqual([]);
    await picture(page, 'hostile-server', false);
  });
});
