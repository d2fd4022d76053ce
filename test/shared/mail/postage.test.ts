import { describe, expect, test } from '@jest/globals';
import { type Addressee, MOST, Postage } from '../../../shared/mail/postage.ts';

const KNOWN = new Map<string, Addressee>([
  ['info@contoso.test', 'named'],
  ['sepp.x@contoso.test', 'random'],
  ['sink@sink.test', 'sink'],
]);

describe('the postage', () => {
  test('lets nothing through where messages are not allowed', () => {
    const postage = new Postage(false, KNOWN);
    for (const to of [...KNOWN.keys(), 'postmaster@contoso.test']) expect(postage.take(to)).toBe(false);
    expect(postage.sent).toBe(0);
  });

  test('knows its addressees, and nobody else gets a message', () => {
    const postage = new Postage(true, KNOWN);
    for (const to of ['postmaster@contoso.test', 'abuse@contoso.test', 'INFO@contoso.test', 'third@party.test', ''])
      expect(postage.take(to)).toBe(false);
    expect(postage.sent).toBe(0);
  });

  test.each([...KNOWN])('to %s (%s) it counts', (to, kind) => {
    const postage = new Postage(true, KNOWN);
    const taken = Array.from({ length: 20 }, () => postage.take(to)).filter(Boolean).length;
    expect(taken).toBe(MOST[kind]);
    expect(postage.sent).toBe(MOST[kind]);
  });

  test('is as small as the rules say: four to named ones, one to a made-up one, one per form to our own sink', () => {
    expect(MOST).toEqual({ named: 4, random: 1, sink: 6 });
  });
});
