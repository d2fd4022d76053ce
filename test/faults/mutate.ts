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
async function caught(mutation: Mutation, at: number): Promise<string | null> {
  const file = await bundled(`mutation-${at}`, [applying(mutation)]);
  try {
    for (const seed of SEEDS) {
      const { failure } = await play(file, { checks: CHECKS, seed });
      if (failure !== null) return `seed ${seed}, world ${failure.world}: ${failure.wrong.join('; ')}`;
    }
    return null;
  } finally {
    rmSync(file);
  }
}

/** As it stands the source must pass as many checks: else whatever is wrong there would pass for the mutation's. */
async function sound(): Promise<boolean> {
  const file = await bundled('unchanged');
  const { failure } = await play(file, { checks: CHECKS, seed: SEEDS[0] as number }).finally(() => rmSync(file));
  if (failure !== null) process.stdout.write(`the harness complains of the source as it is: ${failure.wrong}\n`);
  return failure === null;
}

async function main(only: string | undefined): Promise<number> {
  const wanted = ({ id }: Mutation): boolean => only === undefined || id.includes(only);
  const baseline = sound();
  const [chosen, rare] = [MUTATIONS.filter(wanted), RARE_MUTATIONS.filter(wanted)];
  let held = 0;
  const tell = ({ id }: Mutation, how: string | null): void => {
    if (how !== null) held += 1;
    process.stdout.write(how === null ? `SURVIVED  ${id}\n` : `caught    ${id}\n            ${how}\n`);
  };
  const queue = [...chosen.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      tell(next[1], await caught(next[1], next[0]));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  if (rare.length > 0) for await (const [mutation, how] of heldByTests(rare)) tell(mutation, how);
  const [isSound, all] = [await baseline, chosen.length + rare.length];
  process.stdout.write(
    `${held} of ${all} mutations caught: ${chosen.length} by ${CHECKS} checks of each of ${SEEDS.length} seeds at most, ${rare.length} by tests of their own\n`,
  );
  return isSound && held === all && all > 0 ? 0 : 1;
}

process.exitCode = await main(process.argv[2]);
