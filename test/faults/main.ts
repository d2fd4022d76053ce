/** `npm run test:faults -- --checks N --seed S`: the pipeline in worlds where everything goes wrong. */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Campaign, campaign, merged, notMet, type Options, tableOf } from './campaign.ts';

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

const inProcess = (options: Options): Promise<Campaign> =>
  new Promise((resolve, reject) => {
    // The list of what was seen is a Map.
    const child = fork(new URL('./part.ts', import.meta.url), { serialization: 'advanced' });
    child.once('message', (seen) => resolve(seen as Campaign));
    child.once('exit', (code) => reject(new Error(`a part of the harness ended with ${code}`)));
    child.send(options);
  });

const [checks, seed, jobs] = [whole('checks', 1), whole('seed', 0), whole('jobs', 1)];
const only = values.world === undefined ? null : whole('world', 0);
// Each process takes every so many-th world, so that a world is the same however many there are.
const result =
  jobs === 1 || only !== null
    ? await campaign({ checks, seed, only })
    : merged(await Promise.all(Array.from({ length: jobs }, (_, first) => inProcess({ checks: Math.ceil(checks / jobs), seed, first, step: jobs })))); // biome-ignore format: one thought
process.stdout.write(tableOf(result));
// A run that is repeated for one world meets only what is in that one.
process.exit(result.failure === null && notMet(result).length === 0 ? 0 : 1);
