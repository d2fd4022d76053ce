import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredReport, StoredResult } from '../pipeline/check.ts';
import type { Changes } from '../report/changes.ts';
import { CLAIM_PREFIX, type Key, key, RESULT_PREFIX } from './keys.ts';
import { packReport, packResult, unpack } from './pack.ts';
import type { Parts, ResultStore } from './store.ts';
import { happened, readAll, type Table } from './table.ts';

/** How long results (with transcripts) and reports are kept, in milliseconds. */
export interface Retention {
  transcripts: number;
  reports: number;
}

function partsOf(id: string, alive: readonly Record<string, unknown>[]): Parts {
  const under = (prefix: string) => alive.filter(({ sk }) => (sk as string).startsWith(prefix));
  const report = alive.find(({ sk }) => sk === key.report(id).sk);
  const changes = alive.find(({ sk }) => sk === key.changes(id).sk);
  return {
    results: under(RESULT_PREFIX).map(({ packed }) => unpack<StoredResult>(packed as Uint8Array)),
    leases: new Map(
      under(CLAIM_PREFIX).map(({ sk, leaseUntil }) => [
        (sk as string).slice(CLAIM_PREFIX.length),
        leaseUntil as number,
      ]),
    ),
    report: report === undefined ? null : unpack<StoredReport>(report.packed as Uint8Array),
    changes: changes === undefined ? null : unpack<Changes>(changes.packed as Uint8Array),
  };
}

export function resultStore(table: Table, retention: Retention): ResultStore {
  const { client, name, now } = table;
  const isAlive = ({ expiresAt }: Record<string, unknown>): boolean => (expiresAt as number) * 1000 > now();
  const putIfAbsent = (at: Key, packed: Uint8Array, kept: number): Promise<boolean> =>
    happened(
      client.send(
        new PutCommand({
          TableName: name,
          Item: { ...at, packed, expiresAt: Math.ceil((now() + kept) / 1000) },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    );
  const read = async (at: Key, projection?: string): Promise<Record<string, unknown> | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: name, Key: at, ConsistentRead: true, ProjectionExpression: projection }),
    );
    return Item !== undefined && isAlive(Item) ? Item : undefined;
  };
  return {
    putResultIfAbsent: (id, result) =>
      putIfAbsent(key.result(id, result.category), packResult(result), retention.transcripts),
    hasResult: async (id, category) => (await read(key.result(id, category), 'expiresAt')) !== undefined,
    async readResults(id) {
      const items = await readAll(table, { pk: key.check(id).pk, prefix: RESULT_PREFIX });
      return items.filter(isAlive).map(({ packed }) => unpack<StoredResult>(packed as Uint8Array));
    },
    async deleteResult(id, category) {
      await client.send(new DeleteCommand({ TableName: name, Key: key.result(id, category) }));
    },
    putReportIfAbsent: (id, report) => putIfAbsent(key.report(id), packReport(report), retention.reports),
    async readReport(id) {
      const item = await read(key.report(id));
      return item === undefined ? null : unpack<StoredReport>(item.packed as Uint8Array);
    },
    readParts: async (id) => partsOf(id, (await readAll(table, { pk: key.check(id).pk })).filter(isAlive)),
  };
}
