/** `npm run test:faults -- --checks N --seed S`: the pipeline in worlds where everything goes wrong. */
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { merged, notMet, tableOf } from './campaign.ts';
import { bundled, play } from './harness.ts';

const { values } = parseArgs({
  options: {
    checks: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    /** Only this world of the seed. */
    world: { type: 'string' },
    jobs: { type: 'string', default: `${availableParallelism()}` },
  },
});

function whole(name: 'checks' | 'seed' | 'world' | 'jobs', least: number): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= least) return value;
  process.stderr.write(`--${name} takes a whole number from ${least}\n`);
  process.exit(64);
}

const [checks, seed, jobs] = [whole('checks', 1), whole('seed', 0), whole('jobs', 1)];
const only = values.world === undefined ? null : whole('world', 0);
const parts = only === null ? jobs : 1;
const file = await bundled(`played-by-${process.pid}`);
// Each process takes every so many-th world, so that a world is the same however many there are.
const played = Array.from({ length: parts }, (_, first) => play(file, { checks: Math.ceil(checks / parts), seed, only, first, step: parts })); // biome-ignore format: one thought
const result = merged(await Promise.all(played).finally(() => rmSync(file)));
process.stdout.write(tableOf(result));
// A run that is repeated for one world meets only what is in that one.
process.exitCode = result.failure === null && notMet(result).length === 0 ? 0 : 1;
