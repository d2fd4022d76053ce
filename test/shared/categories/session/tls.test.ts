import { describe, expect, test } from '@jest/globals';
import { tlsBits } from '../../../../shared/categories/session/tls-bits.ts';
import { tlsCipher } from '../../../../shared/categories/session/tls-cipher.ts';
import { tlsVersion } from '../../../../shared/categories/session/tls-version.ts';
import { cipherBits } from '../../../../shared/net/tls/cipher.ts';
import { brief, judged, tls } from './kit.ts';

test.each([
  ['TLSv1', 'warn old'],
  ['TLSv1.1', 'warn old'],
  ['SSLv3', 'warn old'],
  ['TLSv1.2', 'pass current'],
  ['TLSv1.3', 'pass current'],
])('tls-version: %s', (protocol, expected) => {
  const row = judged(tlsVersion, { tls: tls({ protocol }) });
  expect([brief(row), row.value]).toEqual([expected, protocol]);
});

describe('tls-cipher', () => {
  test.each([
    ['TLS_AES_256_GCM_SHA384', 'TLS_AES_256_GCM_SHA384', 'info cipher', null],
    ['ECDHE-RSA-AES128-GCM-SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'info cipher', null],
    ['AES128-SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA', 'info cipher', null],
    ['NULL-SHA256', 'TLS_RSA_WITH_NULL_SHA256', 'warn weak', 'NULL'],
    ['EXP-RC4-MD5', 'TLS_RSA_EXPORT_WITH_RC4_40_MD5', 'warn weak', 'EXPORT'],
    ['RC4-SHA', 'TLS_RSA_WITH_RC4_128_SHA', 'warn weak', 'RC4'],
    ['DES-CBC-SHA', 'TLS_RSA_WITH_DES_CBC_SHA', 'warn weak', 'DES'],
    ['DES-CBC3-SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'warn weak', '3DES'],
    ['ADH-AES256-GCM-SHA384', 'TLS_DH_anon_WITH_AES_256_GCM_SHA384', 'warn anonymous', 'anonymous'],
    ['AECDH-AES256-SHA', 'TLS_ECDH_anon_WITH_AES_256_CBC_SHA', 'warn anonymous', 'anonymous'],
  ])('%s', (cipher, standardName, expected, weakness) => {
    const row = judged(tlsCipher, { tls: tls({ cipher, standardName }) });
    expect([brief(row), row.value, row.data.weakness]).toEqual([expected, cipher, weakness]);
  });

  test('no certificate means anonymous, whatever the name', () => {
    expect(brief(judged(tlsCipher, { tls: tls({ leaf: null }) }))).toBe('warn anonymous');
  });
});

describe('tls-bits', () => {
  test.each<[number | null, string]>([
    [256, 'pass strong'],
    [128, 'pass strong'],
    [127, 'warn weak'],
    [112, 'warn weak'],
    [0, 'warn weak'],
    [null, 'info unknown'],
  ])('%p', (bits, expected) => {
    expect(brief(judged(tlsBits, { tls: tls({ bits }) }))).toBe(expected);
  });

  test.each<[string, number | null]>([
    ['TLS_AES_256_GCM_SHA384', 256],
    ['TLS_AES_128_CCM_8_SHA256', 128],
    ['TLS_CHACHA20_POLY1305_SHA256', 256],
    ['ECDHE-ECDSA-CAMELLIA256-SHA384', 256],
    ['DES-CBC3-SHA', 112],
    ['DES-CBC-SHA', 56],
    ['EXP-DES-CBC-SHA', 40],
    ['RC4-MD5', 128],
    ['NULL-MD5', 0],
    ['IDEA-CBC-SHA', 128],
    ['SOMETHING-NEW', null],
  ])('of %s', (cipher, bits) => {
    expect(cipherBits(cipher)).toBe(bits);
  });
});
