import { describe, expect, test } from '@jest/globals';
import type { Visit } from '../../../../shared/visit/visit.ts';
import { reply } from './kit.ts';
import { build, failed, GO, LATER, NOTHING, pieces, secured, shaken, THERE, value, visited } from './visit-kit.ts';

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
    expect(sightings).toEqual([]);
    expect(barredBy).toMatchObject([{ result: { ok: false, failure: { kind: 'alert', alert: 80 } } }]);
    expect(pieces(evidence)).toMatchObject({ ehlo: LATER, tls: LATER, certificate: LATER });
  });

  test('elsewhere it bars nothing', () => {
    expect(value(build([visited({ starttls: GO, tls: failed({ kind: 'silent' }) })]), 'greeting').barredBy).toEqual([]);
  });
});
