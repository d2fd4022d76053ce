import { AFTER_TURN, TURN_MS } from '../shared/pipeline/recheck/deps.ts';
import { checksQueue, QUEUE } from '../shared/queue/queue.ts';
import { TENANTS_TABLE } from '../shared/wiring.ts';
import type { FunctionDeclaration } from './declarations.ts';
import { on } from './grants.ts';

/** Moves runs of re-checks; what they wait for is stored, so that nothing hangs on one of its invocations. */
export const recheck: FunctionDeclaration = {
  id: 'recheck',
  entry: 'functions/recheck.ts',
  memoryMb: 512,
  timeout: TURN_MS / 1000 + AFTER_TURN,
  network: 'public',
  environment: {},
  grants: {
    tables: [
      on(['GetItem', 'UpdateItem'], 'RUN#*'),
      on(['PutItem', 'UpdateItem', 'Query'], 'PAGE#*'),
      on(['DeleteItem'], 'ACTIVE#*'),
      on(['PutItem'], 'CALLBACK#*'),
      on(['GetItem', 'PutItem'], 'CHECK#*'),
      on(['GetItem'], 'FP#*', 'LATEST#*'),
      { table: TENANTS_TABLE, actions: ['GetItem'], leadingKeys: ['TENANT#*'] },
      { table: TENANTS_TABLE, actions: ['Scan'], leadingKeys: [] },
    ],
    send: [checksQueue('bulk'), QUEUE.aggregate, QUEUE.notify],
  },
  triggers: [{ kind: 'queue', queue: QUEUE.recheck, batchSize: 1, maxConcurrency: 10 }],
};

/** Begins the nightly run, where somebody wants one. */
export const nightly: FunctionDeclaration = {
  id: 'nightly',
  entry: 'functions/nightly.ts',
  memoryMb: 256,
  timeout: 30,
  network: 'public',
  environment: {},
  grants: {
    tables: [on(['GetItem', 'PutItem'], 'RUN#*', 'ACTIVE#*'), on(['PutItem'], 'RUNS#*')],
    send: [QUEUE.recheck],
  },
  triggers: [{ kind: 'daily' }],
};
