import { describe, expect, test } from '@jest/globals';
import { builtCategories } from '../../../shared/categories/index.ts';
import { assertTimes, brokenRelations, categoryTimeout, type Times, timesOf, visibilityOf } from '../../../shared/pipeline/times.ts'; // biome-ignore format: one line

const times = timesOf(240);

test('the deployed times fit the registered categories', () => {
  expect(brokenRelations(times, builtCategories)).toEqual([]);
});

describe('a relation that does not hold is named', () => {
  const broken: [Partial<Times>, RegExp][] = [
    [{ deadline: 200 }, /^deadline 200 s < longest limit 170 s \+ 60 s$/],
    [{ deadline: 900 }, /beyond what SQS can delay/],
    [{ renewal: 15 }, /a lease must outlive one lost renewal/],
    [{ look: 240 }, /looked at before its deadline/],
    [{ retry: [1, 50] }, /retries must fit the deadline/],
    [{ retry: [0, 20] }, /retries must fit the deadline/],
    [{ leastLeft: 10 }, /not taken up for less than a lease/],
  ];
  test.each(broken)('%j', (change, sentence) => {
    const found = brokenRelations({ ...times, ...change }, [{ id: 'x', limits: { seconds: 170, memoryMb: 1, concurrency: 1 } }]); // biome-ignore format: one line
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(sentence);
    expect(() => assertTimes({ ...times, ...change }, builtCategories)).toThrow(sentence.source.replace(/^\^|\$$|\\/g, '').slice(0, 10)); // biome-ignore format: one line
  });
});

test('a category has time to record after its limit, and a queue is patient with its function', () => {
  expect(categoryTimeout({ limits: { seconds: 170, memoryMb: 1, concurrency: 1 } })).toBe(180);
  expect(visibilityOf(180)).toBe(1080);
});
