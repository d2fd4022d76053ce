import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { MUTATIONS, mutated, RARE_MUTATIONS } from './mutations.ts';

const ALL = [...MUTATIONS, ...RARE_MUTATIONS];
const source = (file: string): string => readFileSync(join(import.meta.dirname, '../..', file), 'utf8');

test.each(ALL.map((one) => [one.id, one] as const))('%s: its texts are in the source, each once', (_, one) => {
  expect(mutated(one, source(one.file))).not.toBe(source(one.file));
});

test('no two of them have the same name', () => {
  expect(new Set(ALL.map(({ id }) => id)).size).toBe(ALL.length);
});
