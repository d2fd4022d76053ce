import { describe, expect, test } from '@jest/globals';
import { createDnsClient } from '../../../../shared/net/dns/client.ts';
import { canonicalAddress, lookupAddresses, reverseName } from '../../../../shared/net/dns/resolve.ts';
import { startZoneServer } from '../../../support/zone-server.ts';

describe('reverseName', () => {
  test('of IPv4 and of IPv6', () => {
    expect(reverseName('192.0.2.7')).toBe('7.2.0.192.in-addr.arpa');
    expect(reverseName('2001:DB8::1')).toBe(`1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`);
  });

  test('throws for what is no address', () => {
    expect(() => reverseName('mx.contoso.test')).toThrow();
  });
});

test('canonicalAddress writes IPv6 as RFC 5952 does', () => {
  expect(canonicalAddress('2001:DB8:0:0:0:0:0:A')).toBe('2001:db8::a');
  expect(canonicalAddress('192.0.2.7')).toBe('192.0.2.7');
});

describe('lookupAddresses', () => {
  test('asks for both families', async () => {
    const zone = await startZoneServer({ 'mx.contoso.test': { A: ['127.0.0.1'], AAAA: ['0:0::1'] } });
    const dns = createDnsClient({ servers: [zone.server] });
    const { a, aaaa } = await lookupAddresses(dns, 'mx.contoso.test');
    await zone.close();
    expect(a).toMatchObject({ kind: 'answer', records: ['127.0.0.1'] });
    expect(aaaa).toMatchObject({ kind: 'answer', records: ['::1'] });
  });
});
