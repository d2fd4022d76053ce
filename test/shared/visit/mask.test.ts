import { describe, expect, test } from '@jest/globals';
import { echoesMask, greetingMasked, looksMasked, maskedLines } from '../../../shared/visit/mask.ts';
import { closed, reply } from '../categories/session/kit.ts';

const ehlo = (line: string) => reply(`250-mx.contoso.test\n250 ${line}`);
const STARS = reply('220 *****');

describe('an overwritten line of EHLO (judgement.md 5, b)', () => {
  // DSN; SIZE, AUTH ...; STARTTLS, 8BITMIME; DELIVERBY; PIPELINING; ENHANCEDSTATUSCODES.
  test.each([3, 4, 8, 9, 10, 19])('is as long as a known keyword: %i', (length) => {
    expect(maskedLines(ehlo('X'.repeat(length)))).toEqual(['X'.repeat(length)]);
    expect(maskedLines(ehlo(`${'X'.repeat(length - 1)}A`))).toEqual([`${'X'.repeat(length - 1)}A`]);
  });

  test.each([1, 2, 5, 20, 40])('and none where no keyword is so long: %i', (length) => {
    expect(maskedLines(ehlo('X'.repeat(length)))).toEqual([]);
  });

  test.each([
    'XXXXXXAB',
    'AXXXXXXX',
    'XXXX XXX',
    'XXX-XXXX',
    'XXXXXXX1',
    'STARTTLS',
    'XCLIENT',
    'XEXCH50',
  ])('nor is this one: %s', (line) => {
    expect(maskedLines(ehlo(line))).toEqual([]);
  });

  test('counts only among the capabilities of a good reply', () => {
    expect(maskedLines(reply('250 XXXXXXXX'))).toEqual([]);
    expect(maskedLines(reply('550-mx\n550 XXXXXXXX'))).toEqual([]);
    expect(maskedLines(closed())).toEqual([]);
    expect(maskedLines(null)).toEqual([]);
  });
});

describe('a hidden greeting (judgement.md 5, a)', () => {
  test.each(['220 ***', '220 *** 2 0', '220-**\n220 *'])('has at least three asterisks: %s', (text) => {
    expect(greetingMasked(reply(text))).toBe(true);
  });

  test.each(['220', '220 ', '220 **', '220 2 0 2 0', '220 ***x', '220 *** 1'])('this one is none: %s', (text) => {
    expect(greetingMasked(reply(text))).toBe(false);
  });

  test('silence hides nothing', () => {
    expect([greetingMasked(null), greetingMasked(closed())]).toEqual([false, false]);
  });
});

test('either of them is reason enough to try STARTTLS', () => {
  expect(looksMasked(STARS, ehlo('SIZE'))).toBe(true);
  expect(looksMasked(reply('220 mx'), ehlo('XXXXXXXX'))).toBe(true);
  expect(looksMasked(reply('220 mx'), ehlo('SIZE'))).toBe(false);
  expect(looksMasked(STARS, null)).toBe(true);
});

test('an echo of X shows who has read the command', () => {
  expect(echoesMask(reply('500 5.5.1 command unrecognized: "XXXXXXXX"'))).toBe(true);
  expect(echoesMask(reply('500 5.5.1 command unrecognized: "STARTTLS"'))).toBe(false);
  expect(echoesMask(closed())).toBe(false);
});
