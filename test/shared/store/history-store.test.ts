import type { DynamoDBDocumentClient, QueryCommand, QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { historyStore } from '../../../shared/store/history-store.ts';
import type { Table } from '../../../shared/store/table.ts';

const MANY = 10_000;
const PAGE = 50;
const TENANT = 'acme';

type Item = Record<string, unknown>;

/** Newest first, as the index by tenant has them. */
const ITEMS: readonly Item[] = Array.from({ length: MANY }, (_, at) => {
  const createdAt = 1_795_514_400_000 - at * 1000;
  const id = `check-${at}`;
  return { pk: `CHECK#${id}`, sk: 'META', id, domain: `${at % 7}.test`, tenantId: TENANT, status: 'done', createdAt, created: `${createdAt}#${id}`, expiresAt: 1_900_000_000 }; // biome-ignore format: one item
});
const PLACES = new Map(ITEMS.map(({ created }, at) => [created, at]));

/** Every command, in order; each query is answered as DynamoDB would from an index of ten thousand. */
const sent: QueryCommand['input'][] = [];

function answer({ input }: QueryCommand): Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey'> {
  sent.push(input);
  const { ExclusiveStartKey: after, Limit: limit = MANY } = input;
  const start = after === undefined ? 0 : (PLACES.get(after.created) ?? Number.NaN) + 1;
  const page = ITEMS.slice(start, start + limit);
  const last = page.at(-1);
  return { Items: [...page], ...(start + limit < MANY && last !== undefined ? { LastEvaluatedKey: last } : {}) };
}

const table: Table = {
  client: { send: async (command: QueryCommand) => answer(command) } as unknown as DynamoDBDocumentClient,
  name: 'checks',
  now: () => 1_795_514_400_000,
};

beforeEach(() => {
  sent.length = 0;
});

describe('a history of ten thousand checks', () => {
  const { readHistory } = historyStore(table);
  const of = { domain: null, tenantId: TENANT } as const;

  test('a page of fifty costs one query of the index, and reads no check', async () => {
    const { items, next } = await readHistory(of, PAGE, null);
    expect(items.map(({ id }) => id)).toEqual(ITEMS.slice(0, PAGE).map(({ id }) => id));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ IndexName: 'by-tenant', Limit: PAGE, ScanIndexForward: false });
    expect(next).not.toBeNull();
  });

  test('so does each further one, to the last: every check once', async () => {
    const seen = new Set<string>();
    let place: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof readHistory>> = await readHistory(of, PAGE, place);
      for (const { id } of page.items) seen.add(id);
      place = page.next;
    } while (place !== null);
    expect(seen.size).toBe(MANY);
    expect(sent).toHaveLength(MANY / PAGE);
  });
});
