import { describe, expect, test } from '@jest/globals';
import { categories } from '../../../shared/categories/index.ts';
import { ended } from '../../../shared/check/run-category.ts';
import { assemble } from '../../../shared/report/assemble.ts';
import { catalogue } from '../../../shared/report/catalogue.ts';
import { conversation, FRAME, found, result, rowsWith, TARGET } from './kit.ts';

const NUMBERS = Array.from({ length: 35 }, (_, index) => index + 1);

/** Numbers of the rows in the order of the report, each once. */
const numbers = (rows: readonly { n: number | null }[]): (number | null)[] => [
  ...new Set(rows.map(({ n }) => n).filter((n) => n !== null)),
];

describe('a report', () => {
  test('of nothing at all has every row, as not asked for', () => {
    const report = assemble([], FRAME);
    expect(numbers(report.rows)).toEqual(NUMBERS);
    expect(report.rows.map(({ id }) => id)).toEqual(catalogue.map(({ row }) => row.id));
    const asked = report.rows.filter(({ category }) => category !== 'all');
    expect(asked.every(({ status, reason }) => status === 'notTested' && reason === 'not-asked')).toBe(true);
    expect(report).toMatchObject({ verdict: 'readyWithWarnings', categories: [], conversations: [] });
  });

  test.each(categories.map(({ id }) => id))('has all 35 rows in order when %s alone was asked for', (id) => {
    const report = assemble([found(id, rowsWith())], FRAME);
    expect(numbers(report.rows)).toEqual(NUMBERS);
    for (const { row, category } of catalogue) {
      if (category === 'all') continue;
      expect(report.rows.filter((one) => one.id === row.id).map(({ status }) => status)).toEqual([
        category === id ? 'pass' : 'notTested',
      ]);
    }
  });

  test('keeps the order of the catalogue whatever order the categories ended in, and subjects as they came', () => {
    const rows = rowsWith(result('connect', 'pass', { subject: 'b' }), result('connect', 'warn', { subject: 'a' }));
    const results = categories.map(({ id }) => found(id, rows));
    const report = assemble(results, FRAME);
    const other = assemble([...results].reverse(), FRAME);
    expect(other.rows).toEqual(report.rows);
    expect(report.rows.slice(0, 3).map(({ id, subject }) => `${id} ${subject}`)).toEqual([
      'connect b',
      'connect a',
      'banner null',
    ]);
  });

  test('of categories that could not be completed has their rows too, with the reason, and the fault in row 24', () => {
    const results = categories.map((category) => ended(category, 'internal', 5, 'TypeError: boom\n    at secret.ts:1'));
    const report = assemble(results, FRAME);
    expect(numbers(report.rows)).toEqual(NUMBERS);
    const fault = report.rows.find(({ n }) => n === 24);
    expect(fault).toMatchObject({ status: 'warn', side: 'tester' });
    expect(JSON.stringify(fault)).toContain('boom');
    expect(JSON.stringify(fault)).not.toContain('secret.ts');
    expect(report.rows.find(({ n }) => n === 1)).toMatchObject({
      status: 'notTested',
      reason: 'internal',
      side: 'tester',
    });
    expect(report.verdict).toBe('incomplete');
  });

  test('says in row 24 that a row of ours threw', () => {
    const thrown = result('banner', 'notTested', { code: 'not-tested', reason: 'internal', data: { message: 'boom' } });
    const report = assemble([found('session', rowsWith(thrown))], FRAME);
    expect(report.rows.find(({ n }) => n === 24)?.value).toEqual(['banner: boom']);
  });

  test('counts every row once', () => {
    const report = assemble(
      categories.map(({ id }) => found(id, rowsWith(result('quit', 'warn')))),
      FRAME,
    );
    const sum = Object.values(report.counts).reduce((total, count) => total + count, 0);
    expect(sum).toBe(report.rows.length);
    expect(report.counts.warn).toBe(1);
    expect(Object.keys(report.counts)).toEqual([
      'pass',
      'info',
      'warn',
      'fail',
      'notApplicable',
      'inconclusive',
      'notTested',
    ]);
  });

  test('carries the conversations without what is for us alone, and cites them in row 25', () => {
    const talk = conversation();
    const report = assemble([found('session', rowsWith(), { conversations: [talk] })], FRAME);
    expect(report.conversations).toEqual([
      { id: talk.id, category: 'session', address: '192.0.2.1', port: 25, lines: talk.lines },
    ]);
    expect(report.rows.find(({ n }) => n === 25)).toMatchObject({
      status: 'info',
      evidence: [{ conversation: 'session-1', lines: [1, 2, 3, 4] }],
    });
  });

  test('tells in rows 22 and 23 how conversations ended', () => {
    const cut = conversation({
      ending: { by: 'server', stage: 'ehlo', kind: 'dropped', how: null, words: '421 bye', line: 4 },
    });
    const mute = conversation({
      id: 'session-2',
      ending: { by: 'trouble', stage: 'banner', kind: 'timeout', how: 'silent', words: null, line: 2 },
    });
    const report = assemble([found('session', rowsWith(), { conversations: [cut, mute] })], FRAME);
    expect(report.rows.find(({ n }) => n === 22)).toMatchObject({
      status: 'warn',
      stage: 'ehlo',
      evidence: [{ conversation: 'session-1', lines: [4] }],
    });
    expect(report.rows.find(({ n }) => n === 23)).toMatchObject({
      status: 'warn',
      stage: 'banner',
      evidence: [{ conversation: 'session-2', lines: [2] }],
    });
    const well = assemble([found('session', rowsWith(), { conversations: [conversation()] })], FRAME);
    for (const n of [22, 23, 24]) expect(well.rows.find((row) => row.n === n)?.status).toBe('notApplicable');
  });

  test('without a target says so', () => {
    const target = {
      ...TARGET,
      host: null,
      source: null,
      addresses: [],
      absence: { because: 'gateway', reason: 'no-target' as const },
    };
    expect(assemble([], { ...FRAME, target }).target).toBeNull();
    expect(assemble([], FRAME).target).toEqual({
      host: 'mx.contoso.test',
      port: 25,
      source: 'mx',
      addresses: ['192.0.2.1'],
    });
  });

  test('is the same for the same results, in any language, but for its words', () => {
    const results = categories.map(({ id }) => found(id, rowsWith(result('quit', 'warn'))));
    expect(assemble(results, FRAME)).toEqual(assemble(results, FRAME));
    const bare = ({ rows, headline: _, ...rest }: ReturnType<typeof assemble>) => ({
      ...rest,
      rows: rows.map(({ title, text, remedy, ...row }) => row),
    });
    expect(bare(assemble(results, { ...FRAME, lang: 'de' }))).toEqual(bare(assemble(results, FRAME)));
  });
});
