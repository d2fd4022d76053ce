/** `npm run test:mutations`: takes the guards of the design away, one at a time; the harness must notice each, or its test. */
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundled, play } from './harness.ts';
import { heldByTests } from './held-by-tests.ts';
import { MUTATIONS, type Mutation, mutated, RARE_MUTATIONS } from './mutations.ts';

const ROOT = join(import.meta.dirname, '../..');
const CHECKS = 8000;
/** Some are met rarely: what survives one campaign is given others. */
const SEEDS = [1, 2, 3, 4];

const applying = (mutation: Mutation): Plugin => ({
  name: 'mutation',
  setup({ onLoad }) {
    const path = join(ROOT, mutation.file);
    onLoad({ filter: /\.ts$/ }, (args) =>
      args.path === path ? { contents: mutated(mutation, readFileSync(path, 'utf8')), loader: 'ts' } : undefined,
    );
  },
});

/** What the harness said of it; null when it noticed nothing. */
async function caught(mutation: Mutation, at: number): Promise<{ seed: number; how: string } | null> {
  const file = await bundled(`mutation-${at}`, [applying(mutation)]);
  try {
    for (const seed of SEEDS) {
      const { failure } = await play(file, { checks: CHECKS, seed });
      if (failure !== null) return { seed, how: `seed ${seed}, world ${failure.world}: ${failure.wrong.join('; ')}` };
    }
    return null;
  } finally {
    rmSync(file);
  }
}

/** In the seeds in which something was caught the source as it is must pass: else it might be the harness that is wrong. */
async function sound(seeds: readonly number[]): Promise<boolean> {
  const file = await bundled('unchanged');
  const played = await Promise.all(seeds.map((seed) => play(file, { checks: CHECKS, seed }))).finally(() =>
    rmSync(file),
  );
  const failures = played.flatMap(({ failure }) => failure ?? []);
  for (const { seed, wrong } of failures)
    process.stdout.write(`the harness complains of the source as it is, seed ${seed}: ${wrong}\n`);
  return failures.length === 0;
}

async function main(only: string | undefined): Promise<number> {
  const wanted = ({ id }: Mutation): boolean => only === undefined || id.includes(only);
  const [chosen, rare] = [MUTATIONS.filter(wanted), RARE_MUTATIONS.filter(wanted)];
  let held = 0;
  const tell = ({ id }: Mutation, how: string | null): void => {
    if (how !== null) held += 1;
    process.stdout.write(how === null ? `SURVIVED  ${id}\n` : `caught    ${id}\n            ${how}\n`);
  };
  const queue = [...chosen.entries()];
  const seeds = new Set<number>();
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const seen = await caught(next[1], next[0]);
      if (seen !== null) seeds.add(seen.seed);
      tell(next[1], seen?.how ?? null);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  if (rare.length > 0) for await (const [mutation, how] of heldByTests(rare)) tell(mutation, how);
  const [isSound, all] = [await sound([...seeds]), chosen.length + rare.length];
  process.stdout.write(
    `${held} of ${all} mutations caught: ${chosen.length} by ${CHECKS} checks of each of ${SEEDS.length} seeds at most, ${rare.length} by tests of their own\n`,
  );
  return isSound && held === all && all > 0 ? 0 : 1;
}

process.exitCode = await main(process.argv[2]);
