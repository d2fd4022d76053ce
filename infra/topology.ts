import { ROUTES } from '../shared/api/route-list.ts';
import { builtCategories } from '../shared/categories/index.ts';
import type { Category } from '../shared/check/category.ts';
import { assertTimes, categoryTimeout, type Times, timesOf } from '../shared/pipeline/times.ts';
import { categoryQueue, checksQueue, LANES, type Lane, QUEUE } from '../shared/queue/queue.ts';
import { CATEGORY_VARIABLE, CHECKS_TABLE } from '../shared/wiring.ts';
import { notify } from './callbacks.ts';
import type { FunctionDeclaration, Topology } from './declarations.ts';
import { ERASED, on } from './grants.ts';
import { api } from './http-api.ts';
import { nightly, recheck } from './rechecks.ts';
import { assertRoom, queuesFor } from './relations.ts';
import { SECRETS } from './secrets.ts';
import { checksTable, tenantsTable } from './tables.ts';
import { ALARMS } from './watch.ts';

const TABLE = CHECKS_TABLE;
/** Seconds for a whole check, as deployed. */
const CHECK_SECONDS = 240;

/** Invocations of the tick that are kept for it, since nothing else finds what was lost. */
const RESERVED = 2;

/** Time-outs of the functions that are no category's. */
const TIMEOUT = { dispatch: 30, aggregate: 30, deadLetter: 30, tick: 50, preflight: 30 } as const;

/** Checks of runs in one invocation: what it waits for, it waits for all of them at once. */
export const BATCH = 10;
/** Memory for a batch: connections cost little of it, but the processor comes with it. */
const BATCH_MB = 256;

const queuesOfAll = (categories: readonly Category[]): string[] =>
  categories.flatMap(({ id }) => LANES.map((lane) => categoryQueue(id, lane)));

/** Invocations at once: who is waited for gets the most, and a run of many never so many that nothing is left. */
const concurrencyOf = ({ limits }: Category, lane: Lane): number =>
  Math.max(2, lane === 'interactive' ? limits.concurrency : Math.floor(limits.concurrency / 2));

const dispatch = (categories: readonly Category[]): FunctionDeclaration => ({
  id: 'dispatch',
  entry: 'functions/dispatch.ts',
  memoryMb: 256,
  timeout: TIMEOUT.dispatch,
  network: 'public',
  environment: {},
  grants: {
    tables: [on(['GetItem', 'UpdateItem'], 'CHECK#*')],
    send: [...queuesOfAll(categories), QUEUE.aggregate],
  },
  triggers: LANES.map((lane) => ({
    kind: 'queue' as const,
    queue: checksQueue(lane),
    batchSize: 5,
    maxConcurrency: lane === 'interactive' ? 20 : 10,
  })),
});

/** One function for each category, all of one file. */
const categoryFunction = (category: Category): FunctionDeclaration => ({
  id: categoryQueue(category.id),
  entry: 'functions/category.ts',
  memoryMb: Math.max(BATCH_MB, category.limits.memoryMb),
  timeout: categoryTimeout(category),
  network: category.network === 'smtp' ? 'vpc' : 'public',
  environment: { [CATEGORY_VARIABLE]: category.id },
  grants: {
    tables: [
      on(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], 'CHECK#*'),
      ...(category.network === 'smtp'
        ? [on(['GetItem'], 'PREFLIGHT'), on(['UpdateItem', 'DeleteItem', 'Query'], 'SLOT#*')]
        : []),
      ...(category.shared === true ? [on(['GetItem', 'UpdateItem'], 'SHARED#*')] : []),
    ],
    send: [...queuesOfAll([category]), QUEUE.aggregate],
  },
  triggers: LANES.map((lane) => ({
    kind: 'queue' as const,
    queue: categoryQueue(category.id, lane),
    batchSize: lane === 'interactive' ? 1 : BATCH,
    maxConcurrency: concurrencyOf(category, lane),
  })),
});

const aggregate: FunctionDeclaration = {
  id: 'aggregate',
  entry: 'functions/aggregate.ts',
  memoryMb: 256,
  timeout: TIMEOUT.aggregate,
  network: 'public',
  environment: {},
  grants: {
    tables: [
      on(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'], 'CHECK#*'),
      on(['PutItem'], 'FP#*'),
      on(['GetItem', 'PutItem', 'DeleteItem'], 'LATEST#*'),
      on(['UpdateItem', 'Query'], 'PAGE#*'),
      on(['PutItem', 'DeleteItem'], 'NEWS#*'),
      on(['PutItem', 'DeleteItem'], 'CALLBACK#*'),
    ],
    send: [QUEUE.notify],
  },
  triggers: [{ kind: 'queue', queue: QUEUE.aggregate, batchSize: 10, maxConcurrency: 20 }],
};

const deadLetter: FunctionDeclaration = {
  id: 'dead-letter',
  entry: 'functions/dead-letter.ts',
  memoryMb: 256,
  timeout: TIMEOUT.deadLetter,
  network: 'public',
  environment: {},
  grants: {
    tables: [on(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'], 'CHECK#*')],
    send: [QUEUE.aggregate],
  },
  triggers: [{ kind: 'deadLetters', batchSize: 10, maxConcurrency: 2 }],
};

const tick = (categories: readonly Category[]): FunctionDeclaration => ({
  id: 'tick',
  entry: 'functions/tick.ts',
  memoryMb: 256,
  timeout: TIMEOUT.tick,
  reserved: RESERVED,
  network: 'public',
  environment: {},
  grants: {
    tables: [
      on(['GetItem', 'UpdateItem', 'DeleteItem', 'Query'], 'CHECK#*'),
      on(['GetItem', 'UpdateItem', 'DeleteItem'], 'ERASE#*'),
      ERASED,
    ],
    indexes: [`${TABLE}/due`, `${TABLE}/by-tenant`],
    send: [...LANES.map(checksQueue), QUEUE.aggregate, QUEUE.notify, QUEUE.recheck, ...queuesOfAll(categories)],
  },
  triggers: [{ kind: 'schedule', every: 60, everyLocally: 1 }],
});

/** Canary and preflight, from where SMTP is spoken. */
const preflight: FunctionDeclaration = {
  id: 'preflight',
  entry: 'functions/preflight.ts',
  memoryMb: 256,
  timeout: TIMEOUT.preflight,
  network: 'vpc',
  environment: {},
  grants: { tables: [on(['PutItem'], 'PREFLIGHT')], send: [] },
  triggers: [{ kind: 'schedule', every: 300, everyLocally: 300 }],
};

/**
 * THE SYSTEM, declared once. Queues, functions, roles and alarms of the categories come from their registry.
 * @throws Error when the times or the concurrencies do not fit together
 */
export function topologyOf(
  categories: readonly Category[] = builtCategories,
  times: Times = timesOf(CHECK_SECONDS),
): Topology {
  assertTimes(times, categories);
  const functions = [
    api,
    dispatch(categories),
    ...categories.map(categoryFunction),
    aggregate,
    notify,
    recheck,
    nightly,
    deadLetter,
    tick(categories),
    preflight,
  ];
  const queues = queuesFor(functions, times);
  assertRoom(functions, queues.length);
  return {
    tables: [checksTable, tenantsTable],
    queues,
    functions,
    secrets: SECRETS,
    alarms: ALARMS,
    routes: Object.values(ROUTES),
  };
}
