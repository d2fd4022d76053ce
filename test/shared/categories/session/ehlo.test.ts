import { describe, expect, test } from '@jest/globals';
import { ehlo } from '../../../../shared/categories/session/ehlo.ts';
import { ehloAfterStarttls } from '../../../../shared/categories/session/ehlo-after-starttls.ts';
import type { Heard } from '../../../../shared/net/smtp/reply.ts';
import { brief, closed, deadline, endless, judged, malformed, reply, seen, silent } from './kit.ts';

const GOOD = reply('250-mx.contoso.test\n250-PIPELINING\n250-size 1000\n250 8BITMIME');
const HELO = reply('250 mx.contoso.test');
const NO = reply('502 5.5.1 Command not implemented');

const CASES: [string, Heard[], Heard[], string][] = [
  ['accepted', [GOOD], [], 'pass accepted'],
  ['refused, HELO works', [NO], [HELO], 'warn helo-only'],
  ['both refused', [NO], [reply('500 what?')], 'fail refused'],
  ['without end, HELO works on a new connection', [endless], [HELO], 'warn helo-only'],
  ['without end, HELO too', [endless], [endless], 'fail endless'],
  ['without end, HELO then closed', [endless], [closed()], 'fail endless'],
  ['cut off, HELO works on a new connection', [closed()], [HELO], 'warn helo-only'],
  ['cut off, HELO too', [closed()], [closed()], 'inconclusive connection-closed'],
  ['no SMTP', [malformed], [], 'fail not-smtp'],
  ['silent', [silent], [], 'inconclusive no-reply'],
  ['our own time was up', [deadline], [], 'inconclusive deadline'],
  ['busy once, fine then', [reply('421 busy'), GOOD], [], 'pass accepted'],
  ['busy twice', [reply('421 busy'), reply('421 busy')], [], 'inconclusive throttled'],
  ['in trouble twice', [reply('451 4.3.0 x'), reply('451 4.3.0 x')], [], 'inconclusive server-trouble'],
  ['our name complained of', [reply('504 5.5.2 <x>: Helo command rejected')], [], 'inconclusive our-reverse-dns'],
  ['listed', [reply('554 5.7.1 blocked using bl.example.org')], [], 'inconclusive our-address-listed'],
  [
    'listed, whatever HELO is told',
    [reply('554 5.7.1 blocked using bl.example.org')],
    [reply('503 no')],
    'inconclusive our-address-listed',
  ],
  [
    'listed, although HELO is taken',
    [reply('554 5.7.1 blocked using bl.example.org')],
    [HELO],
    'inconclusive our-address-listed',
  ],
  ['TLS demanded', [reply('530 5.7.0 Must issue STARTTLS first')], [], 'inconclusive tls-demanded'],
];

describe('ehlo', () => {
  test.each(CASES)('%s', (_, ehlos, helos, expected) => {
    expect(brief(judged(ehlo, { ehlo: { ehlo: seen(...ehlos), helo: seen(...helos) } }))).toBe(expected);
  });

  test('the value is the list of capabilities, as the server wrote them', () => {
    expect(judged(ehlo, { ehlo: { ehlo: seen(GOOD), helo: [] } }).value).toEqual([
      'PIPELINING',
      'size 1000',
      '8BITMIME',
    ]);
    expect(judged(ehlo, { ehlo: { ehlo: seen(reply('250')), helo: [] } }).value).toEqual([]);
  });

  test('a refusal by a host that is no published MX may be for strangers only', () => {
    const evidence = { ehlo: { ehlo: seen(reply('550 no')), helo: seen(reply('550 no')) } };
    expect(brief(judged(ehlo, evidence, { target: { published: false } }))).toBe('inconclusive gateway-only');
    expect(brief(judged(ehlo, evidence))).toBe('fail refused');
  });

  test('HELO alone says how EHLO went, and cites both', () => {
    const row = judged(ehlo, { ehlo: { ehlo: seen(closed()), helo: seen(HELO) } });
    expect(row.data).toMatchObject({ how: 'closed' });
    expect(row.evidence).toHaveLength(2);
  });
});

describe('ehlo-after-starttls', () => {
  const plain = { ehlo: seen(reply('250-mx\n250-SIZE 1\n250-STARTTLS\n250 VRFY')), helo: [] };

  test.each(CASES)('%s', (_, ehlos, helos, expected) => {
    const ehloInTls = { ehlo: seen(...ehlos), helo: seen(...helos) };
    expect(brief(judged(ehloAfterStarttls, { ehlo: plain, ehloInTls }))).toBe(expected);
  });

  test('shows the difference to the list before TLS; STARTTLS itself is none', () => {
    const ehloInTls = { ehlo: seen(reply('250-mx\n250-SIZE 1\n250 AUTH PLAIN')), helo: [] };
    expect(judged(ehloAfterStarttls, { ehlo: plain, ehloInTls }).data).toMatchObject({
      added: ['AUTH PLAIN'],
      gone: ['VRFY'],
    });
  });
});
