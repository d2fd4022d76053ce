import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { CLAIM_PREFIX, type Key, key } from './keys.ts';
import type { Claim, ClaimStore } from './store.ts';
import { happened, readAll, type Table, unlessRefused } from './table.ts';

const OWNED = '#owner = :owner';

/** @param retention milliseconds that claims outlive their lease; the check itself is long over by then */
export function claimStore(table: Table, retention: number): ClaimStore {
  const { client, name } = table;
  /** Of whoever holds the claim. */
  const owned = (
    id: string,
    category: string,
    owner: string,
    expression: string,
    values: object,
    condition = OWNED,
  ): Promise<boolean> =>
    happened(
      client.send(
        new UpdateCommand({
          TableName: name,
          Key: key.claim(id, category),
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':owner': owner, ...values },
        }),
      ),
    );
  const UNTIL = 'SET leaseUntil = :until';

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

    renewIfOwned: (id, category, owner, leaseUntil) =>
      owned(id, category, owner, UNTIL, { ':until': leaseUntil }, `${OWNED} AND leaseUntil <= :until`),
    // From then on nobody's: a renewal that is still on its way must not revive it.
    releaseIfOwned: (id, category, owner) =>
      owned(id, category, owner, `${UNTIL}, #owner = :nobody`, { ':until': 0, ':nobody': 'nobody' }),

    parkIfOwned: (id, category, owner, leaseUntil) =>
      owned(
        id,
        category,
        owner,
        'SET #owner = :nobody, leaseUntil = :until, attempt = attempt - :one, parked = if_not_exists(parked, :zero) + :one',
        { ':nobody': 'nobody', ':until': leaseUntil, ':zero': 0, ':one': 1 },
      ),

    async dropClaim(id, category) {
      await client.send(new DeleteCommand({ TableName: name, Key: key.claim(id, category) }));
    },

    async readLeases(id) {
      const items = await readAll(table, { pk: key.check(id).pk, prefix: CLAIM_PREFIX });
      return new Map(
        items.map(
          (item) => [(item as unknown as Key).sk.slice(CLAIM_PREFIX.length), item.leaseUntil as number] as const,
        ),
      );
    },
  };
}
