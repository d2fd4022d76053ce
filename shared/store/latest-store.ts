import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Latest } from '../report/changes.ts';
import { key } from './keys.ts';
import { pack, unpack } from './pack.ts';
import type { LatestStore } from './store.ts';
import { happened, type Table } from './table.ts';

/** @param retention milliseconds that something is known of a domain after its last check */
export function latestStore({ client, name, now }: Table, retention: number): LatestStore {
  const expiry = (from: number): number => Math.ceil((from + retention) / 1000);
  return {
    async readLatest(of) {
      const { Item } = await client.send(
        new GetCommand({ TableName: name, Key: key.latest(of), ConsistentRead: true }),
      );
      if (Item === undefined || (Item.expiresAt as number) * 1000 <= now()) return null;
      return unpack<Latest>(Item.packed as Uint8Array);
    },

    replaceLatestIfUnmoved(of, latest, before) {
      const { checkId, finishedAt } = latest;
      const item = { ...key.latest(of), checkId, packed: pack(latest), expiresAt: expiry(finishedAt) };
      return happened(
        client.send(
          new PutCommand({
            TableName: name,
            Item: item,
            // One that has expired is not known any more, and may still be there.
            ...(before === null
              ? {
                  ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
                  ExpressionAttributeValues: { ':now': Math.floor(now() / 1000) },
                }
              : { ConditionExpression: 'checkId = :before', ExpressionAttributeValues: { ':before': before } }),
          }),
        ),
      );
    },

    forgetLatestIfOf: (of, checkId) =>
      happened(
        client.send(
          new DeleteCommand({
            TableName: name,
            Key: key.latest(of),
            ConditionExpression: 'checkId = :check',
            ExpressionAttributeValues: { ':check': checkId },
          }),
        ),
      ),

    putChangesIfAbsent: (id, changes) =>
      happened(
        client.send(
          new PutCommand({
            TableName: name,
            Item: { ...key.changes(id), packed: pack(changes), expiresAt: expiry(now()) },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),
  };
}
