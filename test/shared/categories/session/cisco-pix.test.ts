import { describe, expect, test } from '@jest/globals';
import { ciscoPix } from '../../../../shared/categories/session/cisco-pix.ts';
import type { Heard } from '../../../../shared/net/smtp/reply.ts';
import { brief, judged, reply, seen } from './kit.ts';

const STARS = '220 ****************************************************0*2******0*********';
const ehlo = (...keywords: string[]): Heard =>
  reply(['250-mx.contoso.test', ...keywords.map((one) => `250-${one}`), '250 SIZE'].join('\n'));

interface Seen {
  greeting?: string;
  ehlo?: Heard;
  helo?: Heard;
  offered?: boolean;
  starttls?: Heard;
}

function of({ greeting = '220 mx.contoso.test ESMTP', offered = false, ...seenElse }: Seen) {
  const [first] = seen(reply(greeting));
  const mask = {
    greeting: first as NonNullable<typeof first>,
    ehlo: {
      ehlo: seen(seenElse.ehlo ?? ehlo('PIPELINING')),
      helo: seenElse.helo === undefined ? [] : seen(seenElse.helo),
    },
    offered,
    starttls: seenElse.starttls === undefined ? null : (seen(seenElse.starttls)[0] ?? null),
  };
  return judged(ciscoPix, { mask });
}

describe('cisco-pix', () => {
  test.each<[string, Seen, string, string[]]>([
    ['nothing', { offered: true }, 'pass none', []],
    ['a: stars, with STARTTLS', { greeting: STARS, offered: true }, 'warn banner-hidden', ['a']],
    ['a: stars, without STARTTLS', { greeting: STARS }, 'warn likely', ['a']],
    ['b: STARTTLS overwritten', { ehlo: ehlo('XXXXXXXX') }, 'fail confirmed', ['b']],
    ['b: with another letter at its end', { ehlo: ehlo('XXXXXXXA') }, 'fail confirmed', ['b']],
    ['b: PIPELINING overwritten', { ehlo: ehlo('XXXXXXXXXX') }, 'fail confirmed', ['b']],
    ['c alone', { ehlo: reply('500 no'), helo: reply('250 mx') }, 'pass none', ['c']],
    ['a and c', { greeting: STARS, ehlo: reply('500 no'), helo: reply('250 mx') }, 'fail confirmed', ['a', 'c']],
    [
      'a and d: answered though not offered',
      { greeting: STARS, starttls: reply('220 go') },
      'fail confirmed',
      ['a', 'd'],
    ],
    [
      'a and d: the command echoed as X',
      { greeting: STARS, starttls: reply('500 5.5.1 command unrecognized: "XXXXXXXX"') },
      'fail confirmed',
      ['a', 'd'],
    ],
    ['a, STARTTLS refused without an echo', { greeting: STARS, starttls: reply('502 no') }, 'warn likely', ['a']],
    ['d needs a', { starttls: reply('220 go') }, 'pass none', ['d']],
    [
      'd is none where STARTTLS is offered',
      { greeting: STARS, offered: true, starttls: reply('220 go') },
      'warn banner-hidden',
      ['a'],
    ],
  ])('%s', (_, world, expected, signals) => {
    const row = of(world);
    expect(brief(row)).toBe(expected);
    expect(row.data.signals).toEqual(signals);
  });

  test.each(['220', '220 **', '220 2*0', '220 mx *** ready', '220 * welcome *'])('no mask: %s', (greeting) => {
    expect(brief(of({ greeting }))).toBe('pass none');
  });

  test.each(['220 ***', '220 *2*0***', '220-****\n220 ****', '220 ** 0 * 2'])('a mask: %s', (greeting) => {
    expect(brief(of({ greeting }))).toBe('warn likely');
  });

  test.each([
    ['X-EXPS GSSAPI NTLM', 'X-ANONYMOUSTLS', 'XCLIENT NAME', 'XFORWARD NAME', 'XEXCH50', 'X-LINK2STATE'],
    ['XX', 'XXXXXXXXX A', 'XXXXXXXAB'],
  ])('extensions that are no mask: %s', (...keywords) => {
    expect(brief(of({ ehlo: ehlo(...keywords), offered: true }))).toBe('pass none');
  });
});
