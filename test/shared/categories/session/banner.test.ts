import { describe, expect, test } from '@jest/globals';
import { banner } from '../../../../shared/categories/session/banner.ts';
import type { Heard } from '../../../../shared/net/smtp/reply.ts';
import { brief, broken, closed, deadline, endless, greeting, judged, malformed, reply, silent } from './kit.ts';

const GOOD = reply('220 mx.contoso.test ESMTP');
const of = (...heard: Heard[]): string => brief(judged(banner, { greeting: greeting(...heard) }));
const ELSEWHERE = { target: { published: false } };

describe('banner', () => {
  test.each<[string, Heard[], string]>([
    ['a greeting', [GOOD], 'pass greeted'],
    ['a greeting of code alone', [reply('220')], 'pass greeted'],
    ['a greeting in parts', [reply('220-please wait\n220 mx.contoso.test')], 'pass greeted'],
    ['a greeting after two seconds', [reply('220 mx', 2000)], 'pass greeted-late'],
    ['a greeting just before', [reply('220 mx', 1999)], 'pass greeted'],
    ['a greeting after a minute and a half', [reply('220 mx', 95_000)], 'pass greeted-late'],
    ['a reply of another kind', [reply('354 go on')], 'fail not-smtp'],
    ['a refusal without a reason', [reply('554 No SMTP service here')], 'fail refused'],
    ['the refusal of a closed system', [reply('521 5.3.2 mx does not accept mail')], 'fail refused'],
    ['busy once, fine then', [reply('421 4.3.2 try again'), GOOD], 'pass greeted'],
    ['busy twice', [reply('421 4.3.2 busy'), reply('421 4.3.2 busy')], 'inconclusive throttled'],
    ['in trouble twice', [reply('450 4.3.0 queue'), reply('450 4.3.0 queue')], 'inconclusive server-trouble'],
    ['closed once', [closed()], 'inconclusive connection-closed'],
    ['closed once, fine then', [closed(), GOOD], 'pass greeted'],
    ['closed twice', [closed(), closed()], 'fail closed'],
    ['reset twice', [closed('reset'), closed('reset')], 'fail closed'],
    ['closed, then busy', [closed(), reply('421 busy')], 'inconclusive throttled'],
    ['busy, then closed', [reply('421 busy'), closed()], 'inconclusive connection-closed'],
    ['silent for the whole patience', [silent], 'fail silent'],
    ['without end', [endless], 'fail endless'],
    ['no SMTP', [malformed], 'fail not-smtp'],
    ['our own time was up', [deadline], 'inconclusive deadline'],
  ])('%s', (_, heard, expected) => {
    expect(of(...heard)).toBe(expected);
  });

  test.each<[string, string]>([
    ['554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using zen.example.org', 'our-address-listed'],
    ['554 Your access to this mail system has been rejected due to the poor reputation', 'our-address-listed'],
    ['550 5.7.25 no PTR record for your address', 'our-reverse-dns'],
    ['450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.9]', 'our-reverse-dns'],
    ['421 4.7.0 Too many connections from 192.0.2.9', 'throttled'],
    ['554 5.7.1 [203.0.113.5] no', 'our-address-listed'],
  ])('a refusal that names us says nothing of the server: %s', (text, reason) => {
    const heard = [reply(text), reply(text)];
    const row = judged(banner, { greeting: greeting(...heard) }, { ownAddresses: ['203.0.113.5'] });
    expect(brief(row)).toBe(`inconclusive ${reason}`);
    expect(row.reply).toBe(text);
  });

  test.each<[string, Heard[], string]>([
    ['refused', [reply('554 go away')], 'inconclusive gateway-only'],
    ['closed twice', [closed(), closed()], 'inconclusive gateway-only'],
    ['closed once', [closed()], 'inconclusive connection-closed'],
    ['silent', [silent], 'fail silent'],
  ])('of a host that is no published MX: %s', (_, heard, expected) => {
    expect(brief(judged(banner, { greeting: greeting(...heard) }, ELSEWHERE))).toBe(expected);
    // From the gateway itself there is nobody else whom it could be open to.
    const fromGateway = { target: { published: false, egressIsGateway: true } };
    expect(brief(judged(banner, { greeting: greeting(...heard) }, fromGateway))).toBe(of(...heard));
  });

  test('names the delay, and cites the line that shows the greeting', () => {
    const row = judged(banner, { greeting: greeting(closed(), reply('220 mx.contoso.test', 4321)) });
    expect(row).toMatchObject({ value: '220 mx.contoso.test', stage: 'banner', ms: 4321, data: { seconds: 4.3 } });
    expect(row.evidence).toEqual([{ conversation: 'session-1.2', lines: [2] }]);
  });

  test.each<[Parameters<typeof broken>[0], string]>([
    [{ kind: 'alert', alert: 80 }, 'fail tls-broken'],
    [{ kind: 'alert', alert: 40 }, 'inconclusive no-common-cipher'],
    [{ kind: 'protocol', message: 'wrong version number' }, 'fail tls-broken'],
    [{ kind: 'own-limit', message: 'dh key too small' }, 'inconclusive no-common-cipher'],
    [{ kind: 'deadline' }, 'inconclusive deadline'],
  ])('on port 465 a broken handshake is why there is no greeting: %j', (failure, expected) => {
    const evidence = { greeting: { sightings: [], barredBy: [broken(failure)] } };
    expect(brief(judged(banner, evidence, { target: { port: 465 } }))).toBe(expected);
  });

  test('closed in two handshakes, or broken for good in the second: it is not one close that counts', () => {
    const of465 = (...failures: Parameters<typeof broken>[0][]) =>
      brief(
        judged(
          banner,
          { greeting: { sightings: [], barredBy: failures.map((one) => broken(one)) } },
          { target: { port: 465 } },
        ),
      );
    expect(of465({ kind: 'closed' })).toBe('inconclusive connection-closed');
    expect(of465({ kind: 'closed' }, { kind: 'reset' })).toBe('fail tls-broken');
    expect(of465({ kind: 'closed' }, { kind: 'alert', alert: 80 })).toBe('fail tls-broken');
  });
});
