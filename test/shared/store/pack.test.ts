import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { StoredResult } from '../../../shared/pipeline/check.ts';
import { packResult, RESULT_BYTES, unpack } from '../../../shared/store/pack.ts';

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

test('in the end even cited lines go: an item that is too long would be lost altogether', () => {
  const lines = Array.from({ length: 400 }, (_, index) => index + 1);
  const packed = packResult(resultWith([conversation('session-1', 400, 800)], [{ conversation: 'session-1', lines }]));
  expect(packed.length).toBeLessThanOrEqual(RESULT_BYTES);
});
