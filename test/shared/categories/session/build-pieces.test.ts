import { beforeAll, describe, expect, test } from '@jest/globals';
import { readCertificate } from '../../../../shared/net/tls/certificate.ts';
import type { TlsFacts } from '../../../../shared/net/tls/facts.ts';
import { pemCertificates } from '../../../../shared/net/tls/trust.ts';
import type { Visit } from '../../../../shared/visit/visit.ts';
import { type CertificateKind, makeCertificate } from '../../../support/certificates.ts';
import { closed, endless, reply } from './kit.ts';
import {
  build,
  EHLO,
  failed,
  GO,
  IN_TLS,
  LATER,
  NOTHING,
  pieces,
  STARS,
  second,
  secured,
  shaken,
  THERE,
  value,
  visited,
} from './visit-kit.ts';

describe('several visits', () => {
  test('are kept in their order, each with its conversation', () => {
    const past = [visited({ ...NOTHING, greeting: reply('421 busy') }), second({}, { alone: true })];
    const { sightings } = value(build(past), 'greeting');
    expect(sightings.map((one) => one.conversation)).toEqual(['session-1', 'session-1.2']);
  });

  test('what one of them achieved counts', () => {
    const put = visited({ starttls: reply('454 no') });
    const evidence = build([put, second({ starttls: GO, tls: shaken({ leaf: null }), ehloInTls: IN_TLS })]);
    expect(value(evidence, 'tls').conversation).toBe('session-1.2');
    expect(value(evidence, 'starttls').replies).toHaveLength(2);
    // And it stays achieved when a later one fails.
    expect(pieces(build([secured(), second({ ...NOTHING, greeting: closed() })]))).toMatchObject({
      ...THERE,
      tls: 'there',
    });
  });

  test('HELO on a second connection stands beside the EHLO that broke the first', () => {
    const past = [
      visited({ ehlo: endless, offered: false }),
      second({ ehlo: null, helo: reply('250 mx'), offered: false }),
    ];
    const { ehlo, helo } = value(build(past), 'ehlo');
    expect([ehlo.map((one) => one.conversation), helo.map((one) => one.conversation)]).toEqual([
      ['session-1'],
      ['session-1.2'],
    ]);
    expect(pieces(build(past))).toMatchObject({ mask: 'there', capabilities: LATER, tls: 'no-tls' });
  });

  test('handshakes say whether they offered anonymous ciphers; thrown away bytes add up', () => {
    const tls = failed({ kind: 'alert', alert: 40 });
    const past = [
      visited({ starttls: GO, tls, discarded: 3 }),
      second({ starttls: GO, tls, discarded: 4 }, { anonymous: true }),
    ];
    const { handshakes, discarded, offered } = value(build(past), 'starttls');
    expect([handshakes.map((one) => one.anonymous), discarded, offered]).toEqual([[false, true], 7, true]);
  });
});

describe('one good visit among bad ones', () => {
  const gone = second({ ...NOTHING, greeting: closed() }, { alone: true });

  test('has offered and tried TLS for all of them', () => {
    const past = [visited({ starttls: reply('454 no') }), gone];
    expect(value(build(past), 'starttls').offered).toBe(true);
    expect(value(build(past), 'mask').offered).toBe(true);
    expect(pieces(build(past))).toMatchObject({ tls: LATER, certificate: LATER });
  });

  test('gives the names, the first good greeting and EHLO before all others', () => {
    const other = second({ greeting: reply('220 other.test'), ehlo: reply('250 other.test') });
    expect(value(build([gone, visited(), other]), 'names')).toMatchObject({
      banner: 'mx.contoso.test',
      ehlo: 'mx.contoso.test',
    });
    expect(value(build([visited(), other]), 'mask').greeting.conversation).toBe('session-1');
  });

  test('without a good one the last counts, and HELO gives a name where EHLO could not be had', () => {
    const refused = [
      visited({ ...NOTHING, greeting: reply('421 busy') }),
      second({ ...NOTHING, greeting: reply('554 no') }),
    ];
    expect(value(build(refused), 'names').sighting.conversation).toBe('session-1.2');
    const heloOnly = visited({ ehlo: null, helo: reply('250 helo.test'), offered: false }, { heloOnly: true });
    expect(value(build([heloOnly]), 'names').ehlo).toBe('helo.test');
  });

  test('made the TLS connection whose facts are shown: the first of them', () => {
    const again = second({ starttls: GO, tls: shaken({ leaf: null, protocol: 'TLSv1' }), ehloInTls: IN_TLS });
    expect(value(build([secured(), again]), 'tls')).toMatchObject({
      conversation: 'session-1',
      facts: { protocol: 'TLSv1.3' },
    });
  });
});

describe('a mask', () => {
  const hidden = reply('250-mx.contoso.test\n250 XXXXXXXX');
  const probed = { ehlo: hidden, offered: false, starttls: GO };

  test('shows what STARTTLS was answered where it was not offered', () => {
    const past = [visited({ ...probed, greeting: STARS, tls: shaken({ leaf: null }) })];
    expect(value(build(past), 'mask')).toMatchObject({ offered: false, starttls: { heard: GO } });
    expect(value(build(past), 'starttls').offered).toBe(false);
  });

  test.each<[string, Visit]>([
    ['STARTTLS was offered', visited({ greeting: STARS, starttls: GO })],
    // After HELO alone nothing was announced: an answer shows no mask.
    ['only HELO was said', visited({ ehlo: null, helo: reply('250 mx'), offered: false, starttls: GO })],
    ['STARTTLS was not sent', visited({ ...probed, starttls: null })],
  ])('has no such answer where %s', (_, one) => {
    expect(value(build([one]), 'mask').starttls).toBeNull();
  });
});

describe('capabilities and names', () => {
  test('both lists, and inside TLS only where EHLO was accepted there', () => {
    expect(value(build([secured()]), 'capabilities')).toMatchObject({
      plain: ['SIZE 1000', 'STARTTLS'],
      inTls: ['AUTH PLAIN'],
      sighting: { heard: IN_TLS },
    });
    const refused = secured({}, { ehloInTls: reply('502 no') });
    expect(value(build([refused]), 'capabilities')).toMatchObject({ inTls: null, sighting: { heard: EHLO } });
  });

  test('the names as the server gave them, and PTR as it was found', () => {
    const evidence = build([visited()], {}, { ptr: ['a.test'] });
    expect(value(evidence, 'names')).toMatchObject({
      banner: 'mx.contoso.test',
      ehlo: 'mx.contoso.test',
      ptr: ['a.test'],
      software: 'postfix',
    });
    expect(value(build([visited()], {}, { ptr: null }), 'names').ptr).toBeNull();
  });
});

describe('the certificate', () => {
  const made = new Map<CertificateKind, { facts: Partial<TlsFacts>; rootPem: string }>();
  const KINDS = ['valid', 'expired', 'selfSigned', 'incompleteChain', 'validWithIntermediate'] as const;

  beforeAll(async () => {
    for (const kind of KINDS) {
      const { chainPem, rootPem } = await makeCertificate(kind);
      const sent = pemCertificates(chainPem).map((pem) =>
        Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'),
      );
      const leaf = readCertificate(sent[0] as Buffer);
      made.set(kind, { facts: { chain: sent.map((one) => one.toString('base64')), leaf, authorized: false }, rootPem });
    }
  });
  const of = (kind: CertificateKind, facts: Partial<TlsFacts> = {}, trusted = false) => {
    const { facts: own, rootPem } = made.get(kind) as { facts: Partial<TlsFacts>; rootPem: string };
    const past = [secured({ ...own, ...facts })];
    return value(build(past, {}, { extraRoots: trusted ? [rootPem] : [] }), 'certificate');
  };

  test('comes from the one handshake, its leaf first', () => {
    const { facts } = made.get('valid') as { facts: Partial<TlsFacts> };
    expect(of('valid')).toMatchObject({ der: facts.chain?.[0], leaf: facts.leaf, line: 9, conversation: 'session-1' });
  });

  test('is judged by its chain', () => {
    expect(of('valid', { authorized: true }).trust).toBe('trusted');
    expect(of('selfSigned').trust).toBe('self-signed');
    expect(of('incompleteChain').trust).toBe('incomplete');
    // A root that the caller gave is as good as a public one.
    expect(of('selfSigned', {}, true).trust).toBe('trusted');
  });
});
