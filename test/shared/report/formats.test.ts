import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { categories } from '../../../shared/categories/index.ts';
import type { RowResult } from '../../../shared/check/runner.ts';
import { assemble } from '../../../shared/report/assemble.ts';
import { renderCsv } from '../../../shared/report/render/csv.ts';
import { renderJunit } from '../../../shared/report/render/junit.ts';
import type { Report } from '../../../shared/report/report.ts';
import { FRAME, found, result, rowsWith, skipped, unknown } from './kit.ts';

const reportOf = (...changed: RowResult[]): Report => {
  const rows = rowsWith(...changed);
  return assemble(
    categories.map(({ id }) => found(id, rows)),
    FRAME,
  );
};

const HOSTILE = '<script>alert("x")</script>]]>&\u0000\u0008\uffff\ud800';

describe('CSV', () => {
  const read = (report: Report): Record<string, string>[] => parse(renderCsv(report), { columns: true, bom: true });

  test('has a line for each row, with what it says', () => {
    const report = reportOf(
      result('banner', 'fail', { code: 'refused', subject: '192.0.2.1', value: '554 go away', reply: '554 go away' }),
      result('ehlo', 'pass', { value: ['PIPELINING', 'SIZE 10'] }),
    );
    const lines = read(report);
    expect(lines.map(({ row }) => row)).toEqual(report.rows.map(({ id }) => id));
    expect(lines.find(({ row }) => row === 'banner')).toMatchObject({
      ...{ check: report.id, domain: 'contoso.test', target: 'mx.contoso.test', verdict: 'notReady', n: '2' },
      ...{ subject: '192.0.2.1', status: 'fail', code: 'refused', side: 'server', value: '554 go away' },
    });
    expect(lines.find(({ row }) => row === 'ehlo')).toMatchObject({ value: 'PIPELINING, SIZE 10', remedy: '' });
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1+1'])('%j is no formula in it', (value) => {
    const line = read(reportOf(result('banner', 'info', { value }))).find(({ row }) => row === 'banner');
    expect(line?.value?.startsWith("'")).toBe(true);
  });

  test('quotes, commas and ends of lines in a cell stay in it; lines end as RFC 4180 has them', () => {
    const value = 'a "b", c\r\nd';
    const report = reportOf(result('banner', 'info', { value }));
    expect(read(report).find(({ row }) => row === 'banner')?.value).toBe(value);
    expect(renderCsv(report).startsWith('\ufeffcheck,domain,')).toBe(true);
    expect(renderCsv(report).endsWith('\r\n')).toBe(true);
  });

  test('a report without a target has an empty one', () => {
    const report = { ...reportOf(), target: null };
    expect(read(report)[0]?.target).toBe('');
  });
});

interface Case {
  name: string;
  failure?: { message: string; type: string; '#text'?: string };
  error?: { message: string };
  skipped?: { message: string };
}

interface Suite {
  name: string;
  tests: string;
  failures: string;
  errors: string;
  skipped: string;
  testcase: Case[];
}

describe('JUnit', () => {
  const read = (report: Report, lang: 'en' | 'de' = 'en') => {
    const xml = renderJunit(report, lang);
    expect(XMLValidator.validate(xml)).toBe(true);
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '',
      isArray: (name) => name === 'testcase' || name === 'testsuite',
    });
    return parser.parse(xml).testsuites as Omit<Suite, 'testcase'> & { testsuite: Suite[] };
  };
  const casesOf = (report: Report): Case[] => read(report).testsuite.flatMap(({ testcase }) => testcase);
  const counted = ({ tests, failures, errors, skipped: left }: Omit<Suite, 'testcase'>): number[] => [tests, failures, errors, left].map(Number); // biome-ignore format: one line

  test('a suite for the verdict and one for each category, whose numbers are those of their cases', () => {
    const report = reportOf(
      result('banner', 'fail', { code: 'refused', value: '554', subject: '192.0.2.1' }),
      result('ptr-ipv4', 'warn'),
      skipped('open-relay', 'not-configured'),
      unknown('recipient-filtering', 'deferred'),
    );
    const all = read(report);
    const names = ['verdict', ...new Set(report.rows.map(({ category }) => category))].map((one) => `mxready.${one}`);
    expect(all.testsuite.map(({ name }) => name)).toEqual(names);
    for (const suite of all.testsuite) {
      const of = (kind: 'failure' | 'error' | 'skipped') => suite.testcase.filter((one) => one[kind] !== undefined).length; // biome-ignore format: one line
      expect(counted(suite)).toEqual([suite.testcase.length, of('failure'), of('error'), of('skipped')]);
    }
    const sum = all.testsuite.map(counted).reduce((one, other) => one.map((value, at) => value + (other[at] ?? 0)));
    expect(counted(all)).toEqual(sum);
    const open = report.rows.filter(({ status }) => ['inconclusive', 'notTested', 'notApplicable'].includes(status));
    expect(sum).toEqual([report.rows.length + 1, 2, 0, open.length]);
  });

  test('only what is wrong fails: with what is to be done', () => {
    const cases = casesOf(reportOf(result('banner', 'fail', { code: 'refused', reply: '554 go', subject: '192.0.2.1' }), result('ptr-ipv4', 'warn'))); // biome-ignore format: one line
    const failed = cases.filter(({ failure }) => failure !== undefined);
    expect(failed.map(({ name }) => name)).toEqual(['contoso.test', '2 SMTP Banner [192.0.2.1]']);
    expect(failed[1]?.failure).toMatchObject({ type: 'refused', message: expect.stringContaining('554 go') });
    expect(failed[1]?.failure?.['#text']).toMatch(/log of the server/);
  });

  test('an incomplete report is an error and no failure; a ready one neither', () => {
    const [verdict] = casesOf(reportOf(unknown('recipient-filtering', 'deferred')));
    expect([verdict?.error === undefined, verdict?.failure === undefined]).toEqual([false, true]);
    const [good] = casesOf(reportOf());
    expect([good?.error, good?.failure, good?.skipped]).toEqual([undefined, undefined, undefined]);
  });

  test('whatever a server said, it stays XML and text', () => {
    const report = reportOf(result('banner', 'fail', { code: 'refused', reply: HOSTILE, subject: HOSTILE }));
    const rows = report.rows.map((row) => ({ ...row, text: HOSTILE, remedy: HOSTILE, title: HOSTILE }));
    const hostile = { ...report, rows, headline: HOSTILE, domain: HOSTILE };
    const failed = casesOf(hostile).filter(({ failure }) => failure !== undefined);
    expect(failed[1]?.failure?.['#text']).toContain('<script>alert("x")</script>]]>&');
    expect(renderJunit(hostile, 'en')).not.toContain('<script>');
  });

  test('in German too', () => {
    expect(renderJunit(reportOf(result('banner', 'fail', { code: 'refused', reply: '554' })), 'de')).toContain('nicht bestanden'); // biome-ignore format: one line
    read(reportOf(), 'de');
  });
});
