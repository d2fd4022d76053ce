import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DomainError, isUnder, parseDomain, parseMailDomain, sniName } from '../../../shared/net/domain.ts';

const label = (length: number, letter = 'a'): string => letter.repeat(length);
/** 253 octets in four labels. */
const LONGEST = [label(63), label(63, 'b'), label(63, 'c'), label(61, 'd')].join('.');

describe('a domain name', () => {
  test.each([
    ['contoso.com', 'contoso.com'],
    ['CONTOSO.Com', 'contoso.com'],
    ['contoso.com.', 'contoso.com'],
    ['  contoso.com ', 'contoso.com'],
    ['a-b--c.example', 'a-b--c.example'],
    ['1and1.example', '1and1.example'],
    ['123.example', '123.example'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['bu\u0308cher.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['XN--BCHER-KVA.example', 'xn--bcher-kva.example'],
    ['faß.example', 'xn--fa-hia.example'],
    ['例え。テスト', 'xn--r8jz45g.xn--zckzah'],
    [`${label(63)}.example`, `${label(63)}.example`],
    [LONGEST, LONGEST],
    [`${LONGEST}.`, LONGEST],
  ])('%j is %s', (text, name) => {
    expect(parseDomain(text)).toBe(name);
  });

  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['.', 'empty'],
    ['..', 'empty label'],
    ['a..example', 'empty label'],
    ['.example', 'empty label'],
    ['example..', 'empty label'],
    ['a。。example', 'empty label'],
    ['-a.example', 'not a valid label'],
    ['a-.example', 'not a valid label'],
    ['-.example', 'not a valid label'],
    ['a_b.example', 'not a valid label'],
    ['_dmarc.example', 'not a valid label'],
    ['*.example', ''],
    ['a!b.example', ''],
    ['fe80::1%eth0', ''],
    ['%31%32%37.0.0.1', ''],
    ["a'b.example", ''],
    ['a,b.example', ''],
    ['a b.example', 'not a domain name'],
    ['a\tb.example', 'cannot be seen'],
    ['a\nb.example', 'cannot be seen'],
    ['user@contoso.com', 'not a domain name'],
    ['http://contoso.com', 'not a domain name'],
    ['contoso.com/path', 'not a domain name'],
    ['contoso.com:25', 'not a domain name'],
    [`${label(64)}.example`, '64'],
    [`${LONGEST}d`, '254'],
    [`${LONGEST.slice(0, -1)}.ee`, '255'],
    // Forbidden or undecodable in IDNA.
    ['a\u0000b.example', ''],
    ['a\u007fb.example', ''],
    ['a\u0085b.example', ''],
    ['a\u202eb.example', ''],
    ['a\u200bb\u0000.example', ''],
    ['a\ud800b.example', ''],
    ['\u0300a.example', ''],
    ['xn--.example', ''],
    ['a<b.example', ''],
    ['a|b.example', ''],
    ['a^b.example', ''],
    [`${label(60, 'ü')}.example`, ''],
  ])('%j is none: %s', (text, why) => {
    expect(() => parseDomain(text)).toThrow(DomainError);
    expect(() => parseDomain(text)).toThrow(why);
  });

  // The URL parser behind domainToASCII cuts or decodes at these: what is left is another domain than was typed.
  test.each([
    'contoso.com#x',
    'contoso.com?x',
    'contoso.com\\x',
    'cont%6fso.com',
    'contoso%2ecom',
    'a#.contoso.com',
  ])('%j is none: it is not read as a part of itself', (text) => {
    expect(() => parseDomain(text)).toThrow(DomainError);
  });

  test.each([
    '127.0.0.1',
    '127.0.0.1.',
    '127.1',
    '127',
    '0x7f.1',
    '0x7f000001',
    '0177.0.0.1',
    '2130706433',
    '::1',
    '[::1]',
    '[IPv6:::1]',
    '[127.0.0.1]',
    '::ffff:127.0.0.1',
    '2001:db8::1',
    '１２７.0.0.1',
    '127。0。0。1',
  ])('%s is an address, not a domain', (text) => {
    expect(() => parseDomain(text)).toThrow(/is an address, not a domain/);
  });

  test.each(['1.2.3.4.5', 'example.123', 'example.0x1'])('%s ends in a number, which no domain does', (text) => {
    expect(() => parseDomain(text)).toThrow(DomainError);
  });

  test('a mail domain has two labels', () => {
    expect(parseMailDomain('contoso.com')).toBe('contoso.com');
    expect(() => parseMailDomain('localhost')).toThrow(/only one label/);
    expect(() => parseMailDomain('')).toThrow(DomainError);
  });

  test('what is refused is quoted harmlessly, on one line, and not at full length', () => {
    for (const text of [`\u001b[31m${label(5000)}`, 'a\u202eb.example', 'a\u2028b.example', 'a\nb.example']) {
      const message = messageOf(text);
      expect(message.length).toBeLessThan(200);
      expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
  });

  test('whatever passes can be asked for and comes out the same a second time', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.domain(), fc.constantFrom('.', 'xn--', 'ü'));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
        let name: string;
        try {
          name = parseDomain(pieces.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
          return;
        }
        expect(name).toMatch(/^(?!.{254})([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/);
        expect(parseDomain(name)).toBe(name);
      }),
      { numRuns: 1500 },
    );
  });
});

test('under means by whole labels', () => {
  expect(isUnder('a.gate.seppmail.cloud', 'gate.seppmail.cloud')).toBe(true);
  expect(isUnder('agate.seppmail.cloud', 'gate.seppmail.cloud')).toBe(false);
  expect(isUnder('gate.seppmail.cloud', 'gate.seppmail.cloud')).toBe(false);
  expect(isUnder('gate.seppmail.cloud.example', 'gate.seppmail.cloud')).toBe(false);
});

test('the server name in TLS is a host name, never an address (RFC 6066 3)', () => {
  expect(sniName('MX.contoso.com')).toBe('mx.contoso.com');
  for (const host of [null, '192.0.2.1', '::1', '[192.0.2.1]', 'mail_1.contoso.com', ''])
    expect(sniName(host)).toBeNull();
});

function messageOf(text: string): string {
  try {
    return parseDomain(text);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}
