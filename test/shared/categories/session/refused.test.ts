import { describe, expect, test } from '@jest/globals';
import { connect } from '../../../../shared/categories/session/connect.ts';
import { ehlo } from '../../../../shared/categories/session/ehlo.ts';
import type { StarttlsEvidence } from '../../../../shared/categories/session/evidence.ts';
import { starttls } from '../../../../shared/categories/session/starttls.ts';
import type { Heard } from '../../../../shared/net/smtp/reply.ts';
import { brief, closed, endless, judged, reply, seen, shaken, silent } from './kit.ts';

/** What rows beside their verdict show of the failure, and the verdicts that hang on which try failed how. */
const hello = (ehlos: Heard[], helos: Heard[], published = true) =>
  judged(ehlo, { ehlo: { ehlo: seen(...ehlos), helo: seen(...helos) } }, { target: { published } });
const tls = (evidence: Partial<StarttlsEvidence>) =>
  judged(starttls, {
    starttls: { offered: true, hello: null, replies: [], handshakes: [], discarded: 0, ...evidence },
  });

describe('EHLO', () => {
  const NO = reply('502 5.5.1 Command not implemented');
  const HELO = reply('250 mx.contoso.test');

  test.each<[Heard[], string]>([
    [[NO], 'refused'],
    [[endless], 'endless'],
    [[closed()], 'closed'],
  ])('HELO alone works: %j went by "%s"', (ehlos, how) => {
    expect(hello(ehlos, [HELO]).data).toEqual({ how });
  });

  test('what follows from HELO counts, and only both refusals are one', () => {
    expect(brief(hello([NO], [reply('421 busy')]))).toBe('inconclusive throttled');
    expect(brief(hello([NO], [closed()]))).toBe('inconclusive connection-closed');
    expect(brief(hello([NO], [silent]))).toBe('inconclusive no-reply');
    expect(brief(hello([closed()], [NO]))).toBe('fail refused');
    expect(brief(hello([NO], [reply('504 5.5.2 Helo command rejected: no FQDN')]))).toBe(
      'inconclusive our-reverse-dns',
    );
  });

  test('a refusal is shown in the words of the server', () => {
    expect(hello([NO], [reply('500 5.5.1 what?')]).value).toBe('500 5.5.1 what?');
  });

  test('the first of the 5xx may be for strangers only, as all of them', () => {
    expect(brief(hello([reply('500 no')], [reply('500 no')], false))).toBe('inconclusive gateway-only');
  });
});

describe('STARTTLS', () => {
  test('a refusal is shown in the words of the server', () => {
    expect(tls({ replies: seen(reply('502 5.5.1 no')) })).toMatchObject({ value: '502 5.5.1 no', stage: 'starttls' });
  });

  test('offered, and the connection gone before it could be sent', () => {
    expect(brief(tls({}))).toBe('inconclusive connection-closed');
  });

  test('the first of the 5xx may name us, as all of them', () => {
    expect(brief(tls({ replies: seen(reply('500 blocked using bl.example.org')) }))).toBe(
      'inconclusive our-address-listed',
    );
  });

  test('of two handshakes the first is cited', () => {
    const again = { ...shaken(), conversation: 'session-1.2' };
    expect(tls({ handshakes: [shaken(), again] }).evidence).toEqual([{ conversation: 'session-1', lines: [9] }]);
  });
});

test('a connection is cited by its first line, a failed one by the line that tells of it', () => {
  const of = (opened: Parameters<typeof judged>[1]['connection']) => judged(connect, { connection: opened }).evidence;
  const rest = { conversation: 'session-1', anotherAnswers: false, wayOut: 'works' } as const;
  expect(of({ ...rest, opened: { outcome: 'open', ms: 1 } })).toEqual([{ conversation: 'session-1', lines: [1] }]);
  expect(of({ ...rest, opened: { outcome: 'refused', ms: 1, line: 3 } })).toEqual([
    { conversation: 'session-1', lines: [3] },
  ]);
});
