import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readCertificate } from '../../../../shared/net/tls/certificate.ts';
import { judgeTrust, pemCertificates } from '../../../../shared/net/tls/trust.ts';
import { issue } from '../../../support/certificates/issue.ts';
import { type CertificateKind, makeCertificate } from '../../../support/certificates.ts';

const der = (pem: string): Buffer => new X509Certificate(pem).raw;
const factsOf = async (kind: CertificateKind) => readCertificate(der((await makeCertificate(kind)).certPem));

describe('facts of a certificate', () => {
  test('names, dates, key, signature', async () => {
    const facts = await factsOf('valid');
    expect(facts).toMatchObject({
      commonName: 'mx.contoso.test',
      subject: 'CN=mx.contoso.test',
      altNames: ['mx.contoso.test'],
      keyType: 'ec',
      keyBits: 256,
      signature: 'ecdsa-with-SHA256',
    });
    expect(facts.notBefore).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    expect(Date.parse(facts.notAfter ?? '')).toBeGreaterThan(Date.parse(facts.notBefore ?? ''));
  });

  test.each<[CertificateKind, object]>([
    ['rsa2048', { keyType: 'rsa', keyBits: 2048 }],
    ['rsa1024', { keyType: 'rsa', keyBits: 1024 }],
    ['sha1', { signature: expect.stringMatching(/sha1/i) }],
    ['commonNameOnly', { altNames: [], commonName: 'mx.contoso.test' }],
  ])('%s', async (kind, facts) => {
    expect(await factsOf(kind)).toMatchObject(facts);
  });

  test('addresses among the names in their canonical form, none at all', async () => {
    const { certPem } = await issue(null, { names: ['192.0.2.1', '2001:db8::1', 'mx.test'], commonName: '' });
    expect(readCertificate(der(certPem))).toMatchObject({
      altNames: ['192.0.2.1', '2001:db8::1', 'mx.test'],
      commonName: null,
    });
  });

  test('hostile names are harmless and bounded', async () => {
    for (const kind of ['hostileNames', 'longName', 'manyNames'] as const) {
      const facts = await factsOf(kind);
      const strings = [facts.commonName ?? '', facts.subject, facts.issuer, ...facts.altNames];
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left.
      expect(strings.filter((one) => /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/.test(one))).toEqual([]);
      expect(Math.max(...strings.map((one) => one.length))).toBeLessThan(700);
      expect(facts.altNames.length).toBeLessThanOrEqual(200);
    }
  });
});

describe('trust', () => {
  const chainOf = (...pems: string[]): Buffer[] => pems.flatMap((pem) => pemCertificates(pem)).map(der);

  test.each<[CertificateKind, string]>([
    ['validWithIntermediate', 'trusted'],
    // Dates are another row's.
    ['expired', 'trusted'],
    ['notYetValid', 'trusted'],
    ['selfSigned', 'self-signed'],
    ['incompleteChain', 'incomplete'],
  ])('%s is %s, although OpenSSL complains', async (kind, expected) => {
    const { chainPem, rootPem } = await makeCertificate(kind);
    const complete = kind === 'selfSigned' || kind === 'incompleteChain' ? [chainPem] : [chainPem, rootPem];
    const roots = kind === 'selfSigned' ? [] : [rootPem];
    expect(judgeTrust(chainOf(...complete), false, roots)).toBe(expected);
  });

  test('a chain that ends in a root that nobody named', async () => {
    const { chainPem, rootPem } = await makeCertificate('validWithIntermediate');
    expect(judgeTrust(chainOf(chainPem, rootPem), false, [])).toBe('untrusted-root');
  });

  test('a self-signed certificate that the caller trusts', async () => {
    const { certPem } = await makeCertificate('selfSigned');
    expect(judgeTrust(chainOf(certPem), false, [certPem])).toBe('trusted');
  });

  test('what OpenSSL is content with, and nothing at all', () => {
    expect(judgeTrust([], true, [])).toBe('trusted');
    expect(judgeTrust([], false, [])).toBe('incomplete');
  });

  test('a bundle is split into its certificates', async () => {
    const { certPem, rootPem } = await makeCertificate('valid');
    expect(pemCertificates(`# first\n${certPem}\n\n# root\n${rootPem}`)).toHaveLength(2);
    expect(pemCertificates('nothing')).toEqual([]);
  });
});
