import { expect, test } from '@jest/globals';
import { AbstractValueIterator } from 'abstract-level';
import { CREDENTIALS, openEngines, REGION } from '../../../infra/local/engines.ts';
import { topologyOf } from '../../../infra/topology.ts';
import { dynamoStore } from '../../../shared/store/dynamo-store.ts';
import { openTable } from '../../../shared/store/table.ts';
import { CHECKS_TABLE } from '../../../shared/wiring.ts';
import { until } from '../../support/run-client.ts';

test('what the engine reads for a query it ends', async () => {
  const { next, close } = AbstractValueIterator.prototype;
  const [read, ended] = [new Set<unknown>(), new Set<unknown>()];
  Object.assign(AbstractValueIterator.prototype, {
    next(this: typeof AbstractValueIterator.prototype) {
      read.add(this);
      return next.call(this);
    },
    close(this: typeof AbstractValueIterator.prototype) {
      ended.add(this);
      return close.call(this);
    },
  });
  const engines = await openEngines(topologyOf(), null);
  try {
    const table = openTable(CHECKS_TABLE, { endpoint: engines.dynamodb, region: REGION, credentials: CREDENTIALS });
    const store = dynamoStore(table, { transcripts: 0, reports: 1 });
    for (let shard = 0; shard < 5; shard += 1) for await (const page of store.due(shard, 1)) expect(page).toEqual([]);
    expect(read.size).toBeGreaterThanOrEqual(5);
    await until(
      () => ended.size,
      (seen) => seen === read.size,
    );
    expect(ended).toEqual(read);
  } finally {
    await engines.close();
    Object.assign(AbstractValueIterator.prototype, { next, close });
  }
});
