import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { callbackExpiry } from './check-item.ts';
import { key } from './keys.ts';
import type { CallbackStore } from './store.ts';
import { happened, type Table, update } from './table.ts';

/** Nobody has begun another attempt, nobody has ended it, and it was not erased. */
const UNMOVED = 'attempts = :seen AND attribute_exists(dueAt)';

/** Apart from the stores of all functions: only the notifier needs it. */
export function callbackStore({ client, name }: Table): CallbackStore {
  return {
    async readCallback(id) {
      const read = { TableName: name, Key: key.callback(id), ConsistentRead: true };
      const { Item } = await client.send(new GetCommand(read));
      if (Item === undefined) return null;
      return { attempts: Item.attempts as number, dueAt: (Item.dueAt as number | undefined) ?? null };
    },

    beginAttemptIfUnmoved: (id, seen, dueAt) =>
      happened(
        client.send(
          update(name, key.callback(id), 'SET attempts = :next, dueAt = :due, expiresAt = :expires', UNMOVED, {
            ':seen': seen,
            ':next': seen + 1,
            ':due': dueAt,
            ':expires': callbackExpiry(dueAt),
          }),
        ),
      ),

    postponeCallbackIfUnmoved: (id, seen, dueAt) =>
      happened(
        client.send(update(name, key.callback(id), 'SET dueAt = :due', UNMOVED, { ':seen': seen, ':due': dueAt })),
      ),

    endCallbackIfUnmoved: (id, attempts, outcome) =>
      happened(
        client.send(
          update(name, key.callback(id), 'SET outcome = :outcome REMOVE dueAt, dueShard', UNMOVED, {
            ':seen': attempts,
            ':outcome': outcome,
          }),
        ),
      ),

    async deleteCallback(id) {
      await client.send(new DeleteCommand({ TableName: name, Key: key.callback(id) }));
    },
  };
}
