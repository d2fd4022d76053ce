import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { asOfService, digestOf, type FileDigest, printDigest } from '../../../../shared/command/recheck/digest.ts';
import { endOf } from '../../../../shared/command/recheck/exit.ts';
import type { NewsItem, NewsKind } from '../../../../shared/report/news.ts';

const folder = mkdtempSync(join(tmpdir(), 'mxready-digest-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const item = (kind: NewsKind, gravity: number): NewsItem => ({
  ...{ kind, row: 'starttls', subject: '192.0.2.1', gravity },
  from: { status: kind === 'better' ? 'fail' : 'pass', code: 'offered', value: null },
  to: { status: kind === 'better' ? 'pass' : 'fail', code: kind === 'better' ? 'offered' : 'missing', value: null, data: {} }, // biome-ignore format: one thought
});
const line = (domain: string, outcome: string, items: NewsItem[], more: object = {}): string =>
  JSON.stringify({ tenantId: null, domain, outcome, checkId: 'c', finishedAt: '2026-01-31T00:01:00.000Z', items, baseline: null, ...more }); // biome-ignore format: one thought

const HEAD = { schema: 1, run: 'r1', startedAt: '2026-01-31T00:00:00.000Z', list: 'h', domains: 4 };

async function digest() {
  const path = join(folder, 'state');
  const lines = [
    JSON.stringify(HEAD),
    line('calm.test', 'ready', []),
    line('better.test', 'ready', [item('better', 9)]),
    line('worse.test', 'notReady', [item('worse', 5)], { tenantId: 't1', finishedAt: '2026-01-31T00:02:00.000Z' }),
    line('late.test', 'incomplete', [], { error: 'too late' }),
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  return digestOf(path);
}

test('a digest counts all, and names who has news, the gravest first', async () => {
  const { domains, ...rest } = await digest();
  expect(rest).toEqual({
    ...{ schema: 1, run: 'r1', startedAt: HEAD.startedAt, finishedAt: '2026-01-31T00:02:00.000Z', total: 4, done: 4 },
    byVerdict: { ready: 2, notReady: 1, incomplete: 1 },
    news: { worse: 1, expiring: 0, better: 1, changed: 0, unconfirmed: 0 },
  });
  expect(domains.map(({ domain, error }) => [domain, error])).toEqual([
    ['worse.test', undefined],
    ['better.test', undefined],
    ['late.test', 'too late'],
  ]);
});

test.each(['en', 'de'] as const)('as text, in %s, it leads nowhere where there is nothing', async (lang) => {
  const text = printDigest(await digest(), lang, false);
  expect(text).toContain('t1');
  expect(text).toContain('better.test');
  expect(text).not.toMatch(/\/v1\/|undefined|null/);
  expect(text).not.toMatch(/^ +$/m);
  expect(text).not.toMatch(/\n\n$/);
});

test('how the run ended is what its digest as of a service says', async () => {
  const all = await digest();
  const without = (kinds: readonly NewsKind[]): FileDigest => ({ ...all, domains: all.domains.filter(({ items }) => !items.some(({ kind }) => kinds.includes(kind))) }); // biome-ignore format: one thought
  const expiring: FileDigest = { ...without(['worse']), domains: [{ tenantId: null, domain: 'late.test', outcome: 'ready', items: [item('expiring', 1)] }] }; // biome-ignore format: one thought
  const once: FileDigest = { ...without(['worse']), news: { ...all.news, unconfirmed: 1 } };
  expect([all, without(['worse']), expiring, once].map((one) => endOf(asOfService(one, 'en')))).toEqual([
    { nothingWorse: false, hasWarnings: true },
    { nothingWorse: true, hasWarnings: false },
    { nothingWorse: true, hasWarnings: true },
    { nothingWorse: true, hasWarnings: true },
  ]);
});
