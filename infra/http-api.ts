import { checksQueue, QUEUE } from '../shared/queue/queue.ts';
import type { SecretName } from '../shared/secrets/secrets.ts';
import { CHECKS_TABLE, TENANTS_TABLE } from '../shared/wiring.ts';
import type { FunctionDeclaration } from './declarations.ts';
import { ERASED, on } from './grants.ts';

/** All routes. It may run so many times at once and no more: callers who wait would else take those that checks need. */
export const api: FunctionDeclaration = {
  id: 'api',
  entry: 'functions/api.ts',
  memoryMb: 512,
  // What API Gateway waits for, less a second.
  timeout: 29,
  reserved: 100,
  network: 'public',
  environment: {},
  grants: {
    tables: [
      on(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'], 'CHECK#*'),
      on(['GetItem'], 'FP#*', 'PREFLIGHT'),
      on(['UpdateItem'], 'COUNT#*'),
      on(['PutItem'], 'ERASE#*'),
      ERASED,
      on(['GetItem', 'PutItem', 'UpdateItem'], 'RUN#*'),
      on(['PutItem', 'Query'], 'RUNS#*'),
      on(['GetItem', 'PutItem'], 'ACTIVE#*'),
      on(['Query'], 'PAGE#*', 'NEWS#*'),
      {
        table: TENANTS_TABLE,
        actions: ['GetItem', 'PutItem', 'BatchWriteItem', 'DeleteItem'],
        leadingKeys: ['TENANT#*'],
      },
      { table: TENANTS_TABLE, actions: ['Scan'], leadingKeys: [] },
    ],
    indexes: ['by-domain', 'by-tenant', 'recent'].map((index) => `${CHECKS_TABLE}/${index}`),
    send: [checksQueue(), QUEUE.aggregate, QUEUE.recheck],
    secrets: ['link-keys', 'callback-keys'] satisfies SecretName[],
    tenant: [
      {
        table: TENANTS_TABLE,
        actions: ['GetItem', 'PutItem', 'BatchWriteItem', 'DeleteItem'],
        leadingKeys: ['TENANT#{tenant}'],
      },
      { table: `${CHECKS_TABLE}/by-tenant`, actions: ['Query'], leadingKeys: ['{tenant}'] },
    ],
  },
  triggers: [{ kind: 'http' }],
};
