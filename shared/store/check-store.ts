import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { checkFrom, checkItem } from './check-item.ts';
import { isMeta, type Key, key, shardOf } from './keys.ts';
import type { CheckStore } from './store.ts';
import { happened, readAll, type Table, update } from './table.ts';

const ABSENT = 'attribute_not_exists(pk)';
/** How long a cancelled check is still shown as such. */
const CANCELLED_MS = 24 * 3600 * 1000;
/** Everything of a live check that a cancelled one does not keep. */
const ERASED = ['request', 'bodyHash', 'fingerprint', 'expected', 'pending', 'target', 'deadline', 'lane', 'domain', 'recentDay', 'verdict', 'followUp', 'followUpOf', 'callback', 'recheck']; // biome-ignore format: one list

/** @param retention milliseconds that a check is kept after its creation */
export function checkStore(table: Table, retention: number): CheckStore {
  const { client, name, now: clock } = table;
  return {
    createIfAbsent: (check) =>
      happened(
        client.send(
          new PutCommand({ TableName: name, Item: checkItem(check, retention), ConditionExpression: ABSENT }),
        ),
      ),

    async readCheck(id) {
      const { Item } = await client.send(new GetCommand({ TableName: name, Key: key.check(id), ConsistentRead: true }));
      const check = Item === undefined ? null : checkFrom(Item);
      // DynamoDB deletes expired items when it finds the time.
      return check !== null && (Item?.expiresAt ?? 0) * 1000 > clock() ? check : null;
    },

    async readExpiry(id) {
      const read = { TableName: name, Key: key.check(id), ConsistentRead: true, ProjectionExpression: 'expiresAt' };
      const { Item } = await client.send(new GetCommand(read));
      return (Item?.expiresAt as number | undefined) ?? null;
    },

    cancelIfThere: (id, now, dueAt) =>
      happened(
        client.send(
          update(
            name,
            key.check(id),
            `SET #status = :cancelled, finishedAt = :now, expiresAt = :end, dueAt = :due, dueShard = :shard REMOVE ${ERASED.map((_, at) => `#e${at}`).join()}`,
            'attribute_exists(pk) AND #status <> :cancelled',
            {
              ...{ ':cancelled': 'cancelled', ':now': now, ':end': Math.ceil((now + CANCELLED_MS) / 1000) },
              ...{ ':due': dueAt, ':shard': shardOf(id) },
            },
            Object.fromEntries(ERASED.map((one, at) => [`#e${at}`, one])),
          ),
        ),
      ),

    forgetIfCancelled: (id) =>
      happened(
        client.send(
          // What told where its traces are goes last.
          update(
            name,
            key.check(id),
            'REMOVE dueAt, dueShard, latest',
            'attribute_exists(pk) AND #status = :cancelled',
            {
              ':cancelled': 'cancelled',
            },
          ),
        ),
      ),

    async eraseParts(id) {
      const items = await readAll(table, { pk: key.check(id).pk }, 'pk, sk');
      const parts = [...(items as unknown as Key[]).filter((one) => !isMeta(one)), key.callback(id)];
      await Promise.all(
        parts.map(({ pk, sk }) => client.send(new DeleteCommand({ TableName: name, Key: { pk, sk } }))),
      );
    },
  };
}
