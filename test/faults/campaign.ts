import type { Tally } from './model/invocation.ts';
import { World } from './world.ts';

/** What a campaign must have met, or it shows nothing. */
const MET = [
  ...['crashes before a call', 'crashes after a call', 'calls refused', 'answers lost', 'calls that never end'],
  ...['messages lost', 'messages doubled', 'messages late', 'messages handled and not deleted', 'stray messages'],
  ...['functions ended by their host', 'power cuts', 'dead letters', 'checks cancelled', 'second looks', '421 seen'],
  ...['category completed', 'category incomplete, deadline', 'category incomplete, internal'],
  ...['category incomplete, target-busy', 'categories taken up again', 'no place until the time was up'],
  ...['batches', 'messages taken out of their batch', 'messages handled alone', 'shared facts taken over'],
  ...[
    'calls done late',
    'runs',
    'runs cancelled',
    'tenants changed',
    'domains told to be worse',
    'callbacks delivered',
    'callbacks gone',
    'callbacks givenUp',
  ],
];
/** From so many checks on. */
const ENOUGH = 1500;
/** Says so when a run was long enough to meet everything, and did not. */
export function notMet({ checks, tally }: Pick<Campaign, 'checks' | 'tally'>): string[] {
  return checks < ENOUGH ? [] : MET.filter((what) => !tally.has(what));
}

export interface Campaign {
  checks: number;
  worlds: number;
  steps: number;
  seconds: number;
  tally: Tally;
  /** The first world that went wrong. */
  failure: { seed: number; world: number; wrong: string[] } | null;
}

export interface Options {
  checks: number;
  seed: number;
  /** Only this world, as a failure named it. */
  only?: number | null;
  /** The first world, and from one to the next. */
  first?: number;
  step?: number;
}

/** Each so many-th world has runs of re-checks: by its number, so that the others stay what they are. */
const RUNS = 8;

/** A world's own seed follows from the campaign's and its number. */
const seedOf = (seed: number, world: number): number => (Math.imul(seed, 0x9e3779b1) ^ Math.imul(world + 1, 0x85ebca6b)) >>> 0; // biome-ignore format: one thought

/** Worlds one after the other until so many checks were made, or one of them goes wrong. */
export async function campaign({ checks, seed, only = null, first = 0, step = 1 }: Options): Promise<Campaign> {
  const tally: Tally = new Map();
  const start = performance.now();
  const sum: Campaign = { checks: 0, worlds: 0, steps: 0, seconds: 0, tally, failure: null };
  for (let world = only ?? first; sum.checks < checks && sum.failure === null; world += step) {
    const outcome = await new World(seedOf(seed, world), tally, world % RUNS === RUNS - 1).run();
    sum.checks += outcome.checks;
    sum.worlds += 1;
    sum.steps += outcome.steps;
    if (outcome.wrong.length > 0) sum.failure = { seed, world, wrong: [...new Set(outcome.wrong)] };
    if (only !== null) break;
  }
  sum.seconds = (performance.now() - start) / 1000;
  return sum;
}

/** What several threads saw, as if it were one. */
export function merged(all: readonly Campaign[]): Campaign {
  const tally: Tally = new Map();
  for (const one of all) for (const [what, times] of one.tally) tally.set(what, (tally.get(what) ?? 0) + times);
  const sum = (of: (one: Campaign) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    ...{ checks: sum((one) => one.checks), worlds: sum((one) => one.worlds), steps: sum((one) => one.steps) },
    seconds: Math.max(...all.map(({ seconds }) => seconds)),
    tally,
    failure: all.flatMap(({ failure }) => failure ?? [])[0] ?? null,
  };
}

export function tableOf({ checks, worlds, steps, seconds, tally, failure }: Campaign): string {
  const lines = [...tally].sort(([one], [other]) => (one < other ? -1 : 1)).map(([what, times]) => `  ${String(times).padStart(9)}  ${what}`); // biome-ignore format: one thought
  const missed = notMet({ checks, tally });
  const end =
    failure === null
      ? missed.length > 0
        ? `NEVER MET: ${missed.join('; ')}\n`
        : 'nothing went wrong that must not\n'
      : `WRONG in world ${failure.world}: ${failure.wrong.join('; ')}\nagain: npm run test:faults -- --seed ${failure.seed} --world ${failure.world}\n`;
  return `${checks} checks in ${worlds} worlds, ${steps} events, ${seconds.toFixed(1)} s\n${lines.join('\n')}\n${end}`;
}
