import { describe, expect, test } from '@jest/globals';
import type { Status } from '../../../shared/check/status.ts';
import { catalogue } from '../../../shared/report/catalogue.ts';
import {
  type Baseline,
  type Conclusion,
  conclude,
  countsOf,
  isQuiet,
  type NewsItem,
} from '../../../shared/report/news.ts';
import type { ReportRow } from '../../../shared/report/report.ts';
import { DAY, knownFrom, look, NOW, row } from './looks.ts';

/** A row that operations want to hear of, and one that they do not. */
const WATCHED = 'starttls';
const OTHER = 'certificate-key';

/** A row as a table writes it: its status, or `-` where the look has no such row. */
type Cell = Status | '-';
const cell = (id: string, status: Cell, subject = '192.0.2.1'): ReportRow[] =>
  status === '-' ? [] : [row(id, status, { subject })];

const judged = (baseline: Baseline | null, first: ReportRow[], second: ReportRow[] | null = null): Conclusion =>
  conclude({ baseline, first: look(first, NOW, 'one'), second: second && look(second, NOW + 1, 'two') });

const told = ({ items }: Conclusion): string[] => items.map(({ kind, row, to }) => `${kind} ${row} ${to.status}`);
const knownOf = ({ after: { known } }: Conclusion, id: string): string[] =>
  known.filter((one) => one.row === id).map(({ status }) => status);

test('these rows are what the tables take them for', () => {
  const declared = new Map(catalogue.map((one) => [one.row.id, one.row]));
  expect([declared.get(WATCHED)?.watch, declared.get(OTHER)?.watch]).toEqual([true, false]);
});

describe('one look', () => {
  test.each<[string, Cell, Cell, string[], boolean, string[]]>([
    [WATCHED, 'pass', 'pass', [], false, ['pass']],
    [WATCHED, 'pass', 'info', [], false, ['info']],
    [WATCHED, 'pass', 'warn', ['unconfirmed starttls warn'], true, ['pass']],
    [WATCHED, 'notApplicable', 'fail', ['unconfirmed starttls fail'], true, ['notApplicable']],
    [WATCHED, 'warn', 'fail', ['unconfirmed starttls fail'], true, ['warn']],
    [WATCHED, 'fail', 'warn', ['better starttls warn'], false, ['warn']],
    [WATCHED, 'warn', 'pass', ['better starttls pass'], false, ['pass']],
    [WATCHED, 'fail', 'inconclusive', [], false, ['fail']],
    [WATCHED, 'pass', 'notTested', [], false, ['pass']],
    [WATCHED, 'pass', '-', [], false, ['pass']],
    [WATCHED, '-', 'fail', [], false, ['fail']],
    [WATCHED, 'inconclusive', 'fail', [], false, ['fail']],
    [OTHER, 'pass', 'warn', [], false, ['warn']],
    [OTHER, 'pass', 'fail', ['unconfirmed certificate-key fail'], true, ['pass']],
    [OTHER, 'warn', 'fail', ['unconfirmed certificate-key fail'], true, ['warn']],
    [OTHER, 'fail', 'pass', ['better certificate-key pass'], false, ['pass']],
    [OTHER, 'warn', 'pass', [], false, ['pass']],
  ] as [
    string,
    Cell,
    Cell,
    string[],
    boolean,
    string[],
  ][])('%s was %s, is %s: %j', (id, before, now, items, needsSecond, known) => {
    const found = judged(knownFrom([...cell(id, before), row('banner', 'pass')]), [
      ...cell(id, now),
      row('banner', 'pass'),
    ]);
    expect([told(found), found.needsSecond, knownOf(found, id)]).toEqual([items, needsSecond, known]);
  });

  test('a domain that no run has looked at: everything becomes known, and nothing is news', () => {
    const found = judged(null, [row(WATCHED, 'fail'), row(OTHER, 'pass'), row('banner', 'inconclusive')]);
    expect([found.items, found.needsSecond]).toEqual([[], false]);
    expect(found.after).toEqual({
      checkId: 'one',
      finishedAt: NOW,
      known: [
        { row: WATCHED, subject: null, status: 'fail', code: 'code', value: null, open: false },
        { row: OTHER, subject: null, status: 'pass', code: 'code', value: null, open: false },
      ],
      marks: [],
    });
  });

  test('looks that could not decide are passed over: what became worse meanwhile is told', () => {
    const baseline = knownFrom([row(WATCHED, 'pass')], [row(WATCHED, 'inconclusive')], [row(WATCHED, 'notTested')]);
    expect(told(judged(baseline, [row(WATCHED, 'fail')], [row(WATCHED, 'fail')]))).toEqual(['worse starttls fail']);
  });

  test('another code or value of a watched row is a change; of another row, or a fleeting value, it is none', () => {
    const changed = (id: string, before: object, now: object): string[] =>
      told(judged(knownFrom([row(id, 'pass', before)]), [row(id, 'pass', now)]));
    expect(changed('tls-version', { value: 'TLSv1.2' }, { value: 'TLSv1.3' })).toEqual(['changed tls-version pass']);
    expect(changed('tls-version', { code: 'a' }, { code: 'b' })).toEqual(['changed tls-version pass']);
    expect(changed('tls-version', { value: ['a', 'b'] }, { value: ['b', 'a'] })).toEqual([]);
    expect(changed('banner', { value: '220 at 7' }, { value: '220 at 8' })).toEqual([]);
    expect(changed(OTHER, { value: 'a' }, { value: 'b' })).toEqual([]);
  });
});

describe('two looks at what was known to pass', () => {
  test.each<[Cell, Cell, string[], string[]]>([
    ['fail', 'fail', ['worse starttls fail'], ['fail']],
    ['fail', 'warn', ['worse starttls warn'], ['warn']],
    ['warn', 'fail', ['worse starttls fail'], ['fail']],
    ['fail', 'inconclusive', ['unconfirmed starttls fail'], ['pass']],
    ['fail', 'notTested', ['unconfirmed starttls fail'], ['pass']],
    ['fail', '-', ['unconfirmed starttls fail'], ['pass']],
    ['fail', 'pass', [], ['pass']],
    ['warn', 'info', [], ['info']],
    ['pass', 'fail', [], ['pass']],
    ['inconclusive', 'fail', [], ['pass']],
    ['-', 'fail', [], ['pass']],
    ['pass', 'inconclusive', [], ['pass']],
    ['inconclusive', 'info', [], ['info']],
    ['info', '-', [], ['info']],
    ['inconclusive', 'inconclusive', [], ['pass']],
  ])('%s, then %s: %j', (first, second, items, known) => {
    const found = judged(knownFrom(cell('starttls', 'pass')), cell('starttls', first), cell('starttls', second));
    expect([told(found), found.needsSecond, knownOf(found, 'starttls')]).toEqual([items, false, known]);
    expect([found.after.checkId, found.after.finishedAt]).toEqual(['two', NOW + 1]);
  });

  test('what one look saw alone is there for the next run', () => {
    const found = judged(
      knownFrom(cell('starttls', 'pass')),
      cell('starttls', 'fail'),
      cell('starttls', 'inconclusive'),
    );
    expect(told(judged(found.after, cell('starttls', 'fail')))).toEqual(['unconfirmed starttls fail']);
  });

  test('a row that nobody watches is worse only where both looks fail', () => {
    const baseline = knownFrom(cell('certificate-key', 'pass'));
    expect(told(judged(baseline, cell('certificate-key', 'fail'), cell('certificate-key', 'fail')))).toEqual([
      'worse certificate-key fail',
    ]);
    const found = judged(baseline, cell('certificate-key', 'fail'), cell('certificate-key', 'warn'));
    expect([told(found), knownOf(found, 'certificate-key')]).toEqual([[], ['warn']]);
  });

  test('better and changed are told from the look that counts', () => {
    const failed = knownFrom(cell('starttls', 'fail'));
    expect(told(judged(failed, cell('starttls', 'fail'), cell('starttls', 'warn')))).toEqual(['better starttls warn']);
    expect(told(judged(failed, cell('starttls', 'warn'), cell('starttls', 'inconclusive')))).toEqual(['better starttls warn']); // biome-ignore format: one line
    expect(told(judged(failed, cell('starttls', 'warn'), cell('starttls', 'fail')))).toEqual([]);
  });

  test('says what was known, and what the second look said', () => {
    const more = { code: 'refused', reply: '454 no', value: 'x', data: { how: 'so' } };
    const [item] = judged(knownFrom([row('starttls', 'pass')]), [row('starttls', 'fail')], [row('starttls', 'fail', more)]).items; // biome-ignore format: one line
    expect(item).toEqual({
      kind: 'worse',
      row: 'starttls',
      subject: null,
      gravity: 60,
      from: { status: 'pass', code: 'code', value: null },
      to: { status: 'fail', code: 'refused', value: 'x', data: { reply: '454 no', how: 'so' } },
    });
  });
});

describe('addresses that come and go', () => {
  const [A, B, C] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
  /** Like `{ a: 'pass' }`: the row of each address. */
  const at = (states: Partial<Record<'a' | 'b' | 'c', Status>>, id = 'starttls'): ReportRow[] =>
    Object.entries(states).map(([name, status]) => row(id, status, { subject: { a: A, b: B, c: C }[name] ?? null }));
  const worse = ({ items }: Conclusion): string[] =>
    items.map(({ kind, subject, from, to }) => `${kind} ${subject?.at(-1)} ${from?.status}-${to.status}`);

  test.each<[string, ReportRow[], ReportRow[], string[]]>([
    ['the MX moved to one that fails', at({ a: 'pass' }), at({ b: 'fail' }), ['worse 2 pass-fail']],
    ['the MX moved to one that warns', at({ a: 'pass' }), at({ b: 'warn' }), ['worse 2 pass-warn']],
    ['the MX moved to one that is well', at({ a: 'pass' }), at({ b: 'pass' }), []],
    ['the MX moved to one that fails as the other did', at({ a: 'fail' }), at({ b: 'fail' }), []],
    ['the MX moved to one that is less bad', at({ a: 'fail' }), at({ b: 'warn' }), []],
    ['an address was added that fails', at({ a: 'pass' }), at({ a: 'pass', b: 'fail' }), ['worse 2 pass-fail']],
    ['an address was added that fails as the other does', at({ a: 'fail' }), at({ a: 'fail', b: 'fail' }), []],
    ['the bad one was replaced by another bad one', at({ a: 'pass', b: 'fail' }), at({ a: 'pass', c: 'fail' }), []],
    ['the good one was replaced by a bad one', at({ a: 'pass', b: 'fail' }), at({ c: 'fail', b: 'fail' }), ['worse 3 pass-fail']], // biome-ignore format: one line
    ['a row of which nothing was known', [row('banner', 'pass')], at({ a: 'fail' }), []],
    ['a row that nobody watches fails elsewhere', at({ a: 'pass' }, 'certificate-key'), at({ b: 'fail' }, 'certificate-key'), ['worse 2 pass-fail']], // biome-ignore format: one line
    [
      'a row that nobody watches warns elsewhere',
      at({ a: 'pass' }, 'certificate-key'),
      at({ b: 'warn' }, 'certificate-key'),
      [],
    ],
    ['the name does not resolve any more', at({ a: 'pass' }), [row('starttls', 'fail')], ['worse undefined pass-fail']], // biome-ignore format: one line
  ])('%s', (_, before, now, items) => {
    const baseline = knownFrom(before);
    expect(worse(judged(baseline, now, now))).toEqual(items);
    expect(judged(baseline, now).needsSecond).toBe(items.length > 0);
  });

  test.each<[string, ReportRow[], ReportRow[], string[]]>([
    ['both looks see it, of an address each', at({ a: 'fail' }), at({ b: 'fail' }), ['worse 2 pass-fail']],
    ['the other address is well', at({ a: 'fail' }), at({ b: 'pass' }), ['unconfirmed 1 pass-fail']],
    ['the other address is undecided', at({ a: 'fail' }), at({ b: 'inconclusive' }), ['unconfirmed 1 pass-fail']],
    ['the second look sees one more, which fails', at({ a: 'pass' }), at({ a: 'pass', b: 'fail' }), []],
    ['only the second sees the other fail', at({ a: 'pass' }), at({ b: 'fail' }), []],
    ['another row is worse there', at({ a: 'fail' }), at({ b: 'fail' }, 'ehlo'), ['unconfirmed 1 pass-fail']],
  ])('looks with different addresses: %s', (_, first, second, items) => {
    expect(worse(judged(knownFrom([...at({ a: 'pass' }), ...at({ a: 'pass' }, 'ehlo')]), first, second))).toEqual(
      items,
    );
  });

  test('one that is worse to one look alone does not become what is known, and hides no loss from the next run', () => {
    const pending = judged(knownFrom(at({ a: 'pass' })), at({ b: 'fail' }), at({ b: 'inconclusive' }));
    expect(worse(pending)).toEqual(['unconfirmed 2 pass-fail']);
    expect(worse(judged(pending.after, at({ b: 'fail' }), at({ b: 'fail' })))).toEqual(['worse 2 pass-fail']);
    const beside = judged(knownFrom(at({ a: 'pass', c: 'fail' })), at({ b: 'fail', c: 'fail' }), at({ c: 'fail' }));
    expect(worse(judged(beside.after, at({ b: 'fail', c: 'fail' }), at({ b: 'fail', c: 'fail' })))).toEqual(['worse 2 pass-fail']); // biome-ignore format: one line
  });

  test('a name with other addresses each time tells a loss once', () => {
    let baseline = knownFrom(at({ a: 'pass' }), at({ b: 'pass' }));
    const heard = [at({ c: 'fail' }), at({ a: 'fail' }), at({ b: 'fail' }), at({ c: 'fail' })].map((now) => {
      const found = judged(baseline, now, now);
      baseline = found.after;
      return worse(found);
    });
    expect(heard).toEqual([['worse 3 pass-fail'], [], [], []]);
  });

  test('a bad address that comes and goes is told once; one that was good and comes back bad is told', () => {
    const gone = knownFrom(at({ a: 'pass', b: 'fail' }), at({ a: 'pass' }));
    expect(worse(judged(gone, at({ a: 'pass', b: 'fail' })))).toEqual([]);
    const good = knownFrom(at({ a: 'pass', b: 'pass' }), at({ a: 'pass' }));
    expect(worse(judged(good, at({ a: 'pass', b: 'fail' })))).toEqual(['unconfirmed 2 pass-fail']);
  });

  test('of one that is new or back nothing else is news', () => {
    const gone = knownFrom([row('tls-version', 'fail', { subject: A })], [row('tls-version', 'pass', { subject: B })]);
    expect(worse(judged(gone, [row('tls-version', 'pass', { subject: A, value: 'x' })]))).toEqual([]);
  });

  test('only so many that are gone are remembered, and only so many in all', () => {
    const runs = Array.from({ length: 130 }, (_, n) => [row('starttls', 'pass', { subject: `192.0.2.${n}` })]);
    const { known } = knownFrom(...runs);
    expect([known.length, known[0]?.subject, known.at(-1)?.subject]).toEqual([101, '192.0.2.29', '192.0.2.129']);
    const many = Array.from({ length: 600 }, (_, n) => row('starttls', 'pass', { subject: `${n}` }));
    expect(knownFrom(many).known).toHaveLength(500);
  });
});

describe('the end of a certificate draws near', () => {
  /** Of so many days in all, with so many left at `now`. */
  const certificate = (
    left: number,
    status: Status = 'pass',
    { life = 398, subject = '192.0.2.1', now = NOW } = {},
  ): ReportRow => {
    const until = now + left * DAY;
    const [notBefore, notAfter] = [until - life * DAY + 1000, until].map((ms) => new Date(ms).toISOString());
    const data = { notBefore: notBefore ?? '', notAfter: notAfter ?? '' };
    return row('certificate-current', status, { subject, value: data.notAfter, data });
  };

  test.each<[number, number, number | null]>([
    [398, 31, null],
    [398, 30, 30],
    [398, 15, 30],
    [398, 14, 14],
    [398, 8, 14],
    [398, 7, 7],
    [398, 0.5, 7],
    [398, 0, null],
    [90, 30, 30],
    [89, 30, null],
    [47, 20, null],
    [47, 14, 14],
    [47, 7, 7],
    [41, 14, null],
    [21, 7, 7],
    [6, 2, null],
  ])('of %d days %d are left: mark %j', (life, left, mark) => {
    const found = judged(null, [certificate(left, 'pass', { life })]);
    expect(found.after.marks.map(({ days }) => days)).toEqual(mark === null ? [] : [mark]);
    expect(told(found)).toEqual(mark === null ? [] : ['expiring certificate-current pass']);
    expect(found.needsSecond).toBe(false);
  });

  test('each mark once, as far as it was passed since the last run', () => {
    let baseline: Baseline | null = null;
    const end = NOW + 40 * DAY;
    const heard = [40, 29, 28, 13, 12, 6, 1].map((left) => {
      const now = end - left * DAY;
      const found = conclude({ baseline, first: look([certificate(left, 'pass', { now })], now), second: null });
      baseline = found.after;
      return [left, ...found.items.map(({ kind }) => kind)];
    });
    expect(heard).toEqual([[40], [29, 'expiring'], [28], [13, 'expiring'], [12], [6, 'expiring'], [1]]);
    expect((baseline as Baseline | null)?.marks.map(({ days }) => days)).toEqual([7]);
  });

  test('another certificate begins anew; one that ended is forgotten', () => {
    const baseline = knownFrom([certificate(5, 'warn')]);
    const renewed = judged(baseline, [certificate(6, 'warn')]);
    expect(told(renewed)).toEqual(['expiring certificate-current warn']);
    expect(renewed.after.marks).toHaveLength(2);
    const later = conclude({ baseline, first: look([], NOW + 6 * DAY), second: null });
    expect(later.after.marks).toEqual([]);
  });

  test('that it warns now is told once with the mark, without a second look, and is known then', () => {
    const found = judged(knownFrom([certificate(30)]), [certificate(30, 'warn')]);
    expect([told(found), found.needsSecond]).toEqual([[], false]);
    const jumped = judged(knownFrom([certificate(40)]), [certificate(29, 'warn')]);
    expect([told(jumped), jumped.needsSecond]).toEqual([['expiring certificate-current warn'], false]);
    expect(knownOf(jumped, 'certificate-current')).toEqual(['warn']);
    expect(told(judged(jumped.after, [certificate(29, 'warn')]))).toEqual([]);
  });

  test('that it has ended is worse, and needs two looks', () => {
    const found = judged(knownFrom([certificate(1, 'warn')]), [certificate(-1, 'fail')]);
    expect([told(found), found.needsSecond]).toEqual([['unconfirmed certificate-current fail'], true]);
  });

  test.each([[47, 15.5], [45, 14.9], [60, 19.5], [6, 1.9]])('of %d days that warns with %d left, before any of its marks, is renewed in good order: nothing is told', (life, left) => {
    const found = judged(knownFrom([certificate(left + 1, 'pass', { life })]), [certificate(left, 'warn', { life })]);
    expect([told(found), found.needsSecond]).toEqual([[], false]);
    expect(knownOf(found, 'certificate-current')).toEqual(['warn']);
    // It was not renewed, and ends.
    const ended = judged(found.after, [certificate(-1, 'fail', { life })]);
    expect([told(ended), ended.needsSecond]).toEqual([['unconfirmed certificate-current fail'], true]);
  }); // biome-ignore format: a table

  test('another address with the same certificate is no news, at once or later', () => {
    const both = judged(null, [certificate(20), certificate(20, 'pass', { subject: '192.0.2.2' })]);
    expect(told(both)).toEqual(['expiring certificate-current pass']);
    expect(told(judged(both.after, [certificate(20), certificate(20, 'pass', { subject: '192.0.2.2' })]))).toEqual([]);
    const other = judged(knownFrom([certificate(20)]), [certificate(20, 'pass', { subject: '192.0.2.2' })]);
    expect(told(other)).toEqual([]);
  });

  test('an undecided row, or one whose dates cannot be read, passes no mark', () => {
    expect(told(judged(null, [certificate(20, 'inconclusive')]))).toEqual([]);
    expect(told(judged(null, [row('certificate-current', 'pass')]))).toEqual([]);
  });
});

describe('what is kept', () => {
  test('gravest kind first, then by gravity, and failures before warnings', () => {
    const ids = ['starttls', 'open-relay', 'tls-version', 'ehlo', 'connect', 'data'];
    const before = { 'starttls': 'pass', 'open-relay': 'pass', 'tls-version': 'fail', ehlo: 'pass', connect: 'pass', data: 'pass' } as const; // biome-ignore format: one line
    const baseline = knownFrom(ids.map((id) => row(id, before[id as keyof typeof before])));
    const first = [row('starttls', 'fail'), row('open-relay', 'fail'), row('tls-version', 'pass'), row('ehlo', 'fail'), row('connect', 'pass', { code: 'b' })]; // biome-ignore format: one line
    const second = [...first.slice(0, 3), row('ehlo', 'inconclusive'), ...first.slice(4)];
    const found = judged(baseline, first, second);
    expect(told(found)).toEqual([
      'worse open-relay fail',
      'worse starttls fail',
      'better tls-version pass',
      'changed connect pass',
      'unconfirmed ehlo fail',
    ]);
    expect(countsOf(found.items)).toEqual({ worse: 2, expiring: 0, better: 1, changed: 1, unconfirmed: 1 });
  });

  test('whatever servers say, the news of one domain stay small', () => {
    const subjects = Array.from({ length: 400 }, (_, n) => `2001:db8::${n}`);
    const long = 'ä'.repeat(1500);
    const data = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, Array.from({ length: 200 }, () => long)]));
    const before = subjects.map((subject) => row('starttls', 'pass', { subject }));
    const now = subjects.map((subject) => row('starttls', 'fail', { subject, value: long, reply: long, data }));
    const { items, after: known } = judged(knownFrom(before), now, now);
    expect(items.length).toBeGreaterThan(4);
    expect(Buffer.byteLength(JSON.stringify(items))).toBeLessThan(45_000);
    expect(Buffer.byteLength(JSON.stringify(known))).toBeLessThan(350_000);
  });
});

describe('acknowledged findings are quiet', () => {
  const item: NewsItem = {
    kind: 'worse',
    row: 'starttls',
    subject: null,
    gravity: 60,
    from: null,
    to: { status: 'fail', code: 'refused', value: null, data: {} },
  };
  const known = { domain: 'contoso.test', row: 'starttls', subject: null, code: 'refused', until: null };

  test.each<[string, object, boolean]>([
    ['the same', {}, true],
    ['until later', { until: NOW + 1 }, true],
    ['until now', { until: NOW }, false],
    ['of another domain', { domain: 'fabrikam.test' }, false],
    ['of another row', { row: 'ehlo' }, false],
    ['of another subject', { subject: '192.0.2.1' }, false],
    ['with another outcome', { code: 'alert' }, false],
  ])('%s: %s', (_, more, expected) => {
    expect(isQuiet(item, 'contoso.test', [{ ...known, ...more }], NOW)).toBe(expected);
  });

  test('where nothing is acknowledged nothing is quiet', () => {
    expect(isQuiet(item, 'contoso.test', [], NOW)).toBe(false);
  });
});
