import { describe, expect, test } from '@jest/globals';
import type { ConversationLine } from '../../../shared/check/conversation.ts';
import { answersOf } from '../../../shared/report/dialogue.ts';
import { timelineOf } from '../../../shared/report/timeline.ts';

/** "12 S! text": milliseconds, direction, `!` inside TLS. */
const talk = (text: string): ConversationLine[] =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [, ms = '', dir = '', tls = '', said = ''] = /^\s*(\d+) ([*SC])(!?) (.*)$/.exec(line) ?? [];
      return { ms: Number(ms), dir: dir as 'S', tls: tls === '!', text: said };
    });

const WHOLE = talk(`
  10 * connected to 192.0.2.1 port 25
  30 S 220-mx.contoso.test
  45 S 220 ESMTP
  45 C EHLO probe.example.com
  60 S 250-mx.contoso.test
  61 S 250 STARTTLS
  61 C STARTTLS
  70 S 220 go ahead
  110 *! TLSv1.3 with TLS_AES_256_GCM_SHA384
  110 C! EHLO probe.example.com
  115 S! 250 mx.contoso.test
  115 C! MAIL FROM:<a@a.test>
  115 C! RCPT TO:<b@contoso.test>
  125 S! 250 ok
  325 S! 550 no such user
  1325 C! DATA
  1330 S! 354 go
  1331 *! a test message of 44 lines, 1752 octets
  1331 C! .
  1351 S! 250 queued
  1351 C! QUIT
  1354 S! 221 bye
`);

describe('what a reply answers', () => {
  test('the oldest command without one, sent together or not; the greeting none', () => {
    const text = (number: number | undefined): string | undefined => (number === undefined ? undefined : WHOLE[number - 1]?.text); // biome-ignore format: one line
    const answers = [...answersOf(WHOLE)].map(([reply, command]) => [text(reply), text(command)]);
    expect(answers).toEqual([
      ['250-mx.contoso.test', 'EHLO probe.example.com'],
      ['250 STARTTLS', 'EHLO probe.example.com'],
      ['220 go ahead', 'STARTTLS'],
      ['250 mx.contoso.test', 'EHLO probe.example.com'],
      ['250 ok', 'MAIL FROM:<a@a.test>'],
      ['550 no such user', 'RCPT TO:<b@contoso.test>'],
      ['354 go', 'DATA'],
      ['250 queued', '.'],
      ['221 bye', 'QUIT'],
    ]);
  });

  test('a reply to nothing is one', () => {
    expect(answersOf(talk('1 S 220 hi\n2 S 421 going away\n3 C QUIT')).size).toBe(0);
  });
});

describe('where the time went', () => {
  const told = (lines: readonly ConversationLine[]): string => timelineOf(lines).map(({ stage, from, ms }) => `${stage} ${from}+${ms}`).join(', '); // biome-ignore format: one line

  test('each stage waits from the line before to its reply, pipelined or not; a pause of ours is nobody else’s', () => {
    expect(told(WHOLE)).toBe(
      'connect 0+10, banner 10+35, ehlo 45+16, starttls 61+9, tls 70+40, ehlo 110+5, mail 115+10, rcpt 125+200, ours 325+1000, data 1325+5, ours 1330+1, endOfData 1331+20, quit 1351+3',
    );
  });

  test('all stretches together are the whole conversation', () => {
    expect(timelineOf(WHOLE).reduce((sum, { ms }) => sum + ms, 0)).toBe(1354);
  });

  test('a handshake that failed, and TLS from the start', () => {
    expect(told(talk('5 * connected\n9 S 220 hi\n9 C STARTTLS\n12 S 220 go\n90 * TLS handshake failed'))).toBe('connect 0+5, banner 5+4, starttls 9+3, tls 12+78'); // biome-ignore format: one line
    expect(told(talk('5 * connected\n40 *! TLSv1.3\n50 S! 220 hi'))).toBe('connect 0+5, tls 5+35, banner 40+10');
  });

  test('nobody answered; nothing was said', () => {
    expect(told(talk('10000 * no connection'))).toBe('connect 0+10000');
    expect(told([])).toBe('');
  });
});
