import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import { CHECK_PREFIX, DUE_SHARDS, type Key, partsOf } from './keys.ts';
import type { DueStore } from './store.ts';
import type { Table } from './table.ts';

/** Items that are looked at together. */
const PAGE = 100;

/** The index of what is to be looked at; always a moment behind. */
export function dueStore({ client, name }: Table): DueStore {
  return {
    async countOpen() {
      const inShard = async (shard: number): Promise<number> => {
        const query = {
          TableName: name,
          IndexName: 'due',
          KeyConditionExpression: 'dueShard = :shard',
          FilterExpression: 'begins_with(pk, :check)',
          ExpressionAttributeValues: { ':shard': `${shard}`, ':check': CHECK_PREFIX },
          Select: 'COUNT' as const,
        };
        let sum = 0;
        for await (const { Count = 0 } of paginateQuery({ client }, query)) sum += Count;
        return sum;
      };
      const counts = await Promise.all(Array.from({ length: DUE_SHARDS }, (_, shard) => inShard(shard)));
      return counts.reduce((sum, one) => sum + one, 0);
    },

    async *due(shard, now) {
      const query = {
        TableName: name,
        IndexName: 'due',
        KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
        ExpressionAttributeValues: { ':shard': `${shard}`, ':now': now },
      };
      for await (const { Items = [] } of paginateQuery({ client, pageSize: PAGE }, query))
        yield Items.map((one) => ({ ...partsOf(one as Key), dueAt: one.dueAt as number }));
    },
  };
}
