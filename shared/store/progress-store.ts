import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { callbackItem } from './check-item.ts';
import { key } from './keys.ts';
import type { ProgressStore } from './store.ts';
import { happened, type Table, unlessRefused, update } from './table.ts';

/** There, and neither done nor cancelled: only such a check changes. */
const OPEN = 'attribute_exists(pk) AND #status IN (:queued, :running)';
const OPEN_VALUES = { ':queued': 'queued', ':running': 'running' };

export function progressStore({ client, name }: Table): ProgressStore {
  return {
    startIfUndispatched: (id, target) =>
      happened(
        client.send(
          update(
            name,
            key.check(id),
            'SET target = :target, #status = :running ADD version :one',
            `${OPEN} AND attribute_not_exists(target)`,
            { ...OPEN_VALUES, ':target': target, ':one': 1 },
          ),
        ),
      ),

    async strikeIfOpen(id, category) {
      const done = await unlessRefused(
        client.send(
          update(name, key.check(id), 'ADD version :one DELETE pending :category', OPEN, {
            ...OPEN_VALUES,
            ':category': new Set([category]),
            ':one': 1,
          }),
        ),
      );
      return done === null ? null : [...((done.Attributes?.pending as Set<string> | undefined) ?? [])];
    },

    postponeIfUnmoved: (id, seen, dueAt) =>
      happened(
        client.send(
          update(name, key.check(id), 'SET dueAt = :next', `${OPEN} AND dueAt = :seen`, {
            ...OPEN_VALUES,
            ':next': dueAt,
            ':seen': seen,
          }),
        ),
      ),

    putCallbackIfAbsent: (id, dueAt) =>
      happened(
        client.send(
          new PutCommand({
            TableName: name,
            Item: callbackItem(id, dueAt),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),

    finishIfOpen: (id, verdict, finishedAt) =>
      happened(
        client.send(
          update(
            name,
            key.check(id),
            'SET #status = :done, verdict = :verdict, finishedAt = :at ADD version :one REMOVE dueAt, dueShard',
            OPEN,
            { ...OPEN_VALUES, ':done': 'done', ':verdict': verdict, ':at': finishedAt, ':one': 1 },
          ),
        ),
      ),
  };
}
