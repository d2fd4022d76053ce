import { expect, test } from '@jest/globals';
import { playProgram } from '../../support/in-process.ts';

test('a run over 1,000 domains in a world of trouble: each once, counted exactly, nobody asked too much', async () => {
  const { code, said } = await playProgram('test/bench/bulk/main.ts', ['--model', '--domains', '1000', '--seed', '3'], 280);
  expect(said).toMatch(/^ok {3}(\d+) of \1 domains/m);
  expect(said).not.toMatch(/^WRONG/m);
  expect(code).toBe(0);
}, 300_000); // biome-ignore format: one story
