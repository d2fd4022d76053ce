import { describe, expect, test } from '@jest/globals';
import { type CertificateKind, makeCertificate } from '../../../support/certificates/kinds.ts';
import { briefs, checked, withTls } from './behaviour-kit.ts';

const GOOD = { trust: 'pass trusted', current: 'pass current', name: 'pass matches', key: 'info key' };

describe('a certificate', () => {
  test.each<[CertificateKind, Partial<typeof GOOD>]>([
    ['valid', {}],
    ['validWithIntermediate', {}],
    ['expired', { current: 'fail expired' }],
    ['notYetValid', { current: 'fail not-yet-valid' }],
    ['selfSigned', { trust: 'warn self-signed' }],
    ['incompleteChain', { trust: 'warn incomplete-chain' }],
    ['shortLived', {}],
    ['shortLivedEnding', { current: 'warn expires-soon' }],
    ['expiringSoon', { current: 'warn expires-soon' }],
    ['wrongName', { name: 'warn differs' }],
    ['commonNameOnly', {}],
    ['rsa2048', {}],
    ['rsa1024', { key: 'warn short-key' }],
    ['sha1', { key: 'warn weak-signature' }],
  ])('%s', async (kind, more) => {
    const expected = { ...GOOD, ...more };
    const world = await withTls(kind);
    // A self-signed certificate is its own root: trusting it is not what this case is about.
    const settings = kind === 'selfSigned' ? {} : world.settings;
    const found = await checked({ ...world, settings });
    expect(briefs(found, 'certificate-trust', 'certificate-current', 'certificate-name', 'certificate-key')).toEqual([
      expected.trust,
      expected.current,
      expected.name,
      expected.key,
    ]);
    // A fault of the certificate is never one of STARTTLS.
    expect(briefs(found, 'starttls', 'ehlo-after-starttls')).toEqual(['pass established', 'pass accepted']);
  });

  test('from a root that nobody knows', async () => {
    const found = await checked(await withTls('untrustedRoot'));
    expect(['warn untrusted-root', 'warn incomplete-chain']).toContain(briefs(found, 'certificate-trust')[0]);
  });

  test.each<CertificateKind>(['hostileNames', 'longName', 'manyNames'])('with hostile contents: %s', async (kind) => {
    const { report } = await checked(await withTls(kind));
    const text = JSON.stringify(report);
    const strings: string[] = [];
    JSON.parse(text, (_, value) => {
      if (typeof value === 'string') strings.push(value);
      return value;
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left.
    expect(strings.filter((one) => /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/.test(one))).toEqual([]);
    expect(text.length).toBeLessThan(200_000);
  });

  test('whose end is a month that does not exist brings nobody down', async () => {
    const { certPem, keyPem } = await makeCertificate('selfSigned');
    const der = Buffer.from(certPem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
    // The second UTCTime (RFC 5280 4.1.2.5.1); what the signature says of it, nobody asks a server's own certificate.
    const utcTime = Buffer.from([0x17, 0x0d]);
    const end = der.indexOf(utcTime, der.indexOf(utcTime) + 1) + 2;
    der.write('991301000000Z', end, 'latin1');
    const cert = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
    const found = await checked({ server: { tls: { cert, key: keyPem } } });
    expect(briefs(found, 'starttls', 'certificate-current', 'certificate-expiration')).toEqual([
      'pass established',
      'fail unreadable',
      'info unreadable',
    ]);
  });

  test('tells its fingerprints, names and issuer', async () => {
    const found = await checked(await withTls('validWithIntermediate'));
    expect(found.row('certificate-sha1').value).toMatch(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/);
    expect(found.row('certificate-sha1').data.sha256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(found.row('certificate-common-name').value).toBe('mx.contoso.test');
    expect(found.row('certificate-alternative-names').value).toEqual(['mx.contoso.test']);
    expect(found.row('certificate-issuer').value).toMatch(/^CN=/);
  });
});

describe('versions and ciphers', () => {
  test.each([
    ['TLSv1', 'warn old'],
    ['TLSv1.1', 'warn old'],
    ['TLSv1.2', 'pass current'],
    ['TLSv1.3', 'pass current'],
  ] as const)('%s alone is described, not failed', async (version, expected) => {
    const world = await withTls('rsa2048');
    const tls = { ...world.server?.tls, minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' };
    const found = await checked({ ...world, server: { tls } });
    expect([...briefs(found, 'starttls', 'tls-version'), found.row('tls-version').value]).toEqual([
      'pass established',
      expected,
      version,
    ]);
  });

  test.each([
    ['AES128-SHA', 'info cipher', 'pass strong'],
    ['NULL-SHA256', 'warn weak', 'warn weak'],
  ])('the cipher %s', async (ciphers, cipher, bits) => {
    const world = await withTls('rsa2048');
    const tls = { ...world.server?.tls, maxVersion: 'TLSv1.2' as const, ciphers: `${ciphers}:@SECLEVEL=0` };
    const found = await checked({ ...world, server: { tls } });
    expect(briefs(found, 'starttls', 'tls-cipher', 'tls-bits')).toEqual(['pass established', cipher, bits]);
  });

  test('anonymous ciphers alone: encrypted without a certificate', async () => {
    const tls = { maxVersion: 'TLSv1.2' as const, ciphers: 'aNULL:@SECLEVEL=0', dhparam: 'auto' };
    const found = await checked({ server: { tls } });
    expect(briefs(found, 'starttls', 'tls-cipher', 'certificate-current', 'certificate-trust')).toEqual([
      'pass established-anonymous',
      'warn anonymous',
      'notApplicable not-applicable',
      'notApplicable not-applicable',
    ]);
    // Never offered in the first place: a server that has a certificate must show it.
    expect(found.server.connections.map(({ tls: made }) => made === null)).toEqual([true, false]);
  });
});
