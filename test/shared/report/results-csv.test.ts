import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { EntryResult } from '../../../shared/pipeline/recheck/run.ts';
import { conclude, noNews } from '../../../shared/report/news.ts';
import { type ResultLine, renderResultsCsv } from '../../../shared/report/render/results-csv.ts';
import { knownFrom, look, NOW, row } from './looks.ts';

const COLUMNS = ['tenantId', 'domain', 'outcome', 'checkId', 'finishedAt', 'worse', 'expiring', 'better', 'changed', 'unconfirmed', 'gravest']; // biome-ignore format: one line

const result = (more: Partial<EntryResult> = {}): EntryResult => ({ outcome: 'notReady', checkId: 'check', finishedAt: NOW, news: { ...noNews(), worse: 2, better: 1 }, ...more }); // biome-ignore format: one line

const line = (tenantId: string, of: EntryResult | null, news: ResultLine['news'] = null): ResultLine => ({
  entry: { tenantId, domain: 'contoso.test', result: of },
  news,
});

test('one line a domain of the run, for spreadsheets', () => {
  const now = look([row('starttls', 'fail', { code: 'refused', reply: '454 "no",\r\nnever', subject: '192.0.2.1' })]);
  const before = knownFrom([row('starttls', 'pass', { subject: '192.0.2.1' })]);
  const { items } = conclude({ baseline: before, first: now, second: now });
  const csv = renderResultsCsv([line('contoso', result(), { items }), line('fabrikam', result({ outcome: 'suppressed', checkId: null, news: noNews() })), line('adatum', null)], 'en'); // biome-ignore format: one line
  expect(csv.startsWith('\uFEFF')).toBe(true);
  const [head, ...lines] = parse(csv, { bom: true }) as string[][];
  expect(head).toEqual(COLUMNS);
  expect(lines.map((cells) => cells.slice(0, 10))).toEqual([
    ['contoso', 'contoso.test', 'notReady', 'check', '2026-03-01T00:00:00.000Z', '2', '0', '1', '0', '0'],
    ['fabrikam', 'contoso.test', 'suppressed', '', '2026-03-01T00:00:00.000Z', '0', '0', '0', '0', '0'],
    ['adatum', 'contoso.test', '', '', '', '0', '0', '0', '0', '0'],
  ]);
  expect(lines.map((cells) => cells[10])).toEqual([
    expect.stringMatching(
      / 192\.0\.2\.1: The server offered STARTTLS and then refused it: “454 "no",\\x0d\\x0anever”\.$/,
    ),
    '',
    '',
  ]);
});

test.each(['=1+1', '+1', '-1', '@a'])('what a spreadsheet would run as a formula is text: %s', (tenantId) => {
  const [, cells] = parse(renderResultsCsv([line(tenantId, null)], 'de'), { bom: true }) as string[][];
  expect(cells?.[0]).toBe(`'${tenantId}`);
});

test('a run without domains has its head', () => {
  expect(renderResultsCsv([], 'en')).toBe(`\uFEFF${COLUMNS.join(',')}\r\n`);
});
