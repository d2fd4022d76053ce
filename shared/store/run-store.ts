import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Run } from '../pipeline/recheck/run.ts';
import { type Key, key, shardOf } from './keys.ts';
import { pageStore } from './page-store.ts';
import { type Item, runFrom, runItem, setting } from './run-item.ts';
import type { DomainNews, RunPage, RunStore } from './run-stores.ts';
import { happened, type Table, unlessRefused, update } from './table.ts';
import { unpack } from './pack.ts';

type RunsAlone = Omit<RunStore, keyof ReturnType<typeof pageStore>>;

const stamp = ({ createdAt, id }: Pick<Run, 'createdAt' | 'id'>): string =>
  `${new Date(createdAt).toISOString()}#${id}`;

/** Statements on the item of a run itself. */
function changesOf({ client, name }: Table) {
  /** @returns the run afterwards; null: the condition did not hold */
  const change = async (id: string, fields: Item, condition: string, values: Item = {}): Promise<Run | null> => {
    const { expression, names, values: set } = setting(fields);
    const command = update(name, key.run(id), expression, condition, { ...set, ...values }, names);
    const done = await unlessRefused(client.send(command));
    return done === null ? null : runFrom(done.Attributes as Item);
  };
  return {
    change,
    moved: async (id: string, counter: string, seen: number, fields: Item): Promise<boolean> =>
      (await change(id, fields, `${counter} = :seen`, { ':seen': seen })) !== null,
  };
}

/** Lists of runs, and which one goes on. */
function listsOf(
  table: Table,
  retention: number,
): Pick<RunStore, 'putIntoLists' | 'listRuns' | 'readActive' | 'takeActiveIfUnmoved' | 'leaveActiveIfOwned'> {
  // biome-ignore format: one thought
  const { client, name, now } = table;
  const readRuns = async (ids: readonly string[]): Promise<Run[]> => {
    const read = (id: string) => client.send(new GetCommand({ TableName: name, Key: key.run(id) }));
    const items = await Promise.all(ids.map(read));
    return items.flatMap(({ Item }) => (Item !== undefined && (Item.expiresAt as number) * 1000 > now() ? [runFrom(Item)] : [])); // biome-ignore format: one thought
  };
  return {
    async putIntoLists(run) {
      const expiresAt = Math.ceil((run.createdAt + retention) / 1000);
      const lists = [...new Set(['', run.tenantId ?? ''])];
      const put = (list: string) => client.send(new PutCommand({ TableName: name, Item: { ...key.runs(list, stamp(run)), runId: run.id, expiresAt } })); // biome-ignore format: one thought
      await Promise.all(lists.map(put));
    },

    async listRuns(tenantId, limit, after): Promise<RunPage> {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': key.runs(tenantId ?? '', '').pk },
          ScanIndexForward: false,
          Limit: limit,
          ...(after === null ? {} : { ExclusiveStartKey: key.runs(tenantId ?? '', after) }),
        }),
      );
      const items = await readRuns(Items.map(({ runId }) => runId as string));
      return { items, next: (LastEvaluatedKey as Key | undefined)?.sk ?? null };
    },

    async readActive(tenantId) {
      const read = { TableName: name, Key: key.active(tenantId ?? ''), ConsistentRead: true };
      const { Item } = await client.send(new GetCommand(read));
      return Item === undefined ? null : { runId: Item.runId as string, at: Item.at as number };
    },

    takeActiveIfUnmoved: (tenantId, runId, at, seen) =>
      happened(
        client.send(
          new PutCommand({
            TableName: name,
            Item: { ...key.active(tenantId ?? ''), runId, at },
            ...(seen === null
              ? { ConditionExpression: 'attribute_not_exists(pk)' }
              : { ConditionExpression: 'runId = :seen', ExpressionAttributeValues: { ':seen': seen } }),
          }),
        ),
      ),

    leaveActiveIfOwned: (tenantId, runId) =>
      happened(
        client.send(
          new DeleteCommand({
            TableName: name,
            Key: key.active(tenantId ?? ''),
            ConditionExpression: 'runId = :run',
            ExpressionAttributeValues: { ':run': runId },
          }),
        ),
      ),
  };
}

/** @param retention milliseconds that a run and its pages are kept after its beginning */
export function runStore(table: Table, retention: number): RunStore {
  const { client, name, now } = table;
  const { change, moved } = changesOf(table);
  const alone: RunsAlone = {
    ...listsOf(table, retention),

    createRunIfAbsent: (run) =>
      happened(
        client.send(
          new PutCommand({
            TableName: name,
            Item: runItem(run, Math.ceil((run.createdAt + retention) / 1000)),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),

    async readRun(id) {
      const { Item } = await client.send(new GetCommand({ TableName: name, Key: key.run(id), ConsistentRead: true }));
      return Item === undefined || (Item.expiresAt as number) * 1000 <= now() ? null : runFrom(Item);
    },

    changeStatusIfIn: (id, from, to, at) => {
      const named = from.map((_, index) => `:s${index}`);
      const values = Object.fromEntries(from.map((status, index) => [`:s${index}`, status]));
      // Due at once: whoever moves the run is to hear of it soon.
      const fields = { status: to, dueAt: at, dueShard: shardOf(id) };
      return change(id, fields, `attribute_exists(pk) AND #status IN (${named.join()})`, values);
    },

    claimRunIfFree: (id, owner, at, until) =>
      change(
        id,
        { holder: owner, leaseUntil: until, dueAt: until },
        'attribute_exists(dueAt) AND (attribute_not_exists(leaseUntil) OR leaseUntil < :now)',
        { ':now': at },
      ),
    renewRunIfOwned: (id, owner, until) =>
      change(id, { leaseUntil: until, dueAt: until }, 'holder = :owner AND attribute_exists(dueAt)', {
        ':owner': owner,
      }),
    leaveRunIfOwned: async (id, owner, dueAt) =>
      (await change(id, { leaseUntil: 0, dueAt }, 'holder = :owner AND attribute_exists(dueAt)', { ':owner': owner })) !== null, // biome-ignore format: one thought

    listedIfUnmoved: (id, seen, to) => moved(id, 'listed', seen, to),
    openedIfUnmoved: async (id, seen) =>
      (await change(id, { opened: seen + 1 }, 'opened = :seen AND #status = :running', { ':seen': seen, ':running': 'running' })) !== null, // biome-ignore format: one thought
    foldedIfUnmoved: (id, seen, to) => moved(id, 'folded', seen, to),
    toldIfUnmoved: (id, seen, told, at) => moved(id, 'told', seen, { told, toldAt: at }),

    finishRunIfIn: async (id, from, to, at) =>
      (await change(
        id,
        { status: to, finishedAt: at, dueAt: null, dueShard: null },
        'attribute_exists(dueAt) AND #status = :from',
        { ':from': from },
      )) !== null,

    async listNews(runId, limit, after) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': `NEWS#${runId}` },
          Limit: limit,
          ...(after === null ? {} : { ExclusiveStartKey: { pk: `NEWS#${runId}`, sk: after } }),
        }),
      );
      const items = Items.map(({ packed }) => unpack<DomainNews>(packed as Uint8Array));
      return { items, next: (LastEvaluatedKey as Key | undefined)?.sk ?? null };
    },
  };
  return { ...alone, ...pageStore(table, retention) };
}
