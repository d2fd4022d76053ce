/** `npm run test:mutations`: takes the guards of the design away, one at a time; the harness must notice each. */
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundled, play } from './harness.ts';
import { MUTATIONS, type Mutation, mutated } from './mutations.ts';

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
  const baseline = sound();
  const chosen = MUTATIONS.filter(({ id }) => only === undefined || id.includes(only));
  const queue = [...chosen.entries()];
  const survivors: string[] = [];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [at, mutation] = next;
      const how = await caught(mutation, at);
      if (how === null) survivors.push(mutation.id);
      process.stdout.write(
        `${how === null ? 'SURVIVED' : 'caught  '}  ${mutation.id}${how === null ? '' : `\n            ${how}`}\n`,
      );
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  const isSound = await baseline;
  process.stdout.write(
    `${chosen.length - survivors.length} of ${chosen.length} mutations caught, ${CHECKS} checks of each of ${SEEDS.length} seeds at most\n`,
  );
  return isSound && survivors.length === 0 && chosen.length > 0 ? 0 : 1;
}

process.exitCode = await main(process.argv[2]);
