import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { beginning, harmless, LINE_LIMIT } from '../../../shared/net/harmless.ts';
import { STEERS, steers } from '../../support/steering.ts';

describe('what could steer a display, or hide in it', () => {
  test.each(Object.entries(STEERS))('%s is escaped', (_, character) => {
    expect(steers(character)).toBe(true);
    const shown = harmless(`a${character}b`);
    expect(steers(shown)).toBe(false);
    expect(shown).toMatch(/^a\\(?:x[0-9a-f]{2}|u[0-9a-f]{4,6})b$/);
  });

  test('and nothing else is', () => {
    for (const plain of ['mx.contoso.test', 'grüß Gott', '日本語', '🙂', 'a b', '\\x1b', '"<&>']) {
      expect(steers(plain)).toBe(false);
      expect(harmless(plain)).toBe(plain);
    }
  });

  test('of all of Unicode', () => {
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const character = String.fromCodePoint(point);
      if ((harmless(character) !== character) !== steers(character)) throw new Error(point.toString(16));
    }
  });
});

describe('a text that is too long', () => {
  const units = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('🙂', 'x', '\ud83d', ...Object.values(STEERS)));
  const texts = fc.array(units, { maxLength: 300 }).map((all) => all.join(''));

  test('says how long it was, within the limit', () => {
    expect(harmless('x'.repeat(5000))).toMatch(/^x+… \(5000 characters\)$/);
    expect(harmless('x'.repeat(5000))).toHaveLength(LINE_LIMIT);
    expect(harmless('x'.repeat(LINE_LIMIT))).toBe('x'.repeat(LINE_LIMIT));
  });

  test('is cut between characters, and no escape is cut', () => {
    for (let shift = 0; shift < 12; shift += 1) {
      const start = 'x'.repeat(shift);
      expect(harmless(`${start}${'🙂'.repeat(300)}`, 60)).toMatch(/^x*(?:🙂)+… \(\d+ characters\)$/u);
      expect(harmless(`${start}${'\u202e'.repeat(300)}`, 60)).toMatch(/^x*(?:\\u202e)+… \(\d+ characters\)$/);
    }
  });

  test('whatever it is: bounded, harmless, and the same when it is done again', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 32, max: 700 }), (text, limit) => {
        const shown = harmless(text, limit);
        expect(shown.length).toBeLessThanOrEqual(limit);
        expect(steers(shown)).toBe(false);
        expect(harmless(shown, limit)).toBe(shown);
      }),
    );
  });

  test('costs no more than what is kept of it', () => {
    const text = '\u202e'.repeat(2_000_000);
    const took = (shown: () => string): number => {
      const start = performance.now();
      shown();
      return performance.now() - start;
    };
    const all = took(() => harmless(text, text.length * 6));
    expect(Math.min(...[1, 2, 3, 4, 5].map(() => took(() => harmless(text))))).toBeLessThan(all / 10);
  });

  test('its beginning ends with a whole character', () => {
    expect(beginning('a🙂b', 2)).toBe('a');
    expect(beginning('a🙂b', 3)).toBe('a🙂');
    expect(beginning('ab', 5)).toBe('ab');
    expect(beginning('', 5)).toBe('');
  });
});
