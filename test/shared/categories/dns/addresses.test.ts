import { describe, expect, test } from '@jest/globals';
import { aRecord } from '../../../../shared/categories/dns/a-record.ts';
import { aaaaRecord } from '../../../../shared/categories/dns/aaaa-record.ts';
import { brief, found, judged, loop, nodata, nxdomain, servfail, timeout, viaAlias } from './kit.ts';

const none = 'notApplicable not-applicable';
const unknown = 'inconclusive undecided dns-trouble';

describe('rows 32 and 34', () => {
  test.each([
    ['both', found('192.0.2.1'), found('2001:db8::1'), 'info addresses', 'info addresses'],
    ['IPv4 only', found('192.0.2.1'), nodata, 'info addresses', none],
    ['IPv6 only', nodata, found('2001:db8::1'), none, 'info addresses'],
    ['neither', nodata, nodata, 'fail no-address', none],
    ['no such name', nxdomain, nxdomain, 'fail no-address', none],
    ['SERVFAIL', servfail, servfail, unknown, unknown],
    ['time-out', timeout, timeout, unknown, unknown],
    ['loop', loop, loop, unknown, unknown],
    ['no A, AAAA unknown', nodata, servfail, unknown, unknown],
    ['A unknown, no AAAA', timeout, nodata, unknown, none],
    ['A unknown, AAAA there', servfail, found('2001:db8::1'), unknown, 'info addresses'],
    ['A there, AAAA unknown', found('192.0.2.1'), timeout, 'info addresses', unknown],
  ])('%s', (_, a, aaaa, row32, row34) => {
    const target = { a, aaaa, literal: null };
    expect(brief(judged(aRecord, { target }))).toEqual([row32]);
    expect(brief(judged(aaaaRecord, { target }))).toEqual([row34]);
  });

  test.each([
    ['192.0.2.1', 'info addresses', none],
    ['2001:db8::1', none, 'info addresses'],
  ])('of a target given as %s', (literal, row32, row34) => {
    const target = { a: nodata, aaaa: nodata, literal };
    expect(brief(judged(aRecord, { target }))).toEqual([row32]);
    expect(brief(judged(aaaaRecord, { target }))).toEqual([row34]);
  });

  test('show the addresses, the aliases and what is beyond the eighth', () => {
    const target = { a: viaAlias('real.test', '192.0.2.1', '192.0.2.2'), aaaa: nodata, literal: null };
    expect(judged(aRecord, { target }, { beyond: ['192.0.2.9'] })[0]).toMatchObject({
      value: ['192.0.2.1', '192.0.2.2'],
      data: { host: 'mx.contoso.test', aliases: ['real.test'], beyond: ['192.0.2.9'] },
    });
  });
});
