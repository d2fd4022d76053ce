import { isIP } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  forbiddenNetwork,
  isVetted,
  parseAddress,
  parseNetwork,
  sameAddress,
  vet,
} from '../../../shared/net/address.ts';

const F = 'ffff:ffff:ffff:ffff:ffff:ffff';

/** Forbidden network, its first and last address, and the public ones just outside it. */
const EDGES: readonly (readonly [network: string, first: string, last: string, outside: readonly string[]])[] = [
  ['0.0.0.0/8', '0.0.0.0', '0.255.255.255', ['1.0.0.0']],
  ['10.0.0.0/8', '10.0.0.0', '10.255.255.255', ['9.255.255.255', '11.0.0.0']],
  ['100.64.0.0/10', '100.64.0.0', '100.127.255.255', ['100.63.255.255', '100.128.0.0']],
  ['127.0.0.0/8', '127.0.0.0', '127.255.255.255', ['126.255.255.255', '128.0.0.0']],
  ['169.254.0.0/16', '169.254.0.0', '169.254.255.255', ['169.253.255.255', '169.255.0.0']],
  ['172.16.0.0/12', '172.16.0.0', '172.31.255.255', ['172.15.255.255', '172.32.0.0']],
  ['192.0.0.0/24', '192.0.0.0', '192.0.0.255', ['191.255.255.255', '192.0.1.0']],
  ['192.0.2.0/24', '192.0.2.0', '192.0.2.255', ['192.0.1.255', '192.0.3.0']],
  ['192.31.196.0/24', '192.31.196.0', '192.31.196.255', ['192.31.195.255', '192.31.197.0']],
  ['192.52.193.0/24', '192.52.193.0', '192.52.193.255', ['192.52.192.255', '192.52.194.0']],
  ['192.88.99.0/24', '192.88.99.0', '192.88.99.255', ['192.88.98.255', '192.88.100.0']],
  ['192.168.0.0/16', '192.168.0.0', '192.168.255.255', ['192.167.255.255', '192.169.0.0']],
  ['192.175.48.0/24', '192.175.48.0', '192.175.48.255', ['192.175.47.255', '192.175.49.0']],
  ['198.18.0.0/15', '198.18.0.0', '198.19.255.255', ['198.17.255.255', '198.20.0.0']],
  ['198.51.100.0/24', '198.51.100.0', '198.51.100.255', ['198.51.99.255', '198.51.101.0']],
  ['203.0.113.0/24', '203.0.113.0', '203.0.113.255', ['203.0.112.255', '203.0.114.0']],
  ['224.0.0.0/4', '224.0.0.0', '239.255.255.255', ['223.255.255.255']],
  ['240.0.0.0/4', '240.0.0.0', '255.255.255.255', []],
  ['::1/128', '::1', '::1', []],
  ['::ffff:0:0:0/96', '::ffff:0:0:0', '::ffff:0:ffff:ffff', []],
  ['64:ff9b::/96', '64:ff9b::', '64:ff9b::ffff:ffff', []],
  ['64:ff9b:1::/48', '64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff', []],
  ['fc00::/7', 'fc00::', `fdff:ffff:${F}`, []],
  ['fe80::/10', 'fe80::', `febf:ffff:${F}`, []],
  ['fec0::/10', 'fec0::', `feff:ffff:${F}`, []],
  ['ff00::/8', 'ff00::', `ffff:ffff:${F}`, []],
  ['2001::/23', '2001::', `2001:1ff:${F}`, [`2000:ffff:${F}`, '2001:200::']],
  ['2001:db8::/32', '2001:db8::', `2001:db8:${F}`, [`2001:db7:${F}`, '2001:db9::']],
  ['2002::/16', '2002::', `2002:ffff:${F}`, [`2001:ffff:${F}`, '2003::']],
  ['2620:4f:8000::/48', '2620:4f:8000::', '2620:4f:8000:ffff:ffff:ffff:ffff:ffff', ['2620:4f:8001::']],
  ['3fff::/20', '3fff::', `3fff:fff:${F}`, [`3ffe:ffff:${F}`, '3fff:1000::']],
  ['outside 2000::/3', '::', '::', []],
  ['outside 2000::/3', '::2', `1fff:ffff:${F}`, ['2000::']],
  ['outside 2000::/3', '4000::', `fbff:ffff:${F}`, [`3fff:ffff:${F}`]],
  ['outside 2000::/3', '100::', '100::ffff:ffff:ffff:ffff', []],
  ['outside 2000::/3', '5f00::', `5f00:ffff:${F}`, []],
  ['outside 2000::/3', '200::', `3ff:ffff:${F}`, []],
];

/** Notations of addresses that some program would read as a forbidden one. */
const DISGUISES: readonly string[] = [
  // Of 127.0.0.1: decimal, octal, hexadecimal, short, and mixed.
  '2130706433',
  '017700000001',
  '0x7f000001',
  '0X7F000001',
  '0x7f.0.0.1',
  '0x7f.0x0.0x0.0x1',
  '0177.0.0.1',
  '0177.0.0.01',
  '00177.00.00.01',
  '127.1',
  '127.0.1',
  '0x7f.1',
  '0177.1',
  '127.0x1',
  '127.65537',
  '127.0.0.01',
  '127.0.0.001',
  '127.000.000.001',
  // The same of others.
  '10.1',
  '012.0.0.1',
  '0xa.0.0.1',
  '167772161',
  '0xa9fea9fe',
  '2852039166',
  '169.254.43518',
  '0251.0376.0251.0376',
  '3232235521',
  '192.168.257',
  '0',
  '0x0',
  '00',
  '1',
  '0.0',
  // Beyond the range, or wrapping into it.
  '4294967296',
  '127.0.0.257',
  '256.0.0.1',
  '127.0.0.1.1',
  '1.2.3',
  '-1.0.0.1',
  // Dressed up.
  '[127.0.0.1]',
  '[::1]',
  '[IPv6:::1]',
  '127.0.0.1.',
  '127.0.0.1..',
  '.127.0.0.1',
  '127..0.0.1',
  '127.0.0.1:25',
  '[::1]:25',
  '127.0.0.1/32',
  '::1/128',
  ' 127.0.0.1',
  '127.0.0.1 ',
  '127.0.0.1\n',
  '127.0.0.1\0',
  '127.0.0.1%25',
  '127。0。0。1',
  '１２７.0.0.1',
  '①②⑦.0.0.1',
  'localhost',
  '',
  ' ',
  '.',
  ':',
  // Zone ids.
  '::1%lo',
  '::1%1',
  'fe80::1%eth0',
  'fe80::1%25eth0',
  '2a00:1450::1%eth0',
  '::ffff:127.0.0.1%lo',
  // Loopback and private addresses, as IPv6 embeds them: mapped, compatible, translated, NAT64, 6to4, Teredo.
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::FFFF:7F00:0001',
  '0:0:0:0:0:ffff:7f00:1',
  '0:0:0:0:0:ffff:127.0.0.1',
  '0000:0000:0000:0000:0000:ffff:7f00:0001',
  '::ffff:10.0.0.1',
  '::ffff:a00:1',
  '::ffff:a9fe:a9fe',
  '0:0:0:0:0:ffff:a9fe:a9fe',
  '::ffff:169.254.169.254',
  '::ffff:0.0.0.0',
  '::ffff:0:0',
  '::ffff:192.168.0.1',
  '::ffff:c0a8:1',
  '::ffff:255.255.255.255',
  '::127.0.0.1',
  '::7f00:1',
  '::10.0.0.1',
  '::a00:1',
  '::8.8.8.8',
  '::808:808',
  '::ffff:0:127.0.0.1',
  '::ffff:0:7f00:1',
  '::ffff:0:10.0.0.1',
  '::ffff:0:8.8.8.8',
  '64:ff9b::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::a00:1',
  '64:ff9b::8.8.8.8',
  '64:ff9b::808:808',
  '0064:FF9B::0a00:0001',
  '64:ff9b:1::a00:1',
  '64:ff9b:1:ffff::10.0.0.1',
  '2002:7f00:1::',
  '2002:a00:1::',
  '2002:a9fe:a9fe::1',
  '2002:808:808::1',
  '2001:0:a00:1::',
  '2001:0000:4136:e378:8000:63bf:3fff:fdd2',
  '::1',
  '0:0:0:0:0:0:0:1',
  '0000:0000:0000:0000:0000:0000:0000:0001',
  '::0001',
  '::0.0.0.1',
  '0::1',
  '::',
  '0:0:0:0:0:0:0:0',
  // Octal and hexadecimal parts inside IPv6.
  '::ffff:0177.0.0.1',
  '::ffff:0x7f.0.0.1',
  '::ffff:012.0.0.1',
  '::ffff:127.1',
  '::ffff:2130706433',
  // No addresses at all.
  '1:2:3:4:5:6:7:8:9',
  '1::2::3',
  ':::1',
  '12345::',
  'g::1',
  '::ffff:256.0.0.1',
];

/** Public addresses, and the one text form that they get. */
const PUBLIC: readonly (readonly [text: string, canonical: string])[] = [
  ['8.8.8.8', '8.8.8.8'],
  ['1.1.1.1', '1.1.1.1'],
  ['223.255.255.254', '223.255.255.254'],
  ['::ffff:8.8.8.8', '8.8.8.8'],
  ['::ffff:808:808', '8.8.8.8'],
  ['0:0:0:0:0:FFFF:0808:0808', '8.8.8.8'],
  ['2a00:1450:4001::1', '2a00:1450:4001::1'],
  ['2A00:1450:4001::1', '2a00:1450:4001::1'],
  ['2a00:1450:4001:0:0:0:0:1', '2a00:1450:4001::1'],
  ['2a00:1450:4001:0000:0000:0000:0000:0001', '2a00:1450:4001::1'],
  ['2a00:0:0:1::', '2a00:0:0:1::'],
  ['2606:4700::1.2.3.4', '2606:4700::102:304'],
];

describe('the address guard', () => {
  test.each(EDGES)('%s ends where it ends', (network, first, last, outside) => {
    for (const address of [first, last]) {
      const verdict = vet(address, []);
      expect({ address, passed: isVetted(verdict) }).toEqual({ address, passed: false });
      expect(verdict).toHaveProperty('network', expect.stringContaining(network));
    }
    for (const address of outside) {
      expect(vet(address, [])).toEqual({ address, family: isIP(address), lab: false });
    }
  });

  test('knows more than 120 notations that lead where no check may go', () => {
    const passed = DISGUISES.filter((text) => isVetted(vet(text, [])));
    expect(passed).toEqual([]);
    expect(DISGUISES.length).toBeGreaterThanOrEqual(120);
  });

  test.each(PUBLIC)('%s passes as %s', (text, canonical) => {
    expect(vet(text, [])).toEqual({ address: canonical, family: isIP(canonical), lab: false });
  });

  test('an allowed network passes, marked as a lab; its neighbours do not', () => {
    const allowed = [parseNetwork('127.0.0.0/30'), parseNetwork('::1/128')];
    expect(vet('127.0.0.1', allowed)).toEqual({ address: '127.0.0.1', family: 4, lab: true });
    expect(vet('::ffff:7f00:1', allowed)).toEqual({ address: '127.0.0.1', family: 4, lab: true });
    expect(vet('0:0:0:0:0:0:0:1', allowed)).toEqual({ address: '::1', family: 6, lab: true });
    expect(isVetted(vet('127.0.0.4', allowed))).toBe(false);
    expect(isVetted(vet('::2', allowed))).toBe(false);
    expect(isVetted(vet('2130706433', allowed))).toBe(false);
    expect(vet('8.8.8.8', allowed)).toEqual({ address: '8.8.8.8', family: 4, lab: false });
  });

  test('names the network of what it refuses, and keeps what it cannot read as it was', () => {
    expect(vet('::ffff:a00:1', [])).toEqual({ address: '10.0.0.1', network: expect.stringContaining('10.0.0.0/8') });
    expect(vet('0x7f.1', [])).toEqual({ address: '0x7f.1', network: 'not a plain address' });
    const address = parseAddress('192.168.1.1');
    expect(address === null ? null : forbiddenNetwork(address)).toContain('192.168.0.0/16');
  });
});

describe('whatever passes', () => {
  const oracle = EDGES.map(([, first, last]) => [isIP(first), number(first), number(last)] as const);
  const allowed = [parseNetwork('127.0.0.0/8'), parseNetwork('fd00:1::/32')];
  const inLab = (address: string): boolean => /^127\.|^fd00:1:/.test(address);

  const octet = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 10, 100, 127, 169, 172, 192, 198, 203, 224, 255));
  const part = fc.tuple(octet, fc.constantFrom(10, 8, 16)).map(([value, base]) => written(value, base));
  const ipv4 = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'));
  const group = fc.oneof(
    fc.nat(0xffff).map((value) => value.toString(16)),
    fc.constantFrom('', '0', 'ffff', '2001', '2002', '64', 'ff9b', 'fe80', 'fc00', '7f00', 'a00', '3fff', '2a00', '1'),
  );
  const ipv6 = fc.array(group, { minLength: 1, maxLength: 9 }).map((parts) => parts.join(':'));
  const mixed = fc.tuple(ipv6, ipv4).map((parts) => parts.join(':'));
  const dressed = fc
    .tuple(fc.constantFrom('', '[', ' ', '::ffff:', '::', '64:ff9b::'), fc.oneof(ipv4, ipv6, mixed))
    .chain(([before, text]) =>
      fc.constantFrom('', ']', '.', '%eth0', '\n', '/8').map((after) => before + text + after),
    );
  const noise = fc.string({ unit: fc.constantFrom(...'0123456789abcfx.:%[]'), maxLength: 40 });

  test('is a canonical address, public or in an allowed network', () => {
    let passes = 0;
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6, mixed, dressed, noise, fc.string(), fc.ipV4(), fc.ipV6()), (text) => {
        const verdict = vet(text, allowed);
        if (!isVetted(verdict)) return;
        passes += 1;
        const { address, family, lab } = verdict;
        expect(isIP(address)).toBe(family);
        expect(new URL(`http://${family === 6 ? `[${address}]` : address}`).hostname.replace(/^\[|\]$/g, '')).toBe(
          address,
        );
        const value = number(address);
        const forbidden = oracle.some(([kind, first, last]) => kind === family && first <= value && value <= last);
        expect({ text, address, forbidden, lab }).toEqual({
          text,
          address,
          forbidden: inLab(address),
          lab: inLab(address),
        });
      }),
      { numRuns: 5000 },
    );
    expect(passes).toBeGreaterThan(100);
  });

  test('no notation of an IPv4 address but the dotted decimal one passes', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.constantFrom(8, 10, 16), (value, base) => {
        expect(isVetted(vet(written(value, base), []))).toBe(false);
      }),
    );
  });
});

test('addresses are compared as bytes', () => {
  expect(sameAddress('2A00::1', '2a00:0:0:0:0:0:0:1')).toBe(true);
  expect(sameAddress('::ffff:192.0.2.1', '192.0.2.1')).toBe(true);
  expect(sameAddress('192.0.2.1', '192.0.2.10')).toBe(false);
  expect(sameAddress('nonsense', 'nonsense')).toBe(false);
});

test.each([
  '127/8',
  '10.1/16',
  '0177.0.0.0/8',
  '0x7f.0.0.0/8',
  '2130706432/8',
  '127.0.0.0/33',
  '::1',
  '::/129',
  '',
])('%j is no network: it would permit another one than was meant', (text) => {
  expect(() => parseNetwork(text)).toThrow();
});

function written(value: number, base: number): string {
  if (base === 8) return `0${value.toString(8)}`;
  return base === 16 ? `0x${value.toString(16)}` : String(value);
}

/** Value of a canonical address. */
function number(address: string): bigint {
  if (isIP(address) === 4) return address.split('.').reduce((sum, one) => sum * 256n + BigInt(one), 0n);
  const [head = '', tail] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(zeros).fill('0'), ...groups(tail ?? '')];
  return all.reduce((sum, one) => sum * 65536n + BigInt(`0x${one}`), 0n);
}
