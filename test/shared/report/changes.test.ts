import { describe, expect, test } from '@jest/globals';
import type { Status } from '../../../shared/check/status.ts';
import { assemble } from '../../../shared/report/assemble.ts';
import { changesOf, KINDS, type Latest, latestAfter, toldChanges } from '../../../shared/report/changes.ts';
import { reportPage } from '../../../shared/report/render/html/page.ts';
import { renderText } from '../../../shared/report/render/text.ts';
import type { ReportRow } from '../../../shared/report/report.ts';
import { wordsOf } from '../../../shared/report/words.ts';
import { FRAME, found, result, rowsWith } from './kit.ts';

const row = (id: string, status: Status, more: Partial<ReportRow> = {}): ReportRow => {
  const plain = result(id, status, { reason: status === 'inconclusive' ? 'throttled' : null, ...more });
  return { ...plain, ...wordsOf(plain, 'en'), sharedFrom: null };
};

/** What is known after looks at one row, one after the other. */
const known = (...looks: readonly ReportRow[][]): Latest | null =>
  looks.reduce<Latest | null>((latest, rows, at) => latestAfter(`check-${at}`, at, rows, latest), null);

const kinds = (rows: readonly ReportRow[], latest: Latest | null): string[] =>
  KINDS.flatMap((kind) => changesOf(rows, latest)[kind].map((one) => `${kind} ${one.row}`));

describe('what differs from the check before', () => {
  test.each<[Status, Status, string[]]>([
    ['pass', 'fail', ['worse starttls']],
    ['pass', 'warn', ['worse starttls']],
    ['info', 'warn', ['worse starttls']],
    ['notApplicable', 'fail', ['worse starttls']],
    ['warn', 'fail', ['worse starttls']],
    ['fail', 'warn', ['better starttls']],
    ['warn', 'pass', ['better starttls']],
    ['fail', 'notApplicable', ['better starttls']],
    ['pass', 'info', []],
    ['info', 'notApplicable', []],
    ['pass', 'pass', []],
    ['pass', 'inconclusive', ['unknown starttls']],
    ['fail', 'notTested', ['unknown starttls']],
    ['inconclusive', 'notTested', []],
    ['inconclusive', 'fail', ['new starttls']],
    ['notTested', 'pass', ['new starttls']],
  ])('%s, then %s: %j', (before, now, expected) => {
    expect(kinds([row('starttls', now)], known([row('starttls', before)]))).toEqual(expected);
  });

  test('a look that could not decide is passed over: what became worse meanwhile is told, what did not is not', () => {
    const latest = known([row('starttls', 'pass')], [row('starttls', 'inconclusive')], [row('starttls', 'notTested')]);
    expect(kinds([row('starttls', 'fail')], latest)).toEqual(['worse starttls']);
    expect(kinds([row('starttls', 'pass')], latest)).toEqual([]);
    expect(kinds([row('starttls', 'inconclusive')], latest)).toEqual([]);
  });

  test('another code or value at the same status is a change, and neither worse nor better', () => {
    const latest = known([row('tls-version', 'pass', { value: 'TLSv1.2', code: 'a' })]);
    expect(kinds([row('tls-version', 'pass', { value: 'TLSv1.3', code: 'a' })], latest)).toEqual([
      'changed tls-version',
    ]);
    expect(kinds([row('tls-version', 'info', { value: 'TLSv1.2', code: 'b' })], latest)).toEqual([
      'changed tls-version',
    ]);
    expect(changesOf([row('tls-version', 'pass', { value: 'TLSv1.3', code: 'a' })], latest).changed).toEqual([
      { row: 'tls-version', subject: null, from: { status: 'pass', code: 'a', value: 'TLSv1.2' }, to: { status: 'pass', code: 'a', value: 'TLSv1.3' } }, // biome-ignore format: one line
    ]);
  });

  test('the order of a list is no change; a value that is another each time is none either', () => {
    expect(kinds([row('mx-resolvable', 'pass', { value: ['b', 'a'] })], known([row('mx-resolvable', 'pass', { value: ['a', 'b'] })]))).toEqual([]); // biome-ignore format: one line
    expect(kinds([row('banner', 'pass', { value: '220 at 8 o’clock' })], known([row('banner', 'pass', { value: '220 at 7' })]))).toEqual([]); // biome-ignore format: one line
    expect(kinds([row('rcpt-to', 'pass', { value: 'sepp.x@a.test' })], known([row('rcpt-to', 'pass', { value: 'sepp.y@a.test' })]))).toEqual([]); // biome-ignore format: one line
  });

  test('each subject for itself; one that was not looked at is remembered', () => {
    const [one, other] = [{ subject: '192.0.2.1' }, { subject: '192.0.2.2' }];
    const latest = known(
      [row('starttls', 'pass', one), row('starttls', 'fail', other)],
      [row('starttls', 'fail', other)],
    );
    expect(kinds([row('starttls', 'fail', one), row('starttls', 'fail', other)], latest)).toEqual(['worse starttls']);
    expect(kinds([row('starttls', 'pass', { subject: '192.0.2.3' })], latest)).toEqual(['new starttls']);
  });

  test('of a first check every decided row is new, and nobody is told', () => {
    const rows = [row('starttls', 'fail'), row('banner', 'inconclusive')];
    const changes = changesOf(rows, null);
    expect([changes.since, kinds(rows, null)]).toEqual([null, ['new starttls']]);
  });

  test('the graver comes first, and what is remembered has an end', () => {
    const ids = ['starttls', 'open-relay'];
    const latest = known(ids.map((id) => row(id, 'pass')));
    expect(kinds(ids.map((id) => row(id, 'fail')), latest)).toEqual(['worse open-relay', 'worse starttls']); // biome-ignore format: one line
    const many = Array.from({ length: 600 }, (_, at) => row('rcpt-to', 'pass', { subject: `${at}` }));
    expect(known(many)?.known).toHaveLength(500);
  });
});

describe('for people', () => {
  const rows = [
    result('starttls', 'fail', { subject: '192.0.2.1', code: 'not-offered' }),
    result('banner', 'pass', { subject: '192.0.2.1', code: 'greeted', value: '220 mx' }),
  ];
  const before = [row('starttls', 'pass', { subject: '192.0.2.1' }), row('banner', 'pass', { subject: '192.0.2.1' })];
  const report = assemble([found('session', rowsWith(...rows))], FRAME);
  const changes = changesOf(report.rows, latestAfter('00000000-0000-4000-8000-000000000000', 0, before, null));
  const TEXT = { lang: 'en', colour: false, width: 100, log: false } as const;

  test('the text says what was and what is', () => {
    const text = renderText(report, { ...TEXT, changes });
    expect(text).toContain('Since the check before\n');
    expect(text).toMatch(/Worse: .* 192\.0\.2\.1 \(passed → failed\)/);
    expect(renderText(report, { ...TEXT, lang: 'de', changes })).toContain('Schlechter: ');
    expect(renderText(report, { ...TEXT, changes: changesOf(report.rows, null) })).not.toContain('Since');
    expect(renderText(report, TEXT)).not.toContain('Since');
  });

  test('the page says the same, and leads to that check only whoever may see it', () => {
    const served = { otherLanguage: '?lang=de', home: null, formats: '/v1/checks/x', live: '', tag: '' };
    const page = reportPage(report, 'en', served, changes);
    expect(page).toContain('<h3>Worse</h3>');
    expect(page).toContain('href="/v1/checks/00000000-0000-4000-8000-000000000000"');
    expect(reportPage(report, 'en', { ...served, formats: null }, changes)).not.toContain('/v1/checks/0000');
    expect(reportPage(report, 'de', served, changes)).toContain('<h3>Schlechter</h3>');
    expect(reportPage(report, 'en', served, null)).not.toContain('id="changes"');
  });

  test('where nothing has changed it is said; of what is new only what asks for something', () => {
    const same = changesOf(report.rows, latestAfter('a', 0, report.rows, null));
    expect(renderText(report, { ...TEXT, changes: same })).toContain('Nothing has changed.');
    const first = toldChanges(report.rows, changesOf(report.rows, null));
    expect(first.map(({ kind, row: { id } }) => `${kind} ${id}`)).toContain('new starttls');
    expect(first.every(({ row: { status } }) => status === 'fail' || status === 'warn')).toBe(true);
  });
});
