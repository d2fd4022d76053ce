import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ClassicLevel } from 'classic-level';
import { claimDatabase, type DataFolder, openDataFolder } from '../../../infra/local/data-folder.ts';
import { CREDENTIALS, openEngines, REGION } from '../../../infra/local/engines.ts';
import { repairIndexes } from '../../../infra/local/index-repair.ts';
import { topologyOf } from '../../../infra/topology.ts';
import { createCheck } from '../../../shared/pipeline/create.ts';
import type { Deps } from '../../../shared/pipeline/deps.ts';
import { dynamoStore } from '../../../shared/store/dynamo-store.ts';
import { type HistoryStore, historyStore } from '../../../shared/store/history-store.ts';
import { DUE_SHARDS } from '../../../shared/store/keys.ts';
import type { Store } from '../../../shared/store/store.ts';
import { openTable } from '../../../shared/store/table.ts';
import { CHECKS_TABLE } from '../../../shared/wiring.ts';
import { REQUEST, startPipeline } from '../../support/pipeline-world.ts';

let place: string;
let folder: DataFolder;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'mxready-repair-'));
  folder = openDataFolder(place);
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

/** What is done with the store of an engine that runs on the folder, and is closed again. */
async function withStore<T>(work: (store: Store & HistoryStore) => Promise<T>, topology = topologyOf()): Promise<T> {
  const engines = await openEngines(topology, folder.database);
  const table = openTable(CHECKS_TABLE, { endpoint: engines.dynamodb, region: REGION, credentials: CREDENTIALS });
  try {
    return await work({ ...dynamoStore(table, { transcripts: 0, reports: 86_400_000 }), ...historyStore(table) });
  } finally {
    await engines.close();
  }
}

async function withFiles<T>(work: (files: ClassicLevel<string, string>) => Promise<T>): Promise<T> {
  const files = new ClassicLevel<string, string>(folder.database);
  await files.open();
  return work(files).finally(() => files.close());
}

const INDEX = `index-global~${CHECKS_TABLE}~due~`;
const within = { gte: INDEX, lt: `${INDEX}\xff` };

async function foundDue(store: Store): Promise<string[]> {
  const found: string[] = [];
  for (let shard = 0; shard < DUE_SHARDS; shard += 1)
    for await (const page of store.due(shard, Number.MAX_SAFE_INTEGER)) found.push(...page.map(({ id }) => id));
  return found.sort();
}

test('an index says what its table does again: entries that were missing, outdated, or of nothing', async () => {
  const world = await startPipeline();
  const order = { request: REQUEST, tenantId: null, caller: 'me', lane: 'interactive', key: null, maxAge: null } as const; // biome-ignore format: one thought
  const ids = await withStore(async (store) => {
    const deps: Deps = { ...world.deps, store };
    const made = await Promise.all([0, 1, 2].map(() => createCheck(deps, order)));
    return made.map((one) => ('check' in one ? one.check.id : '')).sort();
  });
  await world.close();
  const before = await withFiles(async (files) => {
    const entries = await files.iterator(within).all();
    const [gone, outdated] = entries as [[string, string], [string, string]];
    await files.del(gone[0]);
    // As a crash leaves it: the new entry is written, its item is not.
    await files.del(outdated[0]);
    await files.put(`${outdated[0]}1`, outdated[1].replace(/"N":"1/, '"N":"2'));
    await files.put(`${INDEX}of nothing`, outdated[1].replace('CHECK#', 'CHECK#x'));
    return entries;
  });
  expect(before).toHaveLength(3);
  const repaired = await withFiles(async (files) => [await repairIndexes(files), await repairIndexes(files)]);
  expect(repaired).toEqual([4, 0]);
  expect(await withFiles((files) => files.iterator(within).all())).toEqual(before);
  expect(await withStore(foundDue)).toEqual(ids);
});

test('is done where the last service was killed, and only there', async () => {
  const loseAll = (): Promise<void> => withFiles((files) => files.put(`${INDEX}of nothing`, '{}'));
  const count = (): Promise<number> => withFiles(async (files) => (await files.iterator(within).all()).length);
  await withStore(async () => {});
  await loseAll();
  const markClosed = await claimDatabase(folder, topologyOf().tables);
  expect([await count(), existsSync(folder.closed)]).toEqual([0, false]);
  markClosed();
  await loseAll();
  await claimDatabase(folder, topologyOf().tables);
  expect([await count(), existsSync(folder.closed)]).toEqual([1, false]);
});

test('data of an older version, with other indexes, is taken over: its lists are there', async () => {
  const older = topologyOf();
  const bare = { ...older, tables: older.tables.map((one) => ({ ...one, indexes: one.indexes.filter(({ name }) => name !== 'by-tenant').map((index) => ({ ...index, includes: [] })) })) }; // biome-ignore format: one line
  const world = await startPipeline();
  const id = await withStore(async (store) => {
    const made = await createCheck({ ...world.deps, store }, { request: REQUEST, tenantId: 'contoso', caller: 'me', lane: 'interactive', key: null, maxAge: null }); // biome-ignore format: one line
    return 'check' in made ? made.check.id : '';
  }, bare);
  await world.close();
  (await claimDatabase(folder, older.tables))();
  const lists = await withStore((store) =>
    Promise.all([
      store.readHistory({ domain: null, tenantId: 'contoso' }, 10, null),
      store.readHistory({ domain: REQUEST.domain, tenantId: null }, 10, null),
    ]),
  );
  for (const { items } of lists) expect(items).toMatchObject([{ id, domain: REQUEST.domain, status: 'queued' }]);
  const files = await withFiles((one) => one.get(`table~${CHECKS_TABLE}`));
  (await claimDatabase(folder, older.tables))();
  expect(await withFiles((one) => one.get(`table~${CHECKS_TABLE}`))).toBe(files);
});
