import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { boundedList, ROW_BOUNDS } from '../../../shared/check/bounds.ts';
import { settled, type Unit } from '../../../shared/check/category.ts';
import { type Data, type Finding, row, type Value } from '../../../shared/check/row.ts';
import { judgeRow } from '../../../shared/check/runner.ts';
import { wordsOf } from '../../../shared/report/words.ts';
import { steers, stringsIn } from '../../support/steering.ts';
import { result, TARGET } from '../report/kit.ts';

const unit = (software: string | null): Unit<{ words: string }> => ({
  subject: '192.0.2.1',
  software,
  evidence: { words: settled('') },
});

/** What the runner makes of a finding. */
function finished(finding: Omit<Finding, 'code'>, software: string | null = null) {
  const judged = row<{ words: string }>()({
    id: 'thing',
    n: null,
    side: 'server',
    needs: ['words'],
    codes: { said: 'info' },
    judge: () => ({ ...finding, code: 'said' as const }),
  });
  const [first] = judgeRow(judged, 'things', unit(software), { target: TARGET, now: new Date(0), ownAddresses: [] });
  if (first === undefined) throw new Error('no result');
  return first;
}

describe('what a row carries', () => {
  const flood = 'x'.repeat(64 * 1024);

  test('of a flood is the beginning, and how much there was', () => {
    const all = finished(
      { value: flood, reply: flood, subject: flood, data: { words: flood, list: [flood, 7] } },
      flood,
    );
    expect(all.value).toMatch(/… \(65536 characters\)$/);
    expect(all.data.list).toEqual([expect.stringMatching(/… \(65536 characters\)$/), 7]);
    for (const text of stringsIn(all)) expect(text.length).toBeLessThanOrEqual(ROW_BOUNDS.text);
  });

  test('of a long list are the first entries, and how many more there were', () => {
    const many = Array.from({ length: 500 }, (_, at) => `192.0.2.${at}`);
    const { value, data } = finished({ value: many, data: { many } });
    expect(value).toEqual([...many.slice(0, 250), '… +250']);
    expect(data.many).toEqual(value);
    expect(boundedList(value as string[], { text: 64, entry: 64, entries: 3, list: 100 })).toEqual([...many.slice(0, 3), '… +497']); // biome-ignore format: one line
  });

  test('of what keeps to the bounds is all of it', () => {
    const honest = { value: ['SIZE 1000', 'STARTTLS'], data: { count: 2, none: null, yes: true }, reply: '250 ok' };
    expect(finished(honest)).toMatchObject(honest);
  });

  test('whatever it is, has an end, and steers nothing', () => {
    const text = fc.string({ unit: 'binary', maxLength: 3000 });
    const list = fc.array(text, { maxLength: 150 });
    const datum = fc.oneof(text, list, fc.integer(), fc.constant(null));
    const value: fc.Arbitrary<Value> = fc.oneof(text, list, fc.constant(null));
    const data: fc.Arbitrary<Data> = fc.dictionary(fc.constantFrom('words', 'names', 'reply', 'because'), datum);
    fc.assert(
      fc.property(value, data, text, (said, told, reply) => {
        const shown = finished({ value: said, data: told, reply });
        expect(stringsIn(shown).some(steers)).toBe(false);
        expect(stringsIn(shown).reduce((sum, one) => sum + one.length, 0)).toBeLessThan(50_000);
      }),
      { numRuns: 50 },
    );
  });

  test('is bounded in words too', () => {
    const names = Array.from({ length: 100 }, () => 'x'.repeat(80));
    const told = wordsOf(result('a-record', 'info', { code: 'addresses', data: { host: 'x', beyond: names } }), 'en');
    expect(told.text.length).toBeLessThanOrEqual(2048);
  });
});
