import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { MUTATIONS, mutated } from './mutations.ts';

const source = (file: string): string => readFileSync(join(import.meta.dirname, '../..', file), 'utf8');

test.each(MUTATIONS.map((one) => [one.id, one] as const))('%s: its texts are in the source, each once', (_, one) => {
  expect(mutated(one, source(one.file))).not.toBe(source(one.file));
});

test('no two of them have the same name', () => {
  expect(new Set(MUTATIONS.map(({ id }) => id)).size).toBe(MUTATIONS.length);
});
