import { ROUTES } from '../shared/api/route-list.ts';
import { builtCategories } from '../shared/categories/index.ts';
import type { Category } from '../shared/check/category.ts';
import { assertTimes, categoryTimeout, type Times, timesOf } from '../shared/pipeline/times.ts';
import { categoryQueue, LANES, type Lane, QUEUE } from '../shared/queue/queue.ts';
import { CATEGORY_VARIABLE, CHECKS_TABLE, TENANTS_TABLE } from '../shared/wiring.ts';
import type { SecretName } from '../shared/secrets/secrets.ts';
import { notify } from './callbacks.ts';
import type { FunctionDeclaration, TableGrant, Topology } from './declarations.ts';
import { assertRoom, queuesFor } from './relations.ts';
import { SECRETS } from './secrets.ts';
import { checksTable, tenantsTable } from './tables.ts';
import { ALARMS } from './watch.ts';

const TABLE = CHECKS_TABLE;
/** Seconds for a whole check, as deployed. */
const CHECK_SECONDS = 240;

/**
 * Invocations at once. The API may have so many and no more: callers who wait would else take those that the checks
 * need. The tick has its own, since nothing else finds what was lost.
 */
const RESERVED = { api: 100, tick: 2 } as const;

/** Time-outs of the functions that are no category's. */
const TIMEOUT = { api: 29, dispatch: 30, aggregate: 30, deadLetter: 30, tick: 50, preflight: 30 } as const;

const on = (actions: TableGrant['actions'], ...leadingKeys: string[]): TableGrant => ({
  table: TABLE,
  actions,
  leadingKeys,
});

/** What goes with a check that is erased, beside its own items. */
const ERASED = on(['DeleteItem'], 'LATEST#*', 'CALLBACK#*');
const api: FunctionDeclaration = {
  id: 'api',
  entry: 'functions/api.ts',
  memoryMb: 512,
  timeout: TIMEOUT.api,
  reserved: RESERVED.api,
  network: 'public',
  environment: {},
  grants: {
    tables: [
      on(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'], 'CHECK#*'),
      on(['GetItem'], 'FP#*', 'PREFLIGHT'),
      on(['UpdateItem'], 'COUNT#*'),
      ERASED,
      {
        table: TENANTS_TABLE,
        actions: ['GetItem', 'PutItem', 'BatchWriteItem', 'DeleteItem'],
        leadingKeys: ['TENANT#*'],
      },
      { table: TENANTS_TABLE, actions: ['Scan'], leadingKeys: [] },
    ],
    indexes: [`${TABLE}/by-domain`, `${TABLE}/by-tenant`, `${TABLE}/recent`],
    send: [QUEUE.checks, QUEUE.aggregate],
    secrets: ['link-keys', 'callback-keys'] satisfies SecretName[],
  },
  triggers: [{ kind: 'http' }],
};

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
  triggers: [{ kind: 'queue', queue: QUEUE.checks, batchSize: 5, maxConcurrency: 20 }],
});

/** One function for each category, all of one file. */
const categoryFunction = (category: Category): FunctionDeclaration => ({
  id: categoryQueue(category.id),
  entry: 'functions/category.ts',
  memoryMb: category.limits.memoryMb,
  timeout: categoryTimeout(category),
  network: category.network === 'smtp' ? 'vpc' : 'public',
  environment: { [CATEGORY_VARIABLE]: category.id },
  grants: {
    tables: [
      on(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], 'CHECK#*'),
      ...(category.network === 'smtp'
        ? [on(['GetItem'], 'PREFLIGHT'), on(['UpdateItem', 'DeleteItem', 'Query'], 'SLOT#*')]
        : []),
    ],
    send: [...queuesOfAll([category]), QUEUE.aggregate],
  },
  triggers: LANES.map((lane) => ({
    kind: 'queue' as const,
    queue: categoryQueue(category.id, lane),
    batchSize: 1,
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
  reserved: RESERVED.tick,
  network: 'public',
  environment: {},
  grants: {
    tables: [on(['GetItem', 'UpdateItem', 'DeleteItem', 'Query'], 'CHECK#*'), ERASED],
    indexes: [`${TABLE}/due`],
    send: [QUEUE.checks, QUEUE.aggregate, QUEUE.notify, ...queuesOfAll(categories)],
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
