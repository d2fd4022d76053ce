import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { CLAIM_PREFIX, type Key, key } from './keys.ts';
import type { ClaimStore } from './store.ts';
import { happened, type Table, unlessRefused } from './table.ts';

/** @param retention milliseconds that claims outlive their lease; the check itself is long over by then */
export function claimStore({ client, name }: Table, retention: number): ClaimStore {
  const ifOwned = (id: string, category: string, owner: string, leaseUntil: number): Promise<boolean> =>
    happened(
      client.send(
        new UpdateCommand({
          TableName: name,
          Key: key.claim(id, category),
          UpdateExpression: 'SET leaseUntil = :until',
          ConditionExpression: '#owner = :owner',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':owner': owner, ':until': leaseUntil },
        }),
      ),
    );

  return {
    async claimIfFree(id, category, owner, now, leaseUntil) {
      const claimed = await unlessRefused(
        client.send(
          new UpdateCommand({
            TableName: name,
            Key: key.claim(id, category),
            UpdateExpression:
              'SET #owner = :owner, leaseUntil = :until, expiresAt = :expires, attempt = if_not_exists(attempt, :zero) + :one',
            ConditionExpression: 'attribute_not_exists(pk) OR leaseUntil < :now',
            ExpressionAttributeNames: { '#owner': 'owner' },
            ExpressionAttributeValues: {
              ...{ ':owner': owner, ':until': leaseUntil, ':now': now, ':zero': 0, ':one': 1 },
              ':expires': Math.ceil((leaseUntil + retention) / 1000),
            },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      );
      return claimed === null ? null : (claimed.Attributes?.attempt as number);
    },

    renewIfOwned: ifOwned,
    releaseIfOwned: (id, category, owner) => ifOwned(id, category, owner, 0),

    voidLease: (id, category) =>
      happened(
        client.send(
          new UpdateCommand({
            TableName: name,
            Key: key.claim(id, category),
            UpdateExpression: 'SET leaseUntil = :past',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':past': 0 },
          }),
        ),
      ),

    async readLeases(id) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :claim)',
          ExpressionAttributeValues: { ':pk': key.check(id).pk, ':claim': CLAIM_PREFIX },
          ConsistentRead: true,
        }),
      );
      return new Map(
        Items.map((item) => [(item as Key).sk.slice(CLAIM_PREFIX.length), item.leaseUntil as number] as const),
      );
    },
  };
}
