import { describe, expect, test } from '@jest/globals';
import { parseDomain } from '../../../../shared/net/domain.ts';
import { bySuffix, laneOf, type Provider, providerOf } from '../../../../shared/net/provider/provider.ts';
import { PROVIDERS } from '../../../../shared/net/provider/providers.ts';

const one = (id: string, ...suffixes: string[]): Provider => ({ id, suffixes, places: 1, uniform: false });

test.each([
  ['contoso-com.mail.protection.outlook.com', 'microsoft-365'],
  ['contoso-com.a-v1.mx.microsoft', 'microsoft-365'],
  ['outlook-com.olc.protection.outlook.com', 'outlook-com'],
  ['aspmx.l.google.com', 'google'],
  ['ALT1.ASPMX.L.GOOGLE.COM.', 'google'],
  ['smtp.google.com', 'google'],
  ['aspmx2.googlemail.com', 'google'],
  ['mx0a-00123456.pphosted.com', 'proofpoint'],
  ['mx1-eu1.ppe-hosted.com', 'proofpoint-essentials'],
  ['eu-smtp-inbound-1.mimecast.com', 'mimecast'],
  ['d1.a.ess.de.barracudanetworks.com', 'barracuda'],
  ['mx1.hc123-4.eu.iphmx.com', 'cisco'],
  ['mx01.hornetsecurity.com', 'hornetsecurity'],
  ['cluster5.eu.messagelabs.com', 'broadcom'],
  ['mx1.mail.hostpoint.ch', 'hostpoint'],
])('%s is of %s', (host, id) => {
  expect(providerOf(host)?.id).toBe(id);
  expect(laneOf(host)).toBe(id);
});

test.each([
  'mx.contoso.com',
  'notpphosted.com',
  'pphosted.com.contoso.com',
  'com',
  '',
  '.',
  '192.0.2.1',
  '2001:db8::1',
])('%s is nobody’s', (host) => {
  expect(providerOf(host)).toBeNull();
});

test('a host of no provider waits for its own servers alone, and no host for none', () => {
  expect([laneOf('MX.Contoso.com.'), laneOf('192.0.2.1'), laneOf(null)]).toEqual(['mx.contoso.com', '192.0.2.1', null]);
});

test('the gateway’s own hosts are no provider', () => {
  expect(providerOf('contoso-com.gate.seppmail.cloud')).toBeNull();
});

test('the longest suffix wins, whatever the order', () => {
  for (const list of [[one('a', 'x.test'), one('b', 'y.x.test')], [one('b', 'y.x.test'), one('a', 'x.test')]]) // biome-ignore format: one line
    expect(['mx.x.test', 'mx.y.x.test', 'y.x.test', 'zy.x.test'].map((host) => providerOf(host, bySuffix(list))?.id)).toEqual(['a', 'b', 'b', 'a']); // biome-ignore format: one line
});

describe('the list', () => {
  test('is of names as hosts are compared with, each once, and none under a name of another provider', () => {
    for (const { id, suffixes } of PROVIDERS) {
      for (const suffix of suffixes) {
        expect(parseDomain(suffix)).toBe(suffix);
        expect(suffix).toContain('.');
        const above = suffix.split('.').slice(1).join('.');
        expect([suffix, providerOf(above)?.id ?? id]).toEqual([suffix, id]);
      }
    }
  });

  test('is refused where two claim the same, or one has no place', () => {
    expect(() => bySuffix([one('a', 'x.test'), one('b', 'x.test')])).toThrow('x.test belongs to a and to b');
    expect(() => bySuffix([one('a', 'x.test'), one('a', 'y.test')])).toThrow('two providers are called a');
    expect(() => bySuffix([{ ...one('a', 'x.test'), places: 0 }])).toThrow('a has 0 places');
  });

  test('has two whose servers are all alike', () => {
    expect(PROVIDERS.filter(({ uniform }) => uniform).map(({ id }) => id)).toEqual(['microsoft-365', 'google']);
  });
});
