import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RowResult } from '../../../shared/check/runner.ts';
import { CALLERS_CHOICE, REASONS, STATUSES } from '../../../shared/check/status.ts';
import { catalogue } from '../../../shared/report/catalogue.ts';
import { judge } from '../../../shared/report/verdict.ts';
import { result, rowsWith, skipped, unknown } from './kit.ts';

const A = { subject: '192.0.2.1' };
const B = { subject: '192.0.2.2' };
const DECIDING = catalogue.filter(({ row }) => row.deciding).map(({ row }) => row.id);

describe('the verdict', () => {
  test.each<[what: string, changed: RowResult[], verdict: string, first: string | null]>([
    ['all well', [], 'ready', null],
    ['facts and what does not apply', [result('log', 'info'), result('tls-bits', 'notApplicable')], 'ready', null],
    ['one warning', [result('quit', 'warn')], 'readyWithWarnings', 'quit'],
    ['one failure', [result('quit', 'fail')], 'notReady', 'quit'],
    ['a failure beside warnings', [result('quit', 'fail'), result('open-relay', 'warn')], 'notReady', 'quit'],
    [
      'a failure beside an open question',
      [result('quit', 'fail'), unknown('connect', 'unreachable-from-here')],
      'notReady',
      'quit',
    ],
    ['a deciding row is inconclusive', [unknown('banner', 'throttled')], 'incomplete', 'banner'],
    ['a deciding row is not tested', [skipped('ehlo', 'earlier-step')], 'incomplete', 'ehlo'],
    [
      'an open question beside a warning',
      [unknown('banner', 'throttled'), result('starttls', 'warn')],
      'incomplete',
      'banner',
    ],
    ['another row is inconclusive', [unknown('data', 'no-reply')], 'ready', 'data'],
    [
      'another row is not tested',
      [skipped('starttls', 'earlier-step'), skipped('tls-bits', 'internal')],
      'ready',
      null,
    ],
    [
      'one address is open, the other is well',
      [unknown('banner', 'throttled', A), result('banner', 'pass', B)],
      'ready',
      'banner',
    ],
    [
      'a doubt is graver than the warning beside it',
      [unknown('starttls', 'no-common-cipher'), result('error', 'warn')],
      'readyWithWarnings',
      'starttls',
    ],
    [
      'a warning is graver than the doubt beside it',
      [unknown('ptr-ipv4', 'dns-trouble'), result('starttls', 'warn')],
      'readyWithWarnings',
      'starttls',
    ],
    [
      'one address is open, the other warns',
      [unknown('connect', 'unreachable-from-here', A), result('connect', 'warn', B)],
      'readyWithWarnings',
      'connect',
    ],
    [
      'both addresses are open',
      [unknown('banner', 'throttled', A), skipped('banner', 'no-route', B)],
      'incomplete',
      'banner',
    ],
    ['there is no target', [skipped('connect', 'no-target'), skipped('banner', 'no-target')], 'incomplete', 'connect'],
    ['the caller left a deciding row out', [skipped('open-relay', 'not-configured')], 'readyWithWarnings', null],
    [
      'the caller left one out, and one is open',
      [skipped('open-relay', 'not-asked'), unknown('ehlo', 'no-reply')],
      'incomplete',
      'ehlo',
    ],
    [
      'the caller left one out, and something warns',
      [skipped('open-relay', 'not-asked'), result('quit', 'warn')],
      'readyWithWarnings',
      'quit',
    ],
    [
      'an MX host beyond the limit is left out, the others are open',
      [unknown('mx-resolvable', 'dns-trouble', A), skipped('mx-resolvable', 'not-asked', B)],
      'incomplete',
      'mx-resolvable',
    ],
    [
      'sending was not allowed',
      [unknown('recipient-filtering', 'sending-not-allowed')],
      'incomplete',
      'recipient-filtering',
    ],
  ])('%s', (_, changed, verdict, first) => {
    const judgement = judge(rowsWith(...changed));
    expect([judgement.verdict, judgement.first?.id ?? null]).toEqual([verdict, first]);
  });

  test.each(DECIDING)('%s decides', (id) => {
    expect(judge(rowsWith(unknown(id, 'deadline'))).verdict).toBe('incomplete');
    for (const reason of REASONS) {
      const { verdict, leftOut } = judge(rowsWith(skipped(id, reason)));
      const choice = CALLERS_CHOICE.has(reason);
      expect([reason, verdict, leftOut]).toEqual([
        reason,
        choice ? 'readyWithWarnings' : 'incomplete',
        choice ? [id] : [],
      ]);
    }
  });

  test('an inconclusive row is never the caller’s choice', () => {
    const { verdict, leftOut } = judge(rowsWith(unknown('open-relay', 'not-configured')));
    expect([verdict, leftOut]).toEqual(['incomplete', []]);
  });

  test('names what was left out, whatever else there is', () => {
    const left = [
      skipped('open-relay', 'not-configured'),
      skipped('spf-check', 'not-configured'),
      skipped('data', 'not-asked'),
    ];
    expect(judge(rowsWith(...left)).leftOut.sort()).toEqual(['open-relay', 'spf-check']);
    expect(judge(rowsWith(...left, result('connect', 'fail'))).leftOut.sort()).toEqual(['open-relay', 'spf-check']);
  });

  test('speaks of the gravest finding first, of equal ones of the first', () => {
    const order = [
      'open-relay',
      'connect',
      'spf-check',
      'recipient-filtering',
      'starttls',
      'certificate-current',
      'quit',
    ];
    for (const status of ['fail', 'warn'] as const) {
      for (let from = 0; from < order.length; from += 1) {
        const some = order.slice(from).map((id) => result(id, status));
        expect(judge(rowsWith(...some)).first?.id).toBe(order[from]);
        expect(judge([...rowsWith(...some)].reverse()).first?.id).toBe(order[from]);
      }
    }
    const twice = judge(rowsWith(result('banner', 'fail', A), result('banner', 'fail', B)));
    expect(twice.first?.subject).toBe(A.subject);
  });

  test('follows from the statuses alone, for any report', () => {
    const status = fc.constantFrom(...STATUSES);
    const reason = fc.constantFrom(...REASONS);
    const any = fc.record({
      id: fc.constantFrom(...catalogue.map(({ row }) => row.id)),
      status,
      reason,
      twice: fc.option(status),
    });
    fc.assert(
      fc.property(fc.uniqueArray(any, { selector: ({ id }) => id }), (list) => {
        const rows = rowsWith(
          ...list.flatMap(({ id, status: one, reason: why, twice }) =>
            [one, ...(twice === null ? [] : [twice])].map((each, index) =>
              result(id, each, {
                subject: String(index),
                reason: each === 'inconclusive' || each === 'notTested' ? why : null,
              }),
            ),
          ),
        );
        const { verdict, first } = judge(rows);
        const all = (id: string): RowResult[] => rows.filter((row) => row.id === id);
        const openRow = (row: RowResult): boolean => ['inconclusive', 'notTested'].includes(row.status);
        const open = DECIDING.filter((id) => all(id).every(openRow));
        const chosen = open.filter((id) =>
          all(id).every(
            (row) => row.status === 'notTested' && ['not-asked', 'not-configured'].includes(row.reason ?? ''),
          ),
        );
        const has = (wanted: string): boolean => rows.some((row) => row.status === wanted);
        const expected = has('fail')
          ? 'notReady'
          : open.length > chosen.length
            ? 'incomplete'
            : has('warn') || chosen.length > 0
              ? 'readyWithWarnings'
              : 'ready';
        expect(verdict).toBe(expected);
        if (first !== null) expect(rows).toContain(first);
      }),
    );
  });
});
