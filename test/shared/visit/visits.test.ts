import { describe, expect, test } from '@jest/globals';
import type { TlsOutcome } from '../../../shared/net/smtp/outcome.ts';
import type { TlsFailure } from '../../../shared/net/tls/handshake.ts';
import type { Plan, Visit } from '../../../shared/visit/visit.ts';
import { nextVisit } from '../../../shared/visit/visits.ts';
import { closed, deadline, endless, malformed, reply, silent } from '../categories/session/kit.ts';
import { conversation } from '../report/kit.ts';

const PLAN: Plan = {
  id: 'session-1',
  tls: 'starttls',
  heloOnly: false,
  heloOnlyInTls: false,
  anonymous: false,
  alone: false,
};

const visited = (more: Partial<Visit> = {}, plan: Partial<Plan> = {}): Visit => ({
  plan: { ...PLAN, ...plan },
  opened: { outcome: 'open', ms: 1 },
  quit: null,
  greeting: reply('220 mx'),
  ehlo: reply('250-mx\n250 STARTTLS'),
  helo: null,
  offered: true,
  starttls: null,
  discarded: 0,
  tls: null,
  ehloInTls: null,
  heloInTls: null,
  conversation: conversation(),
  ...more,
});
const failed = (failure: TlsFailure): TlsOutcome => ({ ok: false, failure, ms: 1, line: 3 });
const ALONE = { change: { alone: true }, pause: true };

describe('a second look', () => {
  test.each<[string, Partial<Visit>, ReturnType<typeof nextVisit>]>([
    ['is not taken where all went well', {}, null],
    ['nor without a connection', { opened: { outcome: 'refused', ms: 1, line: 1 } }, null],
    ['is taken alone, after a pause, where the greeting was 421', { greeting: reply('421 busy') }, ALONE],
    ['or any 4xx', { greeting: reply('450 no') }, ALONE],
    ['or where it was closed in place of a greeting', { greeting: closed('reset') }, ALONE],
    ['or where EHLO was put off', { ehlo: reply('421 busy') }, ALONE],
    ['or EHLO inside TLS', { ehloInTls: reply('451 no') }, ALONE],
    ['or HELO inside TLS', { ehloInTls: reply('502 no'), heloInTls: reply('421 busy') }, ALONE],
    ['or STARTTLS', { starttls: reply('454 no') }, ALONE],
    ['or where the connection was closed on STARTTLS', { starttls: closed() }, ALONE],
    ['or in the handshake', { tls: failed({ kind: 'closed' }) }, ALONE],
    ['not where the greeting refused for good', { greeting: reply('554 no') }, null],
    ['not where it was silent for all our patience', { greeting: silent }, null],
    ['not where it does not end', { greeting: endless }, null],
    ['not where it is no SMTP', { greeting: malformed }, null],
    ['not when our time is up', { greeting: deadline }, null],
    ['not where STARTTLS was refused for good', { starttls: reply('502 no') }, null],
    ['with HELO where EHLO was cut', { ehlo: closed() }, { change: { heloOnly: true }, pause: false }],
    ['with HELO where EHLO did not end', { ehlo: endless }, { change: { heloOnly: true }, pause: false }],
    ['the same inside TLS', { ehloInTls: closed() }, { change: { heloOnlyInTls: true }, pause: false }],
    ['not where HELO was heard on the same connection', { ehlo: reply('502 no'), helo: reply('250 mx') }, null],
    [
      'with anonymous ciphers after alert 40',
      { tls: failed({ kind: 'alert', alert: 40 }) },
      { change: { anonymous: true }, pause: false },
    ],
    ['not after another alert', { tls: failed({ kind: 'alert', alert: 80 }) }, null],
    ['not where it was silent in the handshake', { tls: failed({ kind: 'silent' }) }, null],
    ['not where it was no TLS', { tls: failed({ kind: 'protocol', message: 'x' }) }, null],
  ])('%s', (_, more, expected) => {
    expect(nextVisit([visited(more)])).toEqual(expected);
  });

  test.each<[string, Partial<Visit>, Partial<Plan>]>([
    ['alone', { greeting: reply('421 busy') }, { alone: true }],
    ['with HELO only', { ehlo: null, helo: closed() }, { heloOnly: true }],
    ['with HELO only inside TLS', { ehloInTls: null, heloInTls: closed() }, { heloOnlyInTls: true }],
    ['with anonymous ciphers', { tls: failed({ kind: 'alert', alert: 40 }) }, { anonymous: true }],
  ])('is taken once %s, not twice', (_, more, plan) => {
    expect(nextVisit([visited(more), visited(more, plan)])).toBeNull();
  });

  test('with EHLO once more where HELO was answered after EHLO had hung up: one cut proves nothing', () => {
    const past = [visited({ ehlo: closed() }), visited({ ehlo: null, helo: reply('250 mx') }, { heloOnly: true })];
    expect(nextVisit(past)).toEqual({ change: { heloOnly: false }, pause: false });
    expect(nextVisit([...past, visited({ ehlo: closed() })])).toBeNull();
    expect(nextVisit([...past, visited()])).toBeNull();
    const inTls = [
      visited({ ehloInTls: closed() }),
      visited({ ehloInTls: null, heloInTls: reply('250 mx') }, { heloOnlyInTls: true }),
    ];
    expect(nextVisit(inTls)).toEqual({ change: { heloOnlyInTls: false }, pause: false });
    // A reply without end is no accident.
    expect(nextVisit([visited({ ehlo: endless }), ...past.slice(1)])).toBeNull();
  });

  test('may differ in one thing after the other: put off first, no common cipher then', () => {
    const past = [visited({ greeting: reply('421 busy') })];
    past.push(visited({ tls: failed({ kind: 'alert', alert: 40 }) }, { alone: true }));
    expect(nextVisit(past)).toEqual({ change: { anonymous: true }, pause: false });
  });

  test('implicit TLS that is cut before a word is taken for throttling', () => {
    const cut = visited({ greeting: null, ehlo: null, tls: failed({ kind: 'reset' }) }, { tls: 'implicit' });
    expect(nextVisit([cut])).toEqual(ALONE);
  });
});
