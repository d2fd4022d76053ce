import { QUEUE } from '../shared/queue/queue.ts';
import type { SecretName } from '../shared/secrets/secrets.ts';
import { CHECKS_TABLE } from '../shared/wiring.ts';
import type { FunctionDeclaration } from './declarations.ts';

const table = CHECKS_TABLE;

/** Tells whoever asked to be told; outside the network, so that no receiver is called from where SMTP comes from. */
export const notify: FunctionDeclaration = {
  id: 'notify',
  entry: 'functions/notify.ts',
  memoryMb: 256,
  // Twice what an attempt may take.
  timeout: 30,
  network: 'public',
  environment: {},
  grants: {
    tables: [
      { table, actions: ['GetItem'], leadingKeys: ['CHECK#*', 'RUN#*'] },
      { table, actions: ['GetItem', 'UpdateItem', 'DeleteItem'], leadingKeys: ['CALLBACK#*'] },
    ],
    send: [],
    secrets: ['callback-keys'] satisfies SecretName[],
  },
  // One by one: of several in a batch all would wait for the slowest receiver.
  triggers: [{ kind: 'queue', queue: QUEUE.notify, batchSize: 1, maxConcurrency: 10 }],
};
