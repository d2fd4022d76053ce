import { PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { key, PAGES_TOGETHER } from './keys.ts';
import { type Item, pageFrom, pageItem, place, setting } from './run-item.ts';
import type { RunStore } from './run-stores.ts';
import { happened, type Table, update } from './table.ts';

type PageStore = Pick<RunStore, 'putPageIfAbsent' | 'readPages' | 'setLanes' | 'admitIfNone' | 'parkIfOpen' | 'endIfOpen' | 'closePage'>; // biome-ignore format: one list

/** Pages of runs. @param retention milliseconds that they are kept */
export function pageStore({ client, name, now }: Table, retention: number): PageStore {
  const change = (runId: string, page: number, fields: Item, conditions: readonly string[]): Promise<boolean> => {
    const { expression, names, values } = setting(fields);
    const condition = ['attribute_exists(pk)', ...conditions].join(' AND ');
    return happened(client.send(update(name, key.page(runId, page), expression, condition, values, names)));
  };
  /** Those of one partition. */
  const readSome = async (runId: string, first: number, last: number, newest: boolean): Promise<Item[]> => {
    const items: Item[] = [];
    const query = {
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': key.page(runId, first).pk,
        ':first': key.page(runId, first).sk,
        ':last': key.page(runId, last - 1).sk,
      },
      ConsistentRead: newest,
    };
    for await (const { Items = [] } of paginateQuery({ client }, query)) items.push(...Items);
    return items;
  };
  return {
    putPageIfAbsent: (runId, page) =>
      happened(
        client.send(
          new PutCommand({
            TableName: name,
            Item: pageItem(runId, page, Math.ceil((now() + retention) / 1000)),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),

    async readPages(runId, first, last, newest = false) {
      const parts: Promise<Item[]>[] = [];
      for (let from = first; from < last; ) {
        const to = Math.min(last, (Math.floor(from / PAGES_TOGETHER) + 1) * PAGES_TOGETHER);
        parts.push(readSome(runId, from, to, newest));
        from = to;
      }
      return (await Promise.all(parts)).flat().map(pageFrom);
    },

    async setLanes(runId, page, lanes) {
      const known = lanes.flatMap((lane, at) => (lane === null ? [] : [[place.lane(at), lane] as const]));
      if (known.length > 0) await change(runId, page, Object.fromEntries(known), []);
    },

    admitIfNone(runId, page, admitted) {
      const fields = Object.fromEntries([...admitted].map(([at, one]) => [place.admitted(at), one]));
      const none = [...admitted.keys()].flatMap((at) => [place.admitted(at), place.result(at)]);
      return change(runId, page, fields, ['attribute_not_exists(closed)', ...none.map((one) => `attribute_not_exists(${one})`)]); // biome-ignore format: one thought
    },

    parkIfOpen: (runId, page, at, parked) =>
      change(runId, page, { [place.parked(at)]: parked }, [`attribute_not_exists(${place.result(at)})`]),

    endIfOpen: (runId, page, at, result) =>
      change(runId, page, { [place.result(at)]: result }, [`attribute_not_exists(${place.result(at)})`]),

    async closePage(runId, page) {
      await change(runId, page, { closed: true }, []);
    },
  };
}
