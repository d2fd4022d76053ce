import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ended } from '../../../shared/check/run-category.ts';
import type { RowResult } from '../../../shared/check/runner.ts';
import { STATUSES, type Status } from '../../../shared/check/status.ts';
import type { StoredReport, StoredResult } from '../../../shared/pipeline/check.ts';
import { assemble } from '../../../shared/report/assemble.ts';
import { catalogue } from '../../../shared/report/catalogue.ts';
import { packReport, packResult, REPORT_BYTES, RESULT_BYTES, unpack } from '../../../shared/store/pack.ts';
import { categories } from '../../../shared/categories/index.ts';
import { FRAME, result as rowOf } from '../report/kit.ts';

const noise = (bytes: number): string => randomBytes(bytes).toString('base64');

const conversation = (id: string, lines: number, bytes: number): StoredResult['conversations'][number] => ({
  id,
  category: 'session',
  address: '192.0.2.1',
  port: 25,
  lines: Array.from({ length: lines }, () => ({ ms: 1, dir: 'S', tls: false, text: noise(bytes) })),
  times: [],
  ending: { by: 'us', stage: 'quit', kind: null, how: null, words: null, line: null },
  roundTrips: 1,
  concurrent: 1,
});

const resultWith = (conversations: StoredResult['conversations'], cited: { conversation: string; lines: number[] }[]) =>
  ({
    category: 'session',
    outcome: 'completed',
    reason: null,
    rows: [{ id: 'banner', evidence: cited }],
    conversations,
    ms: 1,
    fault: null,
    families: [],
  }) as unknown as StoredResult;

test('what fits is stored as it is', () => {
  const result = resultWith([conversation('session-1', 20, 100)], []);
  expect(unpack(packResult(result))).toEqual(result);
});

test('of what does not, the longest conversation loses lines that nobody cites; numbers stay', () => {
  const result = resultWith(
    [conversation('session-1', 5, 100), conversation('session-2', 400, 800)],
    [{ conversation: 'session-2', lines: [7] }],
  );
  const packed = packResult(result);
  expect(packed.length).toBeLessThanOrEqual(RESULT_BYTES);
  const kept = unpack<StoredResult>(packed);
  expect(kept.conversations[0]).toEqual(result.conversations[0]);
  expect(kept.conversations[1]?.lines).toHaveLength(400);
  expect(kept.conversations[1]?.lines[6]).toEqual(result.conversations[1]?.lines[6]);
  expect(kept.conversations[1]?.lines[7]?.text).toMatch(/left out/);
});

test('what packs well is bounded all the same: an answer has it as text within text', () => {
  const quotes = '"\\'.repeat(400);
  const loud = Array.from({ length: 60 }, (_, at) => {
    const one = conversation(`session-${at}`, 80, 1);
    return { ...one, lines: one.lines.map((line) => ({ ...line, text: quotes })) };
  });
  const kept = unpack<StoredResult>(packResult(resultWith(loud, [])));
  expect(kept.conversations).toHaveLength(60);
  expect(Buffer.byteLength(JSON.stringify(JSON.stringify(kept)))).toBeLessThanOrEqual(800 * 1024);
});

test('in the end even cited lines go: an item that is too long would be lost altogether', () => {
  const lines = Array.from({ length: 400 }, (_, index) => index + 1);
  const packed = packResult(resultWith([conversation('session-1', 400, 800)], [{ conversation: 'session-1', lines }]));
  expect(packed.length).toBeLessThanOrEqual(RESULT_BYTES);
});

/** Characters that no packing makes shorter, each one of twenty thousand; the same in every run. */
const BYTES = createHash('shake256', { outputLength: 200_000 }).update('letters').digest();
const POOL = String.fromCharCode(...Array.from({ length: BYTES.length / 2 }, (_, at) => 0x4e00 + (BYTES.readUInt16LE(2 * at) % 20_000))); // biome-ignore format: one thought
let taken = 0;
const letters = (count: number): string => {
  taken += 7919;
  const from = taken % (POOL.length - count);
  return POOL.slice(from, from + count);
};

/** As much as a row may carry, or a share of it, and none of it can be packed. */
function fullRow(id: string, status: Status, share: number): RowResult {
  const list = Array.from({ length: Math.ceil(100 * share) }, () => letters(Math.ceil(80 * share)));
  const text = letters(Math.ceil(1545 * share));
  return rowOf(id, status, {
    subject: text.slice(0, 512),
    value: list,
    data: { because: 'a-key', software: 'postfix', count: 7, words: text, list },
    reply: text,
    reason: status === 'inconclusive' || status === 'notTested' ? 'deadline' : null,
    evidence: [{ conversation: 'session-1', lines: [1, 2] }],
  });
}

const ids = catalogue.map(({ row }) => row.id);
const rowsOf = (count: number, share: number): RowResult[] =>
  Array.from({ length: count }, (_, at) =>
    fullRow(ids[at % ids.length] as string, STATUSES[at % STATUSES.length] as Status, share),
  );
const reportWith = (rows: readonly RowResult[]): StoredReport => {
  const { conversations: _, ...report } = assemble([], FRAME);
  const words = { title: 'A title', text: letters(2048), remedy: letters(2048), sharedFrom: null };
  return { ...report, headline: letters(4096), rows: rows.map((row) => ({ ...row, ...words })) };
};

describe('whatever a server said', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });

  test('a result never exceeds its bound', () => {
    const shape = fc.tuple(fc.nat({ max: 120 }), share, fc.nat({ max: 16 }), fc.nat({ max: 300 }), fc.nat({ max: 60 }));
    fc.assert(
      fc.property(shape, ([rows, part, talks, lines, bytes]) => {
        const flood = Array.from({ length: talks }, (_, at) => {
          const one = conversation(`session-${at}`, lines, bytes);
          return { ...one, ending: { ...one.ending, words: letters(512) } };
        });
        const stored = { ...resultWith(flood, []), rows: rowsOf(rows, part), fault: letters(bytes * 500) };
        expect(packResult(stored).length).toBeLessThanOrEqual(RESULT_BYTES);
      }),
      { numRuns: 6 },
    );
  }, 120_000);

  test('a report never exceeds its bound, and has every row', () => {
    fc.assert(
      fc.property(fc.integer({ min: ids.length, max: 400 }), share, (rows, part) => {
        const packed = packReport(reportWith(rowsOf(rows, part)));
        expect(packed.length).toBeLessThanOrEqual(REPORT_BYTES);
        const kept = unpack<StoredReport>(packed);
        expect(new Set(kept.rows.map(({ id }) => id))).toEqual(new Set(ids));
      }),
      { numRuns: 6 },
    );
  }, 120_000);

  test('of far more than there can be every row is left', () => {
    const lines = Array.from({ length: 100 }, (_, at) => ({ ms: at * 17, dir: 'S' as const, tls: false, text: '' }));
    const many = Array.from({ length: 200 }, (_, at) => ({ ...conversation(`session-${at}`, 0, 0), lines }));
    const stored = { ...resultWith(many, []), rows: rowsOf(120, 1) };
    const packed = packResult(stored);
    expect(packed.length).toBeLessThanOrEqual(RESULT_BYTES);
    const kept = unpack<StoredResult>(packed);
    expect(new Set(kept.rows.map(({ id }) => id))).toEqual(new Set(ids));
    expect(kept.category).toBe('session');
  }, 120_000);
});

describe('a report that is too long', () => {
  const report = reportWith([
    ...Array.from({ length: 30 }, () => fullRow('identity', 'info', 1)),
    fullRow('banner', 'fail', 1),
    fullRow('aborted', 'warn', 1),
  ]);
  const kept = unpack<StoredReport>(packReport(report));

  test('first loses what rows quote about which nothing is to be done, and says so', () => {
    expect(kept.rows).toHaveLength(32);
    for (const row of kept.rows.slice(0, 30)) {
      expect(row.data).toMatchObject({ because: 'a-key', software: 'postfix', count: 7, shortened: true });
      expect(row.data.words).toMatch(/… \(1545 characters\)$/);
      expect(row.value).toHaveLength(11);
      expect((row.value as string[]).at(-1)).toBe('… +90');
    }
  });

  test('and keeps the others as they are', () => {
    expect(kept.rows.slice(30)).toEqual(report.rows.slice(30));
  });

  test('keeps code, status and reason of every row, whatever it comes to', () => {
    const short = unpack<StoredReport>(packReport(report, 6 * 1024));
    expect(short.rows.map(({ id, status }) => [id, status])).toEqual([['identity', 'info'], ['banner', 'fail'], ['aborted', 'warn']]); // biome-ignore format: one line
  });
});

test('what fits is stored as it is: reports too', () => {
  const { conversations: _, ...report } = assemble(
    categories.map((category) => ended(category, 'deadline', 1, null)),
    FRAME,
  );
  expect(unpack(packReport(report))).toEqual(report);
});
