import type { Figures } from './figures.ts';
import { sumOf } from './units.ts';

/** Prices of aws.md 3.1: us-east-1, list, in dollars. */
const PRICE = { gbSecond: 1.33334e-5, request: 0.2e-6, message: 0.4e-6, write: 0.625e-6, read: 0.125e-6 } as const;
/** Seconds and GB of the functions that are not played by time: aws.md 3.4, and the declarations. */
const AGGREGATE = { seconds: 0.15, gb: 0.25, batch: 10 } as const;
const DISPATCH = { seconds: 0.3, gb: 0.25, batch: 5 } as const;
const [TURN_GB, TICK_GB, CATEGORY_GB] = [0.5, 0.25, 0.25] as const;
/** Per 1,000 checks: logs of 4 kB each, bytes on their way (aws.md 3.4). */
const OTHERS = { logs: 0.002, network: 0.0072 } as const;
/** Estimates of aws.md 3.4 and 3.5 for the typical profile, batches of ten at 256 MB. */
export const ESTIMATE = { lambda: 0.035, queues: 0.0008, table: 0.017, aggregate: 0.0007, ...OTHERS, sum: 0.063 } as const; // biome-ignore format: one list

/** What one check asks of the table from its dispatch to its report, and how many messages it takes. */
export interface Body {
  writes: number;
  reads: number;
}

export interface Costs {
  lambda: number;
  queues: number;
  table: number;
  aggregate: number;
  run: number;
  logs: number;
  network: number;
  sum: number;
}

const lambda = (gb: number, seconds: number, invocations: number): number => gb * seconds * PRICE.gbSecond + invocations * PRICE.request; // biome-ignore format: one thought

/** Requests of one queue: each message is sent by itself, and is received and deleted with others. */
const requests = (messages: number, batch: number): number => messages + (2 * messages) / batch;

function messages({ messages: sent, ended }: Figures, categories: number, batch: number): number {
  const of = (queue: string): number => sent.get(queue) ?? 0;
  return requests(of('checks'), DISPATCH.batch) + requests(of('aggregate'), AGGREGATE.batch) + requests(of('recheck'), 1) + requests(ended * categories, batch); // biome-ignore format: one thought
}

/** Dollars per 1,000 domains. @param isBatched whether categories are worked ten at a time */
export function costsOf(figures: Figures, body: Body, domains: number, categories: number, isBatched: boolean): Costs {
  const { meter, turns, ticks, ended } = figures;
  const each = 1000 / domains;
  const worked = isBatched ? figures.together : figures.alone;
  const dispatch = lambda(DISPATCH.gb, (DISPATCH.seconds * ended) / (isBatched ? DISPATCH.batch : 1), ended / DISPATCH.batch); // biome-ignore format: one thought
  const writes = sumOf(meter.writes) + body.writes * ended;
  const reads = sumOf(meter.reads) + body.reads * ended;
  const costs = {
    lambda: each * (lambda(CATEGORY_GB, worked.seconds, worked.invocations) + dispatch),
    queues: each * messages(figures, categories, isBatched ? 10 : 1) * PRICE.message,
    table: each * (writes * PRICE.write + reads * PRICE.read),
    aggregate: each * lambda(AGGREGATE.gb, AGGREGATE.seconds * ended, ended / AGGREGATE.batch),
    run: each * (lambda(TURN_GB, turns.seconds, turns.invocations) + lambda(TICK_GB, ticks.seconds, ticks.invocations)),
    ...OTHERS,
  };
  return { ...costs, sum: Object.values(costs).reduce((sum, one) => sum + one, 0) };
}
