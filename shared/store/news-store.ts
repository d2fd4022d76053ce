import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Baseline, newsRank } from '../report/news.ts';
import { type Key, key } from './keys.ts';
import { pack, unpack } from './pack.ts';
import { pageStore } from './page-store.ts';
import type { DomainNews, RecheckStore } from './run-stores.ts';
import { happened, type Table, update } from './table.ts';

const placeOf = ({ runId, items, tenantId, domain }: DomainNews): Key =>
  key.runNews(runId, newsRank(items), tenantId, domain);

/** What the end of a check writes for its run. @param retention milliseconds that it is kept */
export function newsStore(table: Table, retention: number): RecheckStore {
  const { client, name, now } = table;
  const expiresAt = (): number => Math.ceil((now() + retention) / 1000);
  const read = async <T>(at: Key): Promise<T | null> => {
    const { Item } = await client.send(new GetCommand({ TableName: name, Key: at, ConsistentRead: true }));
    if (Item === undefined || (Item.expiresAt as number) * 1000 <= now()) return null;
    return unpack<T>(Item.packed as Uint8Array);
  };
  const put = (at: Key, value: unknown, more: object): Promise<boolean> =>
    happened(client.send(new PutCommand({ TableName: name, Item: { ...at, packed: pack(value), expiresAt: expiresAt() }, ...more }))); // biome-ignore format: one thought
  const ABSENT = { ConditionExpression: 'attribute_not_exists(pk)' };
  // One that has expired is not known any more, and may still be there.
  const absentOrOver = () => ({
    ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
    ExpressionAttributeValues: { ':now': Math.floor(now() / 1000) },
  });
  const { parkIfOpen, endIfOpen, readPages } = pageStore(table, retention);

  const putBaseline = (of: string, baseline: Baseline, condition: object): Promise<boolean> =>
    happened(
      client.send(
        new PutCommand({
          TableName: name,
          Item: { ...key.baseline(of), checkId: baseline.checkId, packed: pack(baseline), expiresAt: expiresAt() },
          ...condition,
        }),
      ),
    );

  return {
    ...{ parkIfOpen, endIfOpen, readPages },
    readBaseline: (of) => read<Baseline>(key.baseline(of)),
    putBaselineIfAbsent: (of, baseline) => putBaseline(of, baseline, absentOrOver()),
    replaceBaselineIfUnmoved: (of, baseline, before) =>
      putBaseline(
        of,
        baseline,
        before === null
          ? absentOrOver()
          : { ConditionExpression: 'checkId = :before', ExpressionAttributeValues: { ':before': before } },
      ),
    forgetBaselineIfOf: (of, checkId) =>
      happened(
        client.send(
          new DeleteCommand({
            TableName: name,
            Key: key.baseline(of),
            ConditionExpression: 'checkId = :check',
            ExpressionAttributeValues: { ':check': checkId },
          }),
        ),
      ),
    putNewsIfAbsent: (checkId, news) => put(key.news(checkId), news, ABSENT),
    readNews: (checkId) => read<DomainNews>(key.news(checkId)),
    async putIntoNews(news) {
      await put(placeOf(news), news, {});
    },
    async takeFromNews(news) {
      await client.send(new DeleteCommand({ TableName: name, Key: placeOf(news) }));
    },
    freeRun: (id, dueAt) =>
      happened(
        client.send(
          update(name, key.run(id), 'SET leaseUntil = :none, dueAt = :due', 'attribute_exists(dueAt)', {
            ':none': 0,
            ':due': dueAt,
          }),
        ),
      ),
  };
}
