import { describe, expect, test } from '@jest/globals';
import { capabilities } from '../../../../shared/categories/session/capabilities.ts';
import type { CapabilityEvidence } from '../../../../shared/categories/session/evidence.ts';
import { keyword, capabilities as linesOf, offers, ownName } from '../../../../shared/visit/keywords.ts';
import { brief, closed, judged, reply, seen } from './kit.ts';

const of = (evidence: Partial<CapabilityEvidence>) => {
  const sighting = seen(reply('250 mx'))[0] as CapabilityEvidence['sighting'];
  return judged(capabilities, { capabilities: { plain: [], inTls: null, differing: [], sighting, ...evidence } });
};

describe('capabilities', () => {
  test.each<[string, Partial<CapabilityEvidence>, string]>([
    ['nothing', { plain: [] }, 'info listed'],
    [
      'AUTH before TLS and inside',
      { plain: ['AUTH PLAIN', 'STARTTLS'], inTls: ['AUTH PLAIN'] },
      'warn auth-before-tls',
    ],
    ['the old way to write it', { plain: ['AUTH=LOGIN'], inTls: [] }, 'warn auth-before-tls'],
    ['AUTH where there is no TLS at all', { plain: ['AUTH PLAIN'] }, 'warn auth-before-tls'],
    ['AUTH inside TLS alone', { plain: ['STARTTLS'], inTls: ['AUTH PLAIN'] }, 'info listed'],
    ['AUTH on port 465, where TLS comes first', { plain: null, inTls: ['AUTH PLAIN'] }, 'info listed'],
    ['another address announces others', { plain: ['SIZE'], differing: ['192.0.2.2'] }, 'info differing'],
    ['an extension whose name begins alike', { plain: ['AUTHX'], inTls: [] }, 'info listed'],
  ])('%s', (_, evidence, expected) => {
    expect(brief(of(evidence))).toBe(expected);
  });

  test('reads out the noteworthy ones in any capitals, inside TLS where there is TLS', () => {
    const row = of({ plain: ['SIZE 1', 'DSN'], inTls: ['size 52428800', 'Pipelining', '8bitmime', 'SMTPUTF8'] });
    expect(row.value).toEqual(['SIZE', 'PIPELINING', '8BITMIME', 'SMTPUTF8']);
    expect(row.data).toMatchObject({ missing: ['CHUNKING', 'DSN'], sizeMb: 50 });
  });

  test.each([
    ['SIZE', null],
    ['SIZE 0', null],
    ['SIZE unlimited', null],
    ['SIZE 1048575', 0],
    ['SIZE 36700160', 35],
  ])('%s is %p MiB', (line, expected) => {
    expect(of({ plain: [line] }).data.sizeMb).toBe(expected);
  });
});

describe('keywords', () => {
  test('the lines after the first, of a good reply only', () => {
    expect(linesOf(reply('250-mx hello\n250-SIZE 1 \n250-\n250 DSN'))).toEqual(['SIZE 1', 'DSN']);
    expect(linesOf(reply('550-no\n550 SIZE'))).toEqual([]);
    expect(linesOf(closed())).toEqual([]);
    expect(linesOf(null)).toEqual([]);
  });

  test('stand before a blank or an equals sign', () => {
    expect([keyword('auth=LOGIN'), keyword('size 10'), keyword('STARTTLS')]).toEqual(['AUTH', 'SIZE', 'STARTTLS']);
    expect(offers(['starttls'], 'STARTTLS')).toBe(true);
    expect(offers(['XSTARTTLS', 'STARTTLSX'], 'STARTTLS')).toBe(false);
  });

  test.each<[string, string | null]>([
    ['220 mx.contoso.test ESMTP Postfix', 'mx.contoso.test'],
    ['220 MX.Contoso.Test. ready', 'mx.contoso.test'],
    ['220-mx.contoso.test wait\n220 mx.contoso.test', 'mx.contoso.test'],
    ['220 localhost ESMTP', null],
    ['220 ESMTP', null],
    ['220 [192.0.2.1] hello', null],
    ['220 ****', null],
    ['220', null],
  ])('the name in "%s"', (text, expected) => {
    expect(ownName(reply(text))).toBe(expected);
  });
});
