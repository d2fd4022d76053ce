import { describe, expect, test } from '@jest/globals';
import { certificateKey } from '../../../../shared/categories/session/certificate-key.ts';
import { ciscoPix } from '../../../../shared/categories/session/cisco-pix.ts';
import { ehloAfterStarttls } from '../../../../shared/categories/session/ehlo-after-starttls.ts';
import type { MaskEvidence, Sighting } from '../../../../shared/categories/session/evidence.ts';
import { identity } from '../../../../shared/categories/session/identity.ts';
import type { Heard } from '../../../../shared/net/smtp/reply.ts';
import { brief, certificate, closed, judged, reply, seen } from './kit.ts';

/** What rows show beside their verdict: their value, their facts, and the lines of the transcripts that carry them. */
const STARS = '220 ********';
const CLEAN = reply('250-mx.contoso.test\n250 SIZE');
const HIDDEN = reply('250-mx.contoso.test\n250 XXXXXXXX');
const NO = reply('502 no');
const HELO = reply('250 mx.contoso.test');
const one = (heard: Heard, conversation = 'session-1'): Sighting => ({ heard, conversation });

const cisco = (greeting: string, ehlo: Heard[], more: Partial<MaskEvidence> = {}, helo: Heard[] = []) =>
  judged(ciscoPix, {
    mask: {
      greeting: one(reply(greeting)),
      ehlo: { ehlo: seen(...ehlo), helo: seen(...helo) },
      offered: false,
      starttls: null,
      ...more,
    },
  });

describe('cisco-pix', () => {
  test('shows the hidden greeting, and no other', () => {
    expect(cisco(STARS, [CLEAN]).value).toBe(STARS);
    expect(cisco('220 mx.contoso.test', [HIDDEN]).value).toBeNull();
  });

  test('cites greeting, EHLO and what STARTTLS was answered', () => {
    const row = cisco(STARS, [CLEAN], { starttls: one(reply('220 go'), 'session-1.2') });
    expect(row.evidence.map(({ conversation }) => conversation)).toEqual(['session-1', 'session-1', 'session-1.2']);
    expect(cisco(STARS, [CLEAN]).evidence).toHaveLength(2);
    expect(cisco(STARS, []).evidence).toHaveLength(1);
  });

  test('takes a sign from whichever visit showed it', () => {
    expect(brief(cisco('220 mx', [CLEAN, HIDDEN]))).toBe('fail confirmed');
    expect(brief(cisco(STARS, [NO, closed()], {}, [closed(), HELO]))).toBe('fail confirmed');
  });

  test('a HELO that works is no sign where EHLO was not refused, nor a refusal where HELO fails too', () => {
    expect(cisco(STARS, [closed()], {}, [HELO]).data.signals).toEqual(['a']);
    expect(cisco(STARS, [NO], {}, [NO]).data.signals).toEqual(['a']);
  });
});

describe('certificate-key', () => {
  test.each<[string | null, number | null, string]>([
    ['rsa', 2048, 'rsa 2048, sha256WithRSAEncryption'],
    ['ed25519', null, 'ed25519, sha256WithRSAEncryption'],
    [null, null, 'unknown, sha256WithRSAEncryption'],
  ])('%s %p', (keyType, keyBits, expected) => {
    expect(judged(certificateKey, { certificate: certificate({ keyType, keyBits }) }).value).toBe(expected);
  });
});

describe('identity', () => {
  const of = (ptr: string[] | null) => {
    const names = { banner: 'a.test', ehlo: null, ptr, software: null, sighting: one(reply('220 a.test')) };
    return judged(identity, { names });
  };

  test('shows each name once, and which is which', () => {
    expect(of(['b.test', 'a.test'])).toMatchObject({
      value: ['a.test', 'b.test'],
      data: { banner: 'a.test', ehlo: null, ptr: ['b.test', 'a.test'] },
    });
  });

  test('PTR names that could not be asked for are none', () => {
    expect(of(null).data.ptr).toEqual([]);
  });
});

describe('ehlo-after-starttls', () => {
  const of = (ehlo: Heard, helo: Heard[] = []) =>
    judged(ehloAfterStarttls, {
      ehlo: { ehlo: seen(reply('250-mx\n250-A\n250 STARTTLS')), helo: [] },
      ehloInTls: { ehlo: seen(ehlo), helo: seen(...helo) },
    });

  test('a list that was not had differs from nothing', () => {
    expect(of(NO, [HELO]).data).toEqual({ how: 'refused' });
  });

  test('the same list differs by nothing', () => {
    expect(of(reply('250-mx\n250 A')).data).toMatchObject({ capabilities: ['A'], added: [], gone: [] });
  });
});
