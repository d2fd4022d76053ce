import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, test } from '@jest/globals';
import axe from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where Debian and others put it. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const MISSING = `no Chromium at ${PLACES.join(', ')}: nothing of the pages was looked at; test/browser/install.sh installs it on Debian`;
const EXECUTABLE = PLACES.find((one) => existsSync(one));

/** WCAG 2.2, levels A and AA. */
const RULES = { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } };

export const ARTEFACTS = join(import.meta.dirname, 'artefacts');
export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

let browser: Browser | undefined;

/** Tests in a browser. Where there is none they are skipped and it is said; in CI they fail. */
export function inBrowser(title: string, body: () => void): void {
  if (EXECUTABLE !== undefined) {
    describe(title, () => {
      beforeAll(async () => {
        mkdirSync(ARTEFACTS, { recursive: true });
        browser = await chromium.launch({ executablePath: EXECUTABLE });
      });
      afterAll(() => browser?.close());
      body();
    });
  } else if (process.env.CI === 'true') test(title, () => Promise.reject(new Error(MISSING)));
  else {
    process.stderr.write(`${title}: skipped, ${MISSING}\n`);
    describe.skip(`${title} (${MISSING})`, body);
  }
}

/** What went wrong while a page was open, and how much of it moved. */
export interface Seen {
  /** Messages of the console, uncaught errors, violations of the page's policy, dialogs. */
  trouble: string[];
  /** Everything that was asked for. */
  requests: string[];
}

/** Kept in the page: shifts of what stood there already, other than by whoever uses it. */
const WATCH = `
window.shifts = [];
window.violations = [];
addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI));
new PerformanceObserver((list) => {
  for (const { hadRecentInput, value, sources } of list.getEntries()) {
    const moved = sources.map(({ node }) => node && (node.id || (node.parentElement && node.parentElement.id)));
    if (!hadRecentInput) shifts.push({ value, moved });
  }
}).observe({ type: 'layout-shift', buffered: true });`;

const contexts: BrowserContext[] = [];

export interface Opened {
  page: Page;
  seen: Seen;
}

/** A page in a profile of its own. */
export async function open(url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  if (browser === undefined) throw new Error('the browser has not started');
  const context = await browser.newContext({ viewport: DESKTOP, locale: 'en-GB', ...options });
  contexts.push(context);
  const page = await context.newPage();
  const seen: Seen = { trouble: [], requests: [] };
  if (options.javaScriptEnabled !== false) await page.addInitScript(WATCH);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') seen.trouble.push(message.text());
  });
  page.on('pageerror', ({ message }) => seen.trouble.push(message));
  page.on('dialog', (dialog) => {
    seen.trouble.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => seen.requests.push(request.url()));
  await page.goto(url);
  return { page, seen };
}

export async function closeAll(): Promise<void> {
  await Promise.all(contexts.splice(0).map((one) => one.close()));
}

/** All that went wrong, what was asked of strangers with it. */
export async function troubleOf({ page, seen }: Opened): Promise<string[]> {
  const own = new URL(page.url()).origin;
  const foreign = seen.requests.filter((one) => !one.startsWith('data:') && new URL(one).origin !== own);
  return [...seen.trouble, ...foreign, ...(await page.evaluate<string[]>('window.violations ?? []'))];
}

/** What axe finds against WCAG: rule and elements. */
export async function violationsOf(page: Page): Promise<string[]> {
  // Through the debugger, since the page's own policy lets no other script in.
  await page.evaluate(`${axe.source};undefined`);
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(document, ${JSON.stringify(RULES)})`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((one) => `${id}: ${one.target.join(' ')} ${one.failureSummary}`),
  );
}

export interface Shift {
  value: number;
  /** Ids of what moved. */
  moved: (string | null)[];
}

/** What moved by itself. Their sum is no less than the cumulative layout shift of Web Vitals, which forgets in between. */
export const shiftsOf = (page: Page): Promise<Shift[]> => page.evaluate('shifts');

/** How far the page is wider than its window. */
export const overflowOf = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth - innerWidth'); // biome-ignore format: one line

/** Links and words that stand outside of the part of the page that they belong to. */
export const strayOf = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('section a, section th, section td, section p, section li')]
    .filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().left < one.closest('section').getBoundingClientRect().left)
    .map((one) => one.textContent)`);

/** Until an expression is true in the page. Playwright's own way of it takes an `eval`, which the page forbids. */
export async function until(page: Page, expression: string, seconds = 30): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await page.evaluate<boolean>(expression))) {
    if (Date.now() > end) throw new Error(`did not come true: ${expression}`);
    await sleep(25);
  }
}

export const picture = (page: Page, name: string, fullPage = true): Promise<Buffer> =>
  page.screenshot({ path: join(ARTEFACTS, `${name}.png`), fullPage });
