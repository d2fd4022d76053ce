import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Preflight } from '../pipeline/check.ts';
import { type Key, key } from './keys.ts';
import type { FactStore } from './store.ts';
import { happened, type Table } from './table.ts';

const seconds = (ms: number): number => Math.ceil(ms / 1000);

/** @param retention milliseconds that the newest check of a request is remembered */
export function factStore({ client, name }: Table, retention: number): FactStore {
  const read = async (at: Key): Promise<Record<string, unknown> | null> =>
    (await client.send(new GetCommand({ TableName: name, Key: at, ConsistentRead: true }))).Item ?? null;

  return {
    async readNewest(fingerprint) {
      const item = await read(key.newest(fingerprint));
      return item === null ? null : { checkId: item.checkId as string, finishedAt: item.finishedAt as number };
    },

    rememberIfNewer: (fingerprint, checkId, finishedAt) =>
      happened(
        client.send(
          new PutCommand({
            TableName: name,
            Item: { ...key.newest(fingerprint), checkId, finishedAt, expiresAt: seconds(finishedAt + retention) },
            ConditionExpression: 'attribute_not_exists(pk) OR finishedAt < :finishedAt',
            ExpressionAttributeValues: { ':finishedAt': finishedAt },
          }),
        ),
      ),

    countIfBelow: (counted, limit, endsAt) =>
      happened(
        client.send(
          new UpdateCommand({
            TableName: name,
            Key: key.count(counted),
            UpdateExpression: 'ADD #count :one SET expiresAt = :end',
            ConditionExpression: 'attribute_not_exists(pk) OR #count < :limit',
            ExpressionAttributeNames: { '#count': 'count' },
            ExpressionAttributeValues: { ':one': 1, ':limit': limit, ':end': seconds(endsAt) },
          }),
        ),
      ),

    async writePreflight(preflight) {
      await client.send(new PutCommand({ TableName: name, Item: { ...key.preflight(), preflight } }));
    },

    async readPreflight() {
      return ((await read(key.preflight()))?.preflight as Preflight | undefined) ?? null;
    },
  };
}
