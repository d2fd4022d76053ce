import { beforeAll, describe, expect, test } from '@jest/globals';
import { judgeTrust } from '../../../../shared/net/tls/trust.ts';
import {
  type CertificateKind,
  createAuthority,
  type Issued,
  issue,
  makeCertificate,
  serverTls,
} from '../../../support/certificates.ts';
import type { ServerTls, StepDetail } from '../../../support/scripted-smtp.ts';
import { type ShakeOptions, shake } from './kit.ts';

let ec: Issued;
let rsa: Issued;
beforeAll(async () => {
  [ec, rsa] = await Promise.all([makeCertificate('valid'), makeCertificate('rsa2048')]);
});

/** The facts of a handshake that must succeed. */
async function facts(tls: ServerTls, options: ShakeOptions = {}) {
  const { outcome, record } = await shake({ tls }, options);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return { facts: outcome.facts, record };
}

describe('a handshake', () => {
  test('tells version, cipher, strength, chain and certificate at once', async () => {
    const { facts: found } = await facts(serverTls(ec), { extraRoots: [ec.rootPem], servername: 'mx.contoso.test' });
    expect(found).toMatchObject({
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      standardName: 'TLS_AES_256_GCM_SHA384',
      bits: 256,
      authorized: true,
      leaf: { commonName: 'mx.contoso.test', altNames: ['mx.contoso.test'], keyType: 'ec', keyBits: 256 },
    });
    expect(found.chain.length).toBeGreaterThanOrEqual(1);
  });

  test('names the host in SNI, and an address never', async () => {
    const { record } = await facts(serverTls(ec), { servername: 'xn--mx-mller-65a.contoso.test' });
    expect(record.tls?.servername).toBe('xn--mx-mller-65a.contoso.test');
    expect((await facts(serverTls(ec), { servername: null })).record.tls?.servername).toBeNull();
  });

  // Old versions are described, not refused: rows judge them afterwards.
  test.each([
    ['TLSv1', 'ECDHE-RSA-AES256-SHA', 256],
    ['TLSv1.1', 'ECDHE-RSA-AES128-SHA', 128],
    ['TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256', 128],
    ['TLSv1.2', 'ECDHE-RSA-CHACHA20-POLY1305', 256],
    ['TLSv1.2', 'AES256-SHA', 256],
    ['TLSv1.2', 'ECDHE-RSA-CAMELLIA128-SHA256', 128],
    ['TLSv1.2', 'NULL-SHA256', 0],
    ['TLSv1.3', 'TLS_AES_128_GCM_SHA256', 128],
    ['TLSv1.3', 'TLS_CHACHA20_POLY1305_SHA256', 256],
  ] as const)('is had with %s and %s', async (version, cipher, bits) => {
    // OpenSSL keeps the suites of TLS 1.3 in a list of their own, where a security level cannot stand.
    const ciphers = version === 'TLSv1.3' ? cipher : `${cipher}:@SECLEVEL=0`;
    const tls = { ...serverTls(rsa), minVersion: version, maxVersion: version, ciphers };
    expect((await facts(tls)).facts).toMatchObject({ protocol: version, cipher, bits });
  });
});

describe('anonymous ciphers', () => {
  const ANONYMOUS: ServerTls = { maxVersion: 'TLSv1.2', ciphers: 'aNULL:@SECLEVEL=0', dhparam: 'auto' };

  test('are not offered at first', async () => {
    const { outcome } = await shake({ tls: ANONYMOUS });
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'alert', alert: 40 } });
  });

  test('give encryption without a certificate where they are offered', async () => {
    const { facts: found } = await facts(ANONYMOUS, { anonymous: true });
    expect(found).toMatchObject({ leaf: null, chain: [], authorized: false });
    expect(found.cipher).toMatch(/^(AECDH|ADH)-/);
  });

  test('are not taken by a server that has a certificate', async () => {
    const { facts: found } = await facts(serverTls(ec), { anonymous: true });
    expect(found.leaf?.commonName).toBe('mx.contoso.test');
  });
});

describe('a handshake that breaks', () => {
  test.each([40, 42, 47, 70, 71, 80, 112])('by alert %i of the server', async (alert) => {
    const { outcome, raw } = await shake({ starttls: { alert } });
    expect(outcome).toEqual({ ok: false, failure: { kind: 'alert', alert } });
    expect(raw.destroyed).toBe(true);
  });

  test('by a server without a certificate: alert 40', async () => {
    expect((await shake({ tls: {} })).outcome).toMatchObject({ ok: false, failure: { kind: 'alert', alert: 40 } });
  });

  test.each<[string, StepDetail, readonly string[]]>([
    ['a reply in plain text', { garbageTls: true }, ['protocol']],
    ['a close', { closeInTls: 'fin' }, ['closed']],
    // Whether the reset overtakes what is on its way is the system's choice.
    ['a reset', { closeInTls: 'reset' }, ['reset', 'closed']],
  ])('by %s', async (_, starttls, kinds) => {
    const { outcome, raw } = await shake({ starttls });
    if (outcome.ok) throw new Error('it did not break');
    expect(kinds).toContain(outcome.failure.kind);
    expect(raw.destroyed).toBe(true);
  });

  test('by silence, when patience ends', async () => {
    const { outcome, raw, record } = await shake({ starttls: { silentTls: true } }, { patience: 100 });
    expect(outcome).toEqual({ ok: false, failure: { kind: 'silent' } });
    expect([raw.destroyed, record.closedBy?.startsWith('client')]).toEqual([true, true]);
  });

  test('by our own stop, at once', async () => {
    const begun = (stop: AbortController) => setImmediate(() => stop.abort());
    const { outcome, raw, record } = await shake({ starttls: { silentTls: true } }, { begun });
    expect(outcome).toEqual({ ok: false, failure: { kind: 'deadline' } });
    expect([raw.destroyed, record.closedBy?.startsWith('client')]).toEqual([true, true]);
  });

  test('says what it was in words that are harmless', async () => {
    const { outcome } = await shake({ starttls: { garbageTls: true } });
    if (outcome.ok || outcome.failure.kind !== 'protocol') throw new Error('it did not break so');
    expect(outcome.failure.message).toMatch(/^[ -~]{3,160}$/);
  });
});

describe('trust, by what one handshake showed', () => {
  const verdict = async (issued: Issued, extraRoots: readonly string[], tls = serverTls(issued)) => {
    const { facts: found } = await facts(tls, { extraRoots });
    const chain = found.chain.map((der) => Buffer.from(der, 'base64'));
    return [judgeTrust(chain, found.authorized, extraRoots), found.authorized];
  };

  // Dates, names, keys and signatures are other rows' matter: the chain alone is judged.
  test.each<[CertificateKind, string, boolean]>([
    ['valid', 'trusted', true],
    ['validWithIntermediate', 'trusted', true],
    ['expired', 'trusted', false],
    ['notYetValid', 'trusted', false],
    ['shortLived', 'trusted', true],
    ['wrongName', 'trusted', true],
    ['rsa1024', 'trusted', true],
    ['incompleteChain', 'incomplete', false],
  ])('%s is %s', async (kind, trust, authorized) => {
    const issued = await makeCertificate(kind);
    expect(await verdict(issued, [issued.rootPem])).toEqual([trust, authorized]);
  });

  test('signed by itself, and signed by itself but named by the caller', async () => {
    const issued = await makeCertificate('selfSigned');
    expect(await verdict(issued, [])).toEqual(['self-signed', false]);
    expect((await verdict(issued, [issued.certPem]))[0]).toBe('trusted');
  });

  test('a root that nobody knows, sent along and not', async () => {
    const authority = await createAuthority({ intermediate: true });
    const issued = await issue(authority, { names: ['mx.contoso.test'] });
    const whole = { ...serverTls(issued), cert: `${issued.chainPem}${issued.rootPem}\n` };
    expect(await verdict(issued, [], whole)).toEqual(['untrusted-root', false]);
    expect(await verdict(issued, [])).toEqual(['incomplete', false]);
  });

  test('a root of the same name with another key is another root', async () => {
    const issued = await makeCertificate('valid');
    const { rootPem } = await createAuthority();
    expect((await verdict(issued, [rootPem]))[0]).not.toBe('trusted');
  });
});
