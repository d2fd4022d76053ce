import { DeleteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { CLAIM_PREFIX, type Key, key } from './keys.ts';
import type { Claim, ClaimStore } from './store.ts';
import { happened, type Table, unlessRefused, update } from './table.ts';

/** @param retention milliseconds that claims outlive their lease; the check itself is long over by then */
export function claimStore({ client, name }: Table, retention: number): ClaimStore {
  /** Of whoever holds the claim. */
  const owned = (id: string, category: string, owner: string, expression: string, values: object): Promise<boolean> =>
    happened(
      client.send(
        new UpdateCommand({
          TableName: name,
          Key: key.claim(id, category),
          UpdateExpression: expression,
          ConditionExpression: '#owner = :owner',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':owner': owner, ...values },
        }),
      ),
    );
  const until = (id: string, category: string, owner: string, leaseUntil: number): Promise<boolean> =>
    owned(id, category, owner, 'SET leaseUntil = :until', { ':until': leaseUntil });

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
      if (claimed === null) return null;
      const { attempt, parked = 0 } = claimed.Attributes as unknown as Partial<Claim>;
      return { attempt: attempt ?? 1, parked };
    },

    renewIfOwned: until,
    releaseIfOwned: (id, category, owner) => until(id, category, owner, 0),

    parkIfOwned: (id, category, owner, leaseUntil) =>
      owned(
        id,
        category,
        owner,
        'SET #owner = :nobody, leaseUntil = :until, attempt = attempt - :one, parked = if_not_exists(parked, :zero) + :one',
        { ':nobody': 'nobody', ':until': leaseUntil, ':zero': 0, ':one': 1 },
      ),

    voidLease: (id, category) =>
      happened(
        client.send(
          update(name, key.claim(id, category), 'SET leaseUntil = :past', 'attribute_exists(pk)', { ':past': 0 }),
        ),
      ),

    async dropClaim(id, category) {
      await client.send(new DeleteCommand({ TableName: name, Key: key.claim(id, category) }));
    },

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
