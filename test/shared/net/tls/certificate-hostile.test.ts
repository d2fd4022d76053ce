import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CertificateFacts, readCertificate } from '../../../../shared/net/tls/certificate.ts';
import { x509 } from '../../../support/certificates/x509.ts';
import { HOSTILE_TEXT, issue, makeCertificate, serverTls } from '../../../support/certificates.ts';
import { shake, special } from './kit.ts';

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const rsa = (hash: string, modulusLength: number) => ({
  name: 'RSASSA-PKCS1-v1_5',
  hash,
  modulusLength,
  publicExponent: new Uint8Array([1, 0, 1]),
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may be left.
const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
const stringsOf = (facts: CertificateFacts): string[] =>
  [facts.commonName ?? '', facts.subject, facts.issuer, facts.signature, ...facts.altNames].map(String);

const read = (certPem: string): CertificateFacts =>
  readCertificate(Buffer.from(new x509.X509Certificate(certPem).rawData));

describe('keys and signatures, on every Node.js alike', () => {
  test.each([
    ['RSA of 1024 bits', rsa('SHA-256', 1024), undefined, 'rsa', 1024, 'sha256WithRSAEncryption'],
    ['RSA of 2048 bits', rsa('SHA-512', 2048), undefined, 'rsa', 2048, 'sha512WithRSAEncryption'],
    ['SHA-1 with RSA', rsa('SHA-1', 2048), undefined, 'rsa', 2048, 'sha1WithRSAEncryption'],
    ['P-256', P256, undefined, 'ec', 256, 'ecdsa-with-SHA256'],
    ['P-384', { ...P256, namedCurve: 'P-384', hash: 'SHA-384' }, undefined, 'ec', 384, 'ecdsa-with-SHA384'],
    ['P-521', { ...P256, namedCurve: 'P-521', hash: 'SHA-512' }, undefined, 'ec', 521, 'ecdsa-with-SHA512'],
    ['SHA-1 with ECDSA', P256, { name: 'ECDSA', hash: 'SHA-1' }, 'ec', 256, 'ecdsa-with-SHA1'],
    // Ed25519 has one size only: there is none to tell.
    ['Ed25519', { name: 'Ed25519' }, undefined, 'ed25519', null, 'ed25519'],
  ])('%s', async (_, algorithm, signature, keyType, keyBits, name) => {
    const made = await special({ algorithm, signature });
    const { outcome } = await shake({ tls: { cert: made.cert, key: made.key } });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
    expect(outcome.facts.leaf).toMatchObject({ keyType, keyBits, signature: name });
    expect(outcome.facts.chain[0]).toBe(made.der.toString('base64'));
  });
});

describe('names', () => {
  test('addresses among them, and names in A-label form as they are', async () => {
    const names = ['192.0.2.1', '2001:db8::1', 'xn--mller-kva.contoso.test', '*.contoso.test'];
    const { outcome } = await shake({ tls: serverTls(await issue(null, { names, commonName: 'mx.contoso.test' })) });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
    expect(outcome.facts.leaf).toMatchObject({ altNames: names, commonName: 'mx.contoso.test' });
  });

  test('neither subject nor alternative names', async () => {
    const { certPem } = await issue(null, { names: [], commonName: '' });
    expect(read(certPem)).toMatchObject({ commonName: null, altNames: [], subject: '' });
  });

  test('beyond ASCII, in UTF-8', async () => {
    const { certPem } = await issue(null, { names: ['mx.contoso.test'], commonName: 'Müller & Söhne 株式会社' });
    expect(read(certPem).commonName).toBe('Müller & Söhne 株式会社');
  });

  test.each([
    ['NUL, which once hid the rest of a name', 'mx.contoso.test\u0000.evil.test', 'mx.contoso.test\\x00.evil.test'],
    ['an escape of a terminal', '\u001b[2Jmx', '\\x1b[2Jmx'],
    ['ends of lines', 'a\r\nb', 'a\\x0d\\x0ab'],
    ['a right-to-left override', 'a\u202etset.osotnoc', 'a\\u202etset.osotnoc'],
    ['an isolate', 'a\u2066b\u2069', 'a\\u2066b\\u2069'],
    ['a C1 control', 'a\u009b1m', 'a\\x9b1m'],
    ['a line separator', 'a\u2028b', 'a\\u2028b'],
    ['nothing visible', '\u200b\ufeff', '\\u200b\\ufeff'],
  ])('with %s', async (_, name, shown) => {
    const facts = read((await issue(null, { names: ['mx.contoso.test'], commonName: name })).certPem);
    expect(facts.commonName).toBe(shown);
    expect(stringsOf(facts).filter((text) => HARMFUL.test(text))).toEqual([]);
  });

  test('with all of it at once, as the server sends it', async () => {
    const { outcome } = await shake({ tls: serverTls(await makeCertificate('hostileNames')) });
    if (!outcome.ok || outcome.facts.leaf === null) throw new Error('no certificate');
    const { leaf } = outcome.facts;
    expect(stringsOf(leaf).filter((text) => HARMFUL.test(text))).toEqual([]);
    // Markup is text here: whoever puts it into a page escapes it there.
    expect(leaf.commonName).toContain('<script>');
  });

  test('of any length stay short, and there are never more than a few hundred', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `${index}.${'x'.repeat(300)}.test`);
    const facts = read((await issue(null, { names, commonName: HOSTILE_TEXT.repeat(500) })).certPem);
    expect(facts.altNames.length).toBeLessThanOrEqual(200);
    expect(stringsOf(facts).every((text) => text.length < 600)).toBe(true);
  });
});

describe('what no certificate may do to us', () => {
  let pair: Awaited<ReturnType<typeof special>>;
  beforeAll(async () => {
    pair = await special({ algorithm: P256 });
  });

  test.each([
    ['bytes that are no names', Buffer.from([0x30, 5, 0xff, 1, 2, 3, 4])],
    ['nothing', Buffer.alloc(0)],
    ['a length beyond its end', Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff])],
    ['kinds of names that SMTP has no use for', Buffer.from([0x30, 6, 0x81, 4, 0x61, 0x40, 0x62, 0x63])],
    ['an address of three bytes', Buffer.from([0x30, 5, 0x87, 3, 1, 2, 3])],
  ])('an extension of alternative names that holds %s', async (_, bytes) => {
    const made = await special({ algorithm: P256, extensions: [new x509.Extension('2.5.29.17', false, bytes)] });
    const facts = readCertificate(made.der);
    expect(facts).toMatchObject({ commonName: 'mx.contoso.test', keyType: 'ec', signature: 'ecdsa-with-SHA256' });
    expect(facts.altNames.filter((name) => HARMFUL.test(name))).toEqual([]);
  });

  test('arbitrary names, whatever they are, come out harmless and bounded', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(text, fc.array(text, { maxLength: 4 }), async (name, more) => {
        // In an alternative name only ASCII can be written at all.
        const names = more.map((one) => [...one].filter((character) => character <= '\u007f').join('')).filter(Boolean);
        const facts = read((await issue(null, { names, commonName: name })).certPem);
        for (const shown of stringsOf(facts)) {
          expect(shown).not.toMatch(HARMFUL);
          expect(shown.length).toBeLessThan(600);
        }
      }),
      { numRuns: 20 },
    );
  }, 30_000);

  test('is told apart by its fingerprints', () => {
    const facts = readCertificate(pair.der);
    expect(facts.sha1).toMatch(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/);
    expect(facts.sha256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });
});
