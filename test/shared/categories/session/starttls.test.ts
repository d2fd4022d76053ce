import { describe, expect, test } from '@jest/globals';
import type { HandshakeSighting, StarttlsEvidence } from '../../../../shared/categories/session/evidence.ts';
import { starttls } from '../../../../shared/categories/session/starttls.ts';
import type { Heard } from '../../../../shared/net/smtp/reply.ts';
import { brief, broken, closed, deadline, endless, judged, malformed, reply, seen, shaken, silent } from './kit.ts';

const GO = reply('220 2.0.0 Ready to start TLS');
const NOT_NOW = reply('454 4.7.0 TLS not available due to local problem');

function of(evidence: Partial<StarttlsEvidence>, ownAddresses: string[] = []) {
  const whole = { offered: true, hello: null, replies: seen(GO), handshakes: [], discarded: 0, ...evidence };
  return judged(starttls, { starttls: whole }, { ownAddresses });
}

describe('starttls: the reply', () => {
  test.each<[string, Heard[], string]>([
    ['refused for good', [reply('502 5.5.1 no')], 'fail refused'],
    ['refused for now once', [NOT_NOW], 'inconclusive server-trouble'],
    ['refused for now, on a second connection too', [NOT_NOW, NOT_NOW], 'fail refused'],
    ['421 twice', [reply('421 busy'), reply('421 busy')], 'inconclusive throttled'],
    ['no reply', [silent], 'inconclusive no-reply'],
    ['closed once', [closed()], 'inconclusive connection-closed'],
    ['closed twice', [closed(), closed()], 'fail closed'],
    ['closed, then refused for now', [closed(), NOT_NOW], 'inconclusive server-trouble'],
    ['not SMTP', [malformed], 'fail not-smtp'],
    ['without end', [endless], 'fail not-smtp'],
    ['our own time was up', [deadline], 'inconclusive deadline'],
    ['a go-ahead that our time cut short', [GO], 'inconclusive deadline'],
    ['refused as we are listed', [reply('554 5.7.1 blocked using bl.example.org')], 'inconclusive our-address-listed'],
    ['refused as we have no name', [reply('450 4.7.25 cannot find your hostname')], 'inconclusive our-reverse-dns'],
    [
      'too many of us, with the code for TLS',
      [reply('454 4.7.0 Too many connections'), reply('454 4.7.0 Too many connections')],
      'inconclusive throttled',
    ],
    [
      'a trouble of its own, named',
      [reply('451 4.3.0 look-up'), reply('451 4.3.0 look-up')],
      'inconclusive server-trouble',
    ],
    ['454 whatever the enhanced code', [reply('454 4.3.0 no TLS'), reply('454 4.3.0 no TLS')], 'fail refused'],
    ['an intermediate reply', [reply('334 ')], 'fail refused'],
  ])('%s', (_, replies, expected) => {
    expect(brief(of({ replies: seen(...replies) }))).toBe(expected);
  });

  test('not offered is a warning, whatever a probe behind a mask was answered', () => {
    expect(brief(of({ offered: false, replies: [] }))).toBe('warn not-offered');
    expect(brief(of({ offered: false, replies: seen(reply('502 no')) }))).toBe('warn not-offered');
    const answered = of({ offered: false, handshakes: [shaken()] });
    expect([brief(answered), answered.data.answered]).toEqual(['warn not-offered', 'answered']);
    expect(brief(of({ offered: false, handshakes: [broken({ kind: 'alert', alert: 80 })] }))).toBe('warn not-offered');
  });

  test('where no list was seen, what the command was answered counts, and a refusal of it is none', () => {
    expect(brief(of({ offered: null, handshakes: [shaken()] }))).toBe('pass established');
    expect(brief(of({ offered: null, handshakes: [broken({ kind: 'alert', alert: 80 })] }))).toBe('fail alert');
    expect(brief(of({ offered: null, replies: seen(reply('502 no')) }))).toBe('warn not-offered');
    expect(brief(of({ offered: null, replies: [] }))).toBe('warn not-offered');
  });

  test('not offered cites the list that lacks it', () => {
    const [hello] = seen(reply('250-mx\n250 SIZE'));
    expect(of({ offered: false, hello, replies: [] }).evidence).toEqual([{ conversation: 'session-1', lines: [2] }]);
  });

  test('a reply that quotes our address is no listing while it is a 4xx', () => {
    const quoted = reply('454 4.7.0 192.0.2.77: TLS not available');
    expect(brief(of({ replies: seen(quoted, quoted) }, ['192.0.2.77']))).toBe('fail refused');
  });
});

describe('starttls: the handshake', () => {
  const alert = (number: number, anonymous = false): HandshakeSighting =>
    broken({ kind: 'alert', alert: number }, anonymous);

  test.each<[string, HandshakeSighting[], string]>([
    ['done', [shaken()], 'pass established'],
    ['without a certificate', [alert(40), shaken({ leaf: null, chain: [] }, true)], 'pass established-anonymous'],
    ['alert 40, after both tries', [alert(40), alert(40, true)], 'inconclusive no-common-cipher'],
    ['alert 70', [alert(70), alert(70, true)], 'inconclusive no-common-cipher'],
    ['alert 71', [alert(71), alert(71, true)], 'inconclusive no-common-cipher'],
    [
      'alert 40, the second try then closed',
      [alert(40), broken({ kind: 'closed' }, true)],
      'inconclusive no-common-cipher',
    ],
    ['alert 80', [alert(80)], 'fail alert'],
    ['alert 112', [alert(112)], 'fail alert'],
    ['no TLS', [broken({ kind: 'protocol', message: 'wrong version number' })], 'fail not-tls'],
    [
      'a limit of our runtime',
      [broken({ kind: 'own-limit', message: 'dh key too small' })],
      'inconclusive no-common-cipher',
    ],
    ['silent', [broken({ kind: 'silent' })], 'fail handshake-silent'],
    ['our own time was up', [broken({ kind: 'deadline' })], 'inconclusive deadline'],
    ['closed once', [broken({ kind: 'closed' })], 'inconclusive connection-closed'],
    ['closed twice', [broken({ kind: 'closed' }), broken({ kind: 'reset' })], 'fail handshake-closed'],
    ['closed once, an alert then', [broken({ kind: 'closed' }), alert(80)], 'fail alert'],
    ['closed once, silent then', [broken({ kind: 'closed' }), broken({ kind: 'silent' })], 'fail handshake-silent'],
    [
      'closed once, alert 40 to both tries then',
      [broken({ kind: 'closed' }), alert(40), alert(40, true)],
      'inconclusive no-common-cipher',
    ],
    ['closed once, done then', [broken({ kind: 'closed' }), shaken()], 'pass established'],
  ])('%s', (_, handshakes, expected) => {
    expect(brief(of({ handshakes }))).toBe(expected);
  });

  test('names the side that broke it off, and the alert', () => {
    expect(of({ handshakes: [alert(80)] }).data).toMatchObject({ alert: 80, breaker: 'server' });
    const ours = broken({ kind: 'protocol', message: 'wrong version number' });
    expect(of({ handshakes: [ours] }).data).toMatchObject({ breaker: 'tester', message: 'wrong version number' });
  });

  test('bytes that came before the handshake are told', () => {
    const row = of({ handshakes: [shaken()], discarded: 17 });
    expect([brief(row), row.data.discarded]).toEqual(['pass established-bytes-discarded', 17]);
  });

  test('says what was agreed on, and cites the line of the handshake', () => {
    expect(of({ handshakes: [shaken()] })).toMatchObject({
      value: 'TLSv1.3, TLS_AES_256_GCM_SHA384',
      stage: 'tls',
      evidence: [{ conversation: 'session-1', lines: [9] }],
    });
  });
});
