import { DeleteCommand, GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { key, shardOf } from './keys.ts';
import type { EraseStore } from './store.ts';
import { happened, type Table, update } from './table.ts';

const UNMOVED = 'dueAt = :seen';

export function eraseStore({ client, name }: Table): EraseStore {
  return {
    async askErasure(tenantId, before) {
      const item = { ...key.erasure(tenantId), before, dueAt: before, dueShard: shardOf(tenantId) };
      await happened(
        client.send(
          new PutCommand({
            TableName: name,
            Item: item,
            // One that is heard late must not take back what was asked for since.
            ConditionExpression: 'attribute_not_exists(pk) OR #before < :before',
            ExpressionAttributeNames: { '#before': 'before' },
            ExpressionAttributeValues: { ':before': before },
          }),
        ),
      );
    },

    async readErasure(tenantId) {
      const read = { TableName: name, Key: key.erasure(tenantId), ConsistentRead: true };
      const { Item } = await client.send(new GetCommand(read));
      return Item === undefined ? null : { before: Item.before as number, dueAt: Item.dueAt as number };
    },

    postponeErasureIfUnmoved: (tenantId, seen, dueAt) =>
      happened(
        client.send(
          update(name, key.erasure(tenantId), 'SET dueAt = :next', UNMOVED, { ':seen': seen, ':next': dueAt }),
        ),
      ),

    endErasureIfUnmoved: (tenantId, seen) =>
      happened(
        client.send(
          new DeleteCommand({
            TableName: name,
            Key: key.erasure(tenantId),
            ConditionExpression: UNMOVED,
            ExpressionAttributeValues: { ':seen': seen },
          }),
        ),
      ),

    async checksOfTenant(tenantId, before, most) {
      const ids: string[] = [];
      const query = {
        TableName: name,
        IndexName: 'by-tenant',
        KeyConditionExpression: 'tenantId = :tenant AND created <= :before',
        FilterExpression: '#status <> :cancelled',
        ExpressionAttributeNames: { '#status': 'status' },
        // Behind every id of that millisecond.
        ExpressionAttributeValues: { ':tenant': tenantId, ':before': `${new Date(before).toISOString()}#~`, ':cancelled': 'cancelled' }, // biome-ignore format: one thought
      };
      for await (const { Items = [] } of paginateQuery({ client }, query)) {
        ids.push(...Items.map(({ id }) => id as string));
        if (ids.length >= most) break;
      }
      return ids.slice(0, most);
    },
  };
}
