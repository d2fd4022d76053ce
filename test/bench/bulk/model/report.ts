import { builtCategories } from '../../../../shared/categories/index.ts';
import { report } from '../../measure.ts';
import { type Body, type Costs, costsOf, ESTIMATE } from './costs.ts';
import { unitsOfOneCheck } from './one-check.ts';
import { type Played, playRun } from './story.ts';
import { sumOf } from './units.ts';
import type { BulkWorld } from './world.ts';

export interface ModelOptions {
  domains: readonly number[];
  seed: number;
  /** Nothing goes wrong. */
  calm: boolean;
  /** What is known of servers that are alike is taken from one check of the run. */
  shared: boolean;
}

/** Heap at the end of a run against that at its beginning: nothing may be kept of what has ended. */
const HEAP_BOUND = 1.1;
/** Shares of a run at which the heap is looked at, and milliseconds between two looks. */
const [EARLY, LATE, LOOK_MS] = [0.1, 0.9, 300_000] as const;
/** Of fewer domains the heap says nothing: what is loaded and compiled meanwhile is more. */
const HEAP_FROM = 100_000;

function heapNow(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

/** Looks at the heap now and then. */
function watching(heaps: { early: number; late: number }): (world: BulkWorld) => void {
  return (world) => {
    let tenths = 0;
    const look = (): void => {
      const { done, total, complete, dueAt } = world.run;
      if (dueAt === null) return;
      if (complete && done * 10 >= total * (tenths + 1)) {
        tenths = Math.floor((done * 10) / total);
        console.error(`     ${tenths * 10} % of ${total}`);
      }
      if (complete && heaps.early === 0 && done >= total * EARLY) heaps.early = heapNow();
      if (complete && heaps.late === 0 && done >= total * LATE) heaps.late = heapNow();
      world.sim.after(LOOK_MS, look);
    };
    world.sim.after(LOOK_MS, look);
  };
}

const dollars = (value: number): string => value.toFixed(4);
const hours = (ms: number): string => (ms / 3600_000).toFixed(1);

interface Line {
  played: Played;
  batched: Costs;
  alone: Costs;
}

/** What each part costs beside what was estimated, as docs/bulk.md has it. */
function tables(lines: readonly Line[], body: Body): string {
  const heads = lines.map(({ played }) => played.world.plan.domains.toLocaleString('en'));
  const rowOf = (name: string, values: readonly string[]): string => `| ${[name, ...values].join(' | ')} |`;
  const of = (name: string, value: (line: Line) => string, last = ''): string => rowOf(name, [...lines.map(value), last]);
  const per = (of_: ReadonlyMap<string, number>, { played }: Line): string => (sumOf(of_) / played.world.plan.domains).toFixed(1);
  const money = (name: string, part: keyof Costs, estimate?: number): string => of(name, ({ batched }) => dollars(batched[part]), estimate === undefined ? '' : dollars(estimate));
  return [
    rowOf('Domains', [...heads, 'aws.md']),
    `| --- |${' ---: |'.repeat(heads.length + 1)}`,
    of('hours, virtual', ({ played }) => hours(played.lasted)),
    of('longest wait of a check for its first connection, s', ({ played }) => (played.world.truth.longestWait / 1000).toFixed(0)),
    of('checks, further looks among them', ({ played }) => `${played.world.figures.ended}`),
    of('writes of the run, units per domain', (line) => per(line.played.world.figures.meter.writes, line)),
    of('reads of the run, units per domain', (line) => per(line.played.world.figures.meter.reads, line)),
    of('writes and reads of a check by itself, units', () => `${body.writes}, ${body.reads}`, '26, 6'),
    of('turns of the run', ({ played }) => `${played.world.figures.turns.invocations}`),
    money('$ per 1,000: categories in tens, dispatch', 'lambda', ESTIMATE.lambda),
    money('table', 'table', ESTIMATE.table),
    money('queues', 'queues', ESTIMATE.queues),
    money('turns and ticks', 'run'),
    money('aggregate', 'aggregate', ESTIMATE.aggregate),
    money('logs (estimated)', 'logs', ESTIMATE.logs),
    money('network (estimated)', 'network', ESTIMATE.network),
    money('**sum**', 'sum', ESTIMATE.sum),
    of('sum with one category per invocation', ({ alone }) => dollars(alone.sum), '0.1600'),
  ].join('\n');
} // biome-ignore format: one table

/** Plays runs of so many domains in virtual time; false where something was not as it must be. */
export async function bulkModel({ domains, seed, calm, shared }: ModelOptions): Promise<boolean> {
  const body = await unitsOfOneCheck();
  const lines: Line[] = [];
  let kept = true;
  for (const one of domains) {
    const size = Math.ceil(one / 25) * 25;
    const heaps = { early: 0, late: 0 };
    const start = performance.now();
    const played = await playRun({ domains: size, seed, shared, trouble: !calm, settings: {} }, watching(heaps));
    const { world, wrong, lasted } = played;
    for (const what of wrong) console.log(`WRONG ${what}`);
    kept &&= wrong.length === 0;
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(`${wrong.length === 0 ? 'ok  ' : 'OVER'} ${world.run.done} of ${world.run.total} domains, ${hours(lasted)} h of virtual time in ${seconds} s, ${world.sim.steps} events, seed ${seed}; ${JSON.stringify(world.run.byOutcome)}, news ${JSON.stringify(world.run.news)}`); // biome-ignore format: one line
    if (size >= HEAP_FROM && globalThis.gc !== undefined)
      kept = report('heap near the end, against that near the beginning', heaps.late / heaps.early, HEAP_BOUND, `${heaps.early.toFixed(0)} MB, then ${heaps.late.toFixed(0)} MB`) && kept; // biome-ignore format: one line
    const costs = (isBatched: boolean): Costs => costsOf(world.figures, body, size, builtCategories.length, isBatched);
    lines.push({ played, batched: costs(true), alone: costs(false) });
  }
  console.log(`\n${tables(lines, body)}\n`);
  return kept;
}
