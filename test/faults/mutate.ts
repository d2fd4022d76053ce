/** `npm run test:mutations`: takes the guards of the design away, one at a time; the harness must notice each. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { MUTATIONS, type Mutation, mutated } from './mutations.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Beneath node_modules, so that what the bundles import is found. */
const FOLDER = join(ROOT, 'node_modules/.cache/mxready-mutations');
const CHECKS = 8000;
/** Some are met rarely: what survives one campaign is given others. */
const SEEDS = [1, 2, 3, 4];

const applying = (mutation: Mutation | null): Plugin => ({
  name: 'mutation',
  setup({ onLoad }) {
    if (mutation === null) return;
    const path = join(ROOT, mutation.file);
    onLoad({ filter: /\.ts$/ }, (args) =>
      args.path === path ? { contents: mutated(mutation, readFileSync(path, 'utf8')), loader: 'ts' } : undefined,
    );
  },
});

async function bundled(mutation: Mutation | null, name: string): Promise<string> {
  const outfile = join(FOLDER, `${name}.mjs`);
  await build({
    entryPoints: [join(ROOT, 'test/faults/main.ts')],
    ...{ outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'silent' },
    plugins: [applying(mutation)],
  });
  return outfile;
}

interface Run {
  code: number | null;
  said: string;
}

const run = (file: string, seed: number): Promise<Run> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [file, '--jobs', '1', '--checks', `${CHECKS}`, '--seed', `${seed}`], {
      cwd: ROOT,
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.once('close', (code) => resolve({ code, said }));
  });

/** What the harness said of it; null when it noticed nothing. */
async function caught(mutation: Mutation, at: number): Promise<string | null> {
  const file = await bundled(mutation, `${at}`);
  for (const seed of SEEDS) {
    const { code, said } = await run(file, seed);
    const wrong = /WRONG in world (\d+): (.*)/.exec(said);
    if (code === 1 && wrong !== null) return `seed ${seed}, world ${wrong[1]}: ${wrong[2]}`;
    // That something was never met is no complaint of an invariant.
    if (code !== 0 && !said.includes('NEVER MET'))
      throw new Error(`"${mutation.id}": the harness itself failed: ${said.slice(-500)}`);
  }
  return null;
}

/** As it stands the source must pass as many checks: else whatever is wrong there would pass for the mutation's. */
async function sound(): Promise<boolean> {
  const { code, said } = await run(await bundled(null, 'baseline'), SEEDS[0] as number);
  if (code !== 0) process.stdout.write(`the harness complains of the source as it is:\n${said.slice(-500)}\n`);
  return code === 0;
}

async function main(only: string | undefined): Promise<number> {
  mkdirSync(FOLDER, { recursive: true });
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
  rmSync(FOLDER, { recursive: true, force: true });
  process.stdout.write(
    `${chosen.length - survivors.length} of ${chosen.length} mutations caught, ${CHECKS} checks of each of ${SEEDS.length} seeds at most\n`,
  );
  return isSound && survivors.length === 0 && chosen.length > 0 ? 0 : 1;
}

process.exitCode = await main(process.argv[2]);
