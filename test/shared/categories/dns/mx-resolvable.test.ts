import { describe, expect, test } from '@jest/globals';
import { mxResolvable } from '../../../../shared/categories/dns/mx-resolvable.ts';
import { brief, found, host, hosts, judged, loop, mx, nodata, nxdomain, servfail, timeout, viaAlias } from './kit.ts';

const apex = { a: nodata, aaaa: nodata };
const one = mx([10, 'a.test']);
const two = mx([10, 'a.test'], [20, 'b.test']);
const good = host('b.test', found('192.0.2.1'));

describe('row 31', () => {
  test.each([
    ['A', host('a.test', found('192.0.2.1')), 'pass resolves'],
    ['AAAA alone', host('a.test', nodata, found('2001:db8::1')), 'pass resolves'],
    ['A, and AAAA fails', host('a.test', found('192.0.2.1'), servfail), 'pass resolves'],
    ['A, and AAAA is silent', host('a.test', found('192.0.2.1'), timeout), 'pass resolves'],
    ['an alias', host('a.test', viaAlias('c.test', '192.0.2.1')), 'warn is-alias'],
    ['NXDOMAIN', host('a.test', nxdomain, nxdomain), 'fail unresolvable'],
    ['no address', host('a.test', nodata, nodata), 'fail unresolvable'],
    ['an alias of nothing', host('a.test', { ...nxdomain, aliases: ['c.test'] }), 'fail unresolvable'],
    ['a loop', host('a.test', loop, loop), 'fail alias-loop'],
    ['a loop seen once', host('a.test', servfail, loop), 'fail alias-loop'],
    ['SERVFAIL', host('a.test', servfail, servfail), 'inconclusive undecided dns-trouble'],
    ['time-out', host('a.test', timeout, timeout), 'inconclusive undecided dns-trouble'],
    ['no A, and AAAA fails', host('a.test', nodata, servfail), 'inconclusive undecided dns-trouble'],
    ['A fails, and no AAAA', host('a.test', timeout, nodata), 'inconclusive undecided dns-trouble'],
    ['an address for a name', { ...host('192.0.2.1', nxdomain, nxdomain), literal: true }, 'fail ip-literal'],
  ])('one MX: %s', (_, tested, expected) => {
    expect(brief(judged(mxResolvable, { mx: one, hosts: hosts(tested), apex }))).toEqual([
      `${tested.host} ${expected}`,
    ]);
  });

  test('a dead MX beside a good one is a warning, be it first or last', () => {
    const dead = host('a.test', nxdomain, nxdomain);
    expect(brief(judged(mxResolvable, { mx: two, hosts: hosts(dead, good), apex }))).toEqual([
      'a.test warn one-unresolvable',
      'b.test pass resolves',
    ]);
    expect(brief(judged(mxResolvable, { mx: two, hosts: hosts(good, dead), apex }))).toEqual([
      'b.test pass resolves',
      'a.test warn one-unresolvable',
    ]);
    expect(brief(judged(mxResolvable, { mx: two, hosts: hosts(dead, host('b.test', nodata)), apex }))).toEqual([
      'a.test fail unresolvable',
      'b.test fail unresolvable',
    ]);
  });

  test('what is wrong in itself stays wrong beside a good one', () => {
    const literal = { ...host('192.0.2.9', nxdomain), literal: true };
    expect(brief(judged(mxResolvable, { mx: two, hosts: hosts(literal, host('a.test', loop), good), apex }))).toEqual([
      '192.0.2.9 fail ip-literal',
      'a.test fail alias-loop',
      'b.test pass resolves',
    ]);
  });

  test('an address in place of a name does not count as one that resolves', () => {
    const literal = { ...host('192.0.2.9', found('192.0.2.9')), literal: true };
    expect(brief(judged(mxResolvable, { mx: two, hosts: hosts(literal, host('a.test', nodata)), apex }))).toEqual([
      '192.0.2.9 fail ip-literal',
      'a.test fail unresolvable',
    ]);
  });

  // "fail: the same when none does": that none does is not known while the other could not be looked up.
  test('a dead MX beside one that could not be looked up is no failure', () => {
    const dead = host('a.test', nxdomain, nxdomain);
    const rows = judged(mxResolvable, { mx: two, hosts: hosts(dead, host('b.test', servfail, servfail)), apex });
    expect(rows.map(({ status }) => status)).not.toContain('fail');
  });

  test.each([
    ['no MX, an address', { mx: nodata, apex: { a: found('192.0.2.1'), aaaa: nodata } }, 'info implicit-mx'],
    ['no MX, IPv6', { mx: nodata, apex: { a: servfail, aaaa: found('2001:db8::1') } }, 'info implicit-mx'],
    ['no MX, no address', { mx: nodata, apex }, 'fail no-mx-no-address'],
    [
      'no MX, address unknown',
      { mx: nodata, apex: { a: nodata, aaaa: timeout } },
      'inconclusive undecided dns-trouble',
    ],
    ['null MX', { mx: mx([0, '']), apex }, 'warn null-mx'],
    ['no such domain', { mx: nxdomain, apex: { a: nxdomain, aaaa: nxdomain } }, 'contoso.test fail no-domain'],
    ['SERVFAIL', { mx: servfail, apex }, 'inconclusive undecided dns-trouble'],
    ['time-out', { mx: timeout, apex }, 'inconclusive undecided dns-trouble'],
    ['a loop at the domain', { mx: loop, apex }, 'contoso.test fail alias-loop'],
  ])('%s', (_, evidence, expected) => {
    expect(brief(judged(mxResolvable, { ...evidence, hosts: hosts() }))).toEqual([expected]);
  });

  test('a null MX beside others is no null MX', () => {
    const both = mx([0, ''], [10, 'b.test']);
    expect(brief(judged(mxResolvable, { mx: both, hosts: hosts(good), apex }))).toEqual(['b.test pass resolves']);
  });

  test('hosts beyond the tenth are named, not tested', () => {
    const rows = judged(mxResolvable, { mx: two, hosts: { tested: [good], beyond: ['k.test', 'l.test'] }, apex });
    expect(brief(rows)).toEqual([
      'b.test pass resolves',
      'k.test notTested not-tested not-asked',
      'l.test notTested not-tested not-asked',
    ]);
  });

  test('shows addresses and aliases', () => {
    const rows = judged(mxResolvable, {
      mx: one,
      hosts: hosts(host('a.test', viaAlias('c.test', '192.0.2.1'), viaAlias('c.test', '2001:db8::1'))),
      apex,
    });
    expect(rows[0]).toMatchObject({
      value: ['192.0.2.1', '2001:db8::1'],
      data: { host: 'a.test', aliases: ['c.test'] },
    });
  });
});
