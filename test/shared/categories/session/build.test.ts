import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildEvidence, type Surroundings } from '../../../../shared/categories/session/build.ts';
import type { SessionEvidence } from '../../../../shared/categories/session/evidence.ts';
import type { Plan, Visit } from '../../../../shared/categories/session/visit.ts';
import type { SettledEvidence } from '../../../../shared/check/category.ts';
import type { Target } from '../../../../shared/check/target.ts';
import type { TlsOutcome } from '../../../../shared/net/smtp/outcome.ts';
import { readCertificate } from '../../../../shared/net/tls/certificate.ts';
import type { TlsFacts } from '../../../../shared/net/tls/facts.ts';
import type { TlsFailure } from '../../../../shared/net/tls/handshake.ts';
import { pemCertificates } from '../../../../shared/net/tls/trust.ts';
import { type CertificateKind, makeCertificate } from '../../../support/certificates.ts';
import { conversation, TARGET } from '../../report/kit.ts';
import { closed, endless, FACTS, reply } from './kit.ts';

const GREETING = reply('220 mx.contoso.test ESMTP Postfix');
const EHLO = reply('250-mx.contoso.test\n250-SIZE 1000\n250 STARTTLS');
const IN_TLS = reply('250-mx.contoso.test\n250 AUTH PLAIN');
const GO = reply('220 2.0.0 go ahead');
const STARS = reply('220 ************');

const shaken = (facts: Partial<TlsFacts> = {}): TlsOutcome =>
  ({ ok: true, socket: null, facts: { ...FACTS, ...facts }, ms: 30, line: 9 }) as unknown as TlsOutcome;
const failed = (failure: TlsFailure): TlsOutcome => ({ ok: false, failure, ms: 30, line: 9 });

/** Greeted and answered; what came to be asked beyond that is each test's own. */
const visited = (more: Partial<Visit> = {}, plan: Partial<Plan> = {}): Visit => {
  const whole = { id: 'session-1', tls: 'starttls', heloOnly: false, anonymous: false, alone: false, ...plan } as const;
  return {
    plan: whole,
    opened: { outcome: 'open', ms: 1 },
    greeting: GREETING,
    ehlo: EHLO,
    helo: null,
    offered: true,
    starttls: null,
    discarded: 0,
    tls: null,
    ehloInTls: null,
    heloInTls: null,
    conversation: conversation({ id: whole.id }),
    ...more,
  };
};
const second = (more: Partial<Visit>, plan: Partial<Plan> = {}): Visit => visited(more, { id: 'session-1.2', ...plan });
const NOTHING: Partial<Visit> = { greeting: null, ehlo: null, offered: false };
const secured = (facts: Partial<TlsFacts> = {}, more: Partial<Visit> = {}): Visit =>
  visited({ starttls: GO, tls: shaken(facts), ehloInTls: IN_TLS, ...more });

const build = (past: Visit[], target: Partial<Target> = {}, around: Partial<Surroundings> = {}) =>
  buildEvidence(past, {
    target: { ...TARGET, ...target },
    anotherAnswers: false,
    wayOut: 'works',
    ptr: [],
    extraRoots: [],
    ...around,
  });

type Evidence = SettledEvidence<SessionEvidence>;
const value = <K extends keyof Evidence>(evidence: Evidence, key: K): SessionEvidence[K] => {
  const piece = evidence[key];
  if (!piece.ok) throw new Error(`${key} is missing: ${JSON.stringify(piece.missing)}`);
  return piece.value as SessionEvidence[K];
};
/** Each piece as "there", or why it is not. */
const pieces = (evidence: Evidence): Record<string, string> =>
  Object.fromEntries(
    Object.entries(evidence).map(([key, piece]) => [
      key,
      piece.ok ? 'there' : String(piece.missing.reason ?? piece.missing.data.because),
    ]),
  );

const THERE = { connection: 'there', greeting: 'there', ehlo: 'there', capabilities: 'there', mask: 'there' };
const LATER = 'earlier-step';

describe('how far it came decides which pieces there are', () => {
  const afterConnect = { ehlo: LATER, starttls: LATER, tls: LATER, certificate: LATER, ehloInTls: LATER };
  const noHello = { capabilities: LATER, mask: LATER };
  test.each<[string, Visit[], Record<string, string>]>([
    [
      'no connection',
      [visited({ ...NOTHING, opened: { outcome: 'refused', ms: 1, line: 1 } })],
      { connection: 'there', greeting: LATER, ...afterConnect, ...noHello, names: LATER },
    ],
    [
      'refused in the greeting',
      [visited({ ...NOTHING, greeting: reply('554 no') })],
      { connection: 'there', greeting: 'there', ...afterConnect, ...noHello, names: 'there' },
    ],
    [
      'EHLO and HELO refused',
      [visited({ ehlo: reply('502 no'), helo: reply('502 no'), offered: false })],
      { connection: 'there', greeting: 'there', ...afterConnect, ...noHello, ehlo: 'there', names: 'there' },
    ],
    [
      'STARTTLS not offered',
      [visited({ offered: false })],
      { ...THERE, starttls: 'there', tls: 'no-tls', certificate: 'no-tls', ehloInTls: 'no-tls', names: 'there' },
    ],
    [
      'STARTTLS refused',
      [visited({ starttls: reply('454 no') })],
      { ...THERE, starttls: 'there', tls: LATER, certificate: LATER, ehloInTls: LATER, names: 'there' },
    ],
    [
      'the handshake broken',
      [visited({ starttls: GO, tls: failed({ kind: 'silent' }) })],
      { ...THERE, starttls: 'there', tls: LATER, certificate: LATER, ehloInTls: LATER, names: 'there' },
    ],
    [
      'an anonymous cipher',
      [secured({ leaf: null, chain: [] })],
      { ...THERE, starttls: 'there', tls: 'there', certificate: 'anonymous', ehloInTls: 'there', names: 'there' },
    ],
    [
      'cut off after the handshake',
      [secured({ leaf: null, chain: [] }, { ehloInTls: null })],
      { ...THERE, starttls: 'there', tls: 'there', certificate: 'anonymous', ehloInTls: LATER, names: 'there' },
    ],
  ])('%s', (_, past, expected) => {
    expect(pieces(build(past))).toEqual(expected);
  });

  test('TLS switched off by the caller makes no sense of the rows of TLS', () => {
    const off = { starttls: 'tls-off', tls: 'tls-off', certificate: 'tls-off', ehloInTls: 'tls-off' };
    expect(pieces(build([visited({ offered: true }, { tls: 'off' })], { tls: false }))).toMatchObject(off);
    expect(pieces(build([visited({ ...NOTHING, greeting: reply('554 no') })], { tls: false }))).toMatchObject(off);
  });
});

describe('port 465, where TLS comes first', () => {
  const INLINE = { port: 465, tls: false } as const;

  test('STARTTLS makes no sense there, and the EHLO is that inside TLS', () => {
    const evidence = build([visited({ tls: shaken({ leaf: null }), offered: false }, { tls: 'implicit' })], INLINE);
    expect(pieces(evidence)).toMatchObject({ starttls: 'implicit-tls', tls: 'there', ehloInTls: 'implicit-tls' });
    expect(value(evidence, 'capabilities')).toMatchObject({ plain: null, inTls: ['SIZE 1000', 'STARTTLS'] });
  });

  test('a broken handshake is why there is no greeting', () => {
    const tls = failed({ kind: 'alert', alert: 80 });
    const evidence = build([visited({ ...NOTHING, tls }, { tls: 'implicit' })], INLINE);
    const { sightings, barredBy } = value(evidence, 'greeting');
    expect([sightings, barredBy?.result]).toEqual([[], { ok: false, failure: { kind: 'alert', alert: 80 } }]);
    expect(pieces(evidence)).toMatchObject({ ehlo: LATER, tls: LATER, certificate: LATER });
  });

  test('elsewhere it bars nothing', () => {
    expect(value(build([visited({ starttls: GO, tls: failed({ kind: 'silent' }) })]), 'greeting').barredBy).toBeNull();
  });
});

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
