import { describe, expect, test } from '@jest/globals';
import type { PtrName, Reverse } from '../../../../shared/categories/dns/evidence.ts';
import { ptrIpv4 } from '../../../../shared/categories/dns/ptr-ipv4.ts';
import { ptrIpv6 } from '../../../../shared/categories/dns/ptr-ipv6.ts';
import type { DnsAnswer } from '../../../../shared/net/dns/answer.ts';
import { brief, found, judged, loop, nodata, nxdomain, servfail, timeout } from './kit.ts';

const HERE = '192.0.2.1';
const HERE6 = '2001:db8::1';
const name = (text: string, a: DnsAnswer<string>, aaaa: DnsAnswer<string> = nodata): PtrName => ({
  name: text,
  a,
  aaaa,
});
const reverse = (address: string, ...names: PtrName[]): Reverse => ({
  address,
  ptr: found(...names.map((one) => one.name)),
  names,
});

const back = name('mx.test', found(HERE));
const backAmongOthers = name('mx2.test', found('192.0.2.9', HERE));
const away = name('away.test', found('192.0.2.9'));
const missing = name('gone.test', nxdomain, nxdomain);
const unknown = name('slow.test', servfail, servfail);

describe('rows 33 and 35', () => {
  test.each<[what: string, one: Reverse, expected: string]>([
    ['one name leads back', reverse(HERE, back), 'pass pass-all'],
    ['all names lead back', reverse(HERE, back, backAmongOthers), 'pass pass-all'],
    ['one of two does', reverse(HERE, back, away), 'warn pass-any'],
    ['one does, one is missing', reverse(HERE, missing, back), 'warn pass-any'],
    ['it leads elsewhere', reverse(HERE, away), 'warn mismatch'],
    ['one elsewhere, one missing', reverse(HERE, missing, away), 'warn mismatch'],
    ['only the other family has an address', reverse(HERE, name('six.test', nodata, found(HERE6))), 'warn mismatch'],
    ['the name has no address', reverse(HERE, missing), 'warn forward-missing'],
    ['the name is there, without addresses', reverse(HERE, name('bare.test', nodata)), 'warn forward-missing'],
    ['no name', { address: HERE, ptr: nxdomain, names: [] }, 'warn none'],
    ['an empty answer', { address: HERE, ptr: nodata, names: [] }, 'warn none'],
    ['SERVFAIL', { address: HERE, ptr: servfail, names: [] }, 'inconclusive undecided dns-trouble'],
    ['time-out', { address: HERE, ptr: timeout, names: [] }, 'inconclusive undecided dns-trouble'],
    ['a loop', { address: HERE, ptr: loop, names: [] }, 'inconclusive undecided dns-trouble'],
    ['the name cannot be looked up', reverse(HERE, unknown), 'inconclusive undecided dns-trouble'],
    ['one leads back, one cannot be looked up', reverse(HERE, back, unknown), 'inconclusive undecided dns-trouble'],
    ['one elsewhere, one cannot be looked up', reverse(HERE, away, unknown), 'inconclusive undecided dns-trouble'],
    ['A is silent', reverse(HERE, name('mx.test', timeout, found(HERE6))), 'inconclusive undecided dns-trouble'],
    ['A leads back, AAAA is silent', reverse(HERE, name('mx.test', found(HERE), timeout)), 'pass pass-all'],
  ])('%s', (_, one, expected) => {
    expect(brief(judged(ptrIpv4, { reverseIpv4: [one] }))).toEqual([`${HERE} ${expected}`]);
  });

  test('IPv6 is compared as bytes', () => {
    const written = name('mx.test', nodata, found('2001:DB8:0:0:0:0:0:1'));
    expect(brief(judged(ptrIpv6, { reverseIpv6: [reverse(HERE6, written)] }))).toEqual([`${HERE6} pass pass-all`]);
    const other = name('mx.test', found(HERE), found('2001:db8::10'));
    expect(brief(judged(ptrIpv6, { reverseIpv6: [reverse(HERE6, other)] }))).toEqual([`${HERE6} warn mismatch`]);
    const four = name('mx.test', found(HERE));
    expect(brief(judged(ptrIpv6, { reverseIpv6: [reverse(HERE6, four)] }))).toEqual([`${HERE6} warn mismatch`]);
  });

  test('each address has a line of its own, with the names that were found', () => {
    const rows = judged(ptrIpv4, {
      reverseIpv4: [reverse(HERE, back, away), { address: '192.0.2.2', ptr: nxdomain, names: [] }],
    });
    expect(brief(rows)).toEqual([`${HERE} warn pass-any`, '192.0.2.2 warn none']);
    expect(rows[0]).toMatchObject({
      value: ['mx.test', 'away.test'],
      data: { address: HERE, names: ['mx.test', 'away.test'] },
    });
  });
});
