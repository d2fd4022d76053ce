import { describe, expect, test } from '@jest/globals';
import { certificateAlternativeNames } from '../../../../shared/categories/session/certificate-alternative-names.ts';
import { certificateCommonName } from '../../../../shared/categories/session/certificate-common-name.ts';
import { certificateCurrent } from '../../../../shared/categories/session/certificate-current.ts';
import { certificateExpiration } from '../../../../shared/categories/session/certificate-expiration.ts';
import { certificateIssuer } from '../../../../shared/categories/session/certificate-issuer.ts';
import { certificateKey } from '../../../../shared/categories/session/certificate-key.ts';
import { certificateSha1 } from '../../../../shared/categories/session/certificate-sha1.ts';
import { certificateTrust } from '../../../../shared/categories/session/certificate-trust.ts';
import { brief, certificate, judged } from './kit.ts';

describe('certificate-current', () => {
  const YEAR = { notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2027-01-01T00:00:00.000Z' };
  // Certificates that live 45 days are normal: a third of that is 15.
  const SHORT = { notBefore: '2026-06-01T00:00:00.000Z', notAfter: '2026-07-16T00:00:00.000Z' };

  test.each([
    [YEAR, '2026-06-01T00:00:00Z', 'pass current'],
    [YEAR, '2026-12-01T23:59:59Z', 'pass current'],
    [YEAR, '2026-12-02T00:00:00Z', 'warn expires-soon'],
    [YEAR, '2026-12-31T23:59:59Z', 'warn expires-soon'],
    [YEAR, '2027-01-01T00:00:00Z', 'warn expires-soon'],
    [YEAR, '2027-01-01T00:00:01Z', 'fail expired'],
    [YEAR, '2025-12-31T23:59:59Z', 'fail not-yet-valid'],
    [YEAR, '2026-01-01T00:00:00Z', 'pass current'],
    [SHORT, '2026-06-30T23:59:59Z', 'pass current'],
    [SHORT, '2026-07-01T00:00:00Z', 'warn expires-soon'],
    [SHORT, '2026-07-16T00:00:01Z', 'fail expired'],
  ])('%j on %s', (leaf, now, expected) => {
    expect(brief(judged(certificateCurrent, { certificate: certificate(leaf) }, { now }))).toBe(expected);
  });

  test('whose dates are nonsense is one that nobody accepts', () => {
    for (const leaf of [{ notBefore: null }, { notAfter: null }]) {
      expect(brief(judged(certificateCurrent, { certificate: certificate(leaf) }))).toBe('fail unreadable');
      expect(brief(judged(certificateExpiration, { certificate: certificate(leaf) }))).toBe('info unreadable');
    }
  });

  test('says how many days are left', () => {
    const row = judged(certificateCurrent, { certificate: certificate(YEAR) }, { now: '2026-12-22T12:00:00Z' });
    expect(row).toMatchObject({ value: YEAR.notAfter, data: { daysLeft: 9 } });
  });

  test('declares where it says from when until when it is valid', () => {
    const { data } = judged(certificateCurrent, { certificate: certificate(YEAR) }, { now: '2026-12-22T12:00:00Z' });
    const { from = '', until = '' } = certificateCurrent.validity ?? {};
    expect([data[from], data[until]]).toEqual([YEAR.notBefore, YEAR.notAfter]);
  });
});

test('certificate-expiration: ISO time and days left', () => {
  const of = (now: string) => judged(certificateExpiration, { certificate: certificate() }, { now });
  expect(of('2026-12-22T00:00:00Z')).toMatchObject({
    status: 'info',
    code: 'ends',
    value: '2027-01-01T00:00:00.000Z',
    data: { daysLeft: 10 },
  });
  expect(of('2027-01-03T00:00:00Z')).toMatchObject({ status: 'info', code: 'ended', data: { daysLeft: -2, days: 2 } });
});

describe('certificate-key', () => {
  test.each<[string | null, number | null, string, string]>([
    ['rsa', 2048, 'sha256WithRSAEncryption', 'info key'],
    ['rsa', 2047, 'sha256WithRSAEncryption', 'warn short-key'],
    ['rsa', 1024, 'sha1WithRSAEncryption', 'warn short-key'],
    ['rsa-pss', 1024, 'rsassaPss', 'warn short-key'],
    ['rsa', 4096, 'sha1WithRSAEncryption', 'warn weak-signature'],
    ['rsa', 2048, 'md5WithRSAEncryption', 'warn weak-signature'],
    ['ec', 256, 'ecdsa-with-SHA256', 'info key'],
    ['ec', 256, 'ecdsa-with-SHA1', 'warn weak-signature'],
    ['ed25519', null, 'ed25519', 'info key'],
    [null, null, '1.2.3.4', 'info key'],
  ])('%s %p, %s', (keyType, keyBits, signature, expected) => {
    expect(brief(judged(certificateKey, { certificate: certificate({ keyType, keyBits, signature }) }))).toBe(expected);
  });
});

test.each([
  ['trusted', 'pass trusted'],
  ['self-signed', 'warn self-signed'],
  ['incomplete', 'warn incomplete-chain'],
  ['untrusted-root', 'warn untrusted-root'],
] as const)('certificate-trust: %s', (trust, expected) => {
  expect(brief(judged(certificateTrust, { certificate: certificate({}, { trust }) }))).toBe(expected);
});

describe('facts of the certificate', () => {
  test('its fingerprints', () => {
    const row = judged(certificateSha1, { certificate: certificate() });
    expect(row).toMatchObject({ status: 'info', code: 'fingerprint', value: '01:02', data: { sha256: '03:04' } });
  });

  test('its common name, or that it has none', () => {
    expect(judged(certificateCommonName, { certificate: certificate() })).toMatchObject({
      status: 'info',
      code: 'name',
      value: 'mx.contoso.test',
    });
    const none = certificate({ commonName: null, subject: '' });
    expect(brief(judged(certificateCommonName, { certificate: none }))).toBe('info none');
  });

  test('its issuer', () => {
    expect(judged(certificateIssuer, { certificate: certificate() })).toMatchObject({
      status: 'info',
      code: 'issuer',
      value: 'CN=Some Authority',
    });
  });

  test('its alternative names, or that it has none', () => {
    const names = ['mx.contoso.test', '192.0.2.1'];
    expect(judged(certificateAlternativeNames, { certificate: certificate({ altNames: names }) })).toMatchObject({
      status: 'info',
      code: 'names',
      value: names,
      data: { count: 2 },
    });
    const none = certificate({ altNames: [] });
    expect(brief(judged(certificateAlternativeNames, { certificate: none }))).toBe('info none');
  });

  test('all cite the line of the handshake', () => {
    for (const row of [certificateSha1, certificateIssuer, certificateKey, certificateTrust, certificateCurrent]) {
      const { evidence, stage } = judged(row, { certificate: certificate() });
      expect([row.id, stage, evidence]).toEqual([row.id, 'tls', [{ conversation: 'session-1', lines: [9] }]]);
    }
  });
});
