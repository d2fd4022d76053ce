import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { topologyOf } from '../../infra/topology.ts';
import type { LiveCheck } from '../../shared/pipeline/check.ts';
import { notCompared } from '../../shared/report/changes.ts';
import { callbackStore } from '../../shared/store/callback-store.ts';
import { dynamoStore } from '../../shared/store/dynamo-store.ts';
import type { CallbackStore, Store } from '../../shared/store/store.ts';
import type { Table } from '../../shared/store/table.ts';
import { dueOf, type PipelineWorld, REQUEST, startPipeline, TARGET } from '../support/pipeline-world.ts';
import { randomFrom } from './model/simulation.ts';
import { ALWAYS_RIGHT, TableModel } from './model/table.ts';

const RETENTION = { transcripts: 14 * 24 * 3600 * 1000, reports: 90 * 24 * 3600 * 1000 };
const NOW = Date.now();

let world: PipelineWorld;
beforeAll(async () => {
  world = await startPipeline();
});
afterAll(() => world.close());

const allOf = (table: Table): All => Object.assign(dynamoStore(table, RETENTION), callbackStore(table));

/** What the pipeline and the notifier ask of a table. */
type All = Store & CallbackStore;

function modelled(): All {
  const model = new TableModel('checks', topologyOf().tables[0]?.indexes ?? [], { ...ALWAYS_RIGHT, page: () => 2 });
  return allOf(model.table(async (command) => model.apply(command)));
}

const check = (id: string, createdAt: number): LiveCheck => ({
  ...{ id, tenantId: null, caller: 'me', lane: 'interactive', createdAt, status: 'queued', request: REQUEST },
  ...{
    bodyHash: 'b',
    fingerprint: `fp-${id}`,
    expected: ['dns', 'session'],
    pending: ['dns', 'session'],
    target: null,
  },
  ...{
    deadline: createdAt + 240_000,
    dueAt: createdAt + 15_000,
    finishedAt: null,
    verdict: null,
    followUp: null,
    callback: null,
    recheck: null,
  },
  version: 0,
});

type Step = (store: All) => Promise<unknown>;

/** One statement on few items, so that conditions meet every state there is. */
function stepFrom(random: () => number, run: string): Step {
  const pick = <T>(...values: T[]): T => values[Math.floor(random() * values.length)] as T;
  const id = `${run}-${pick('a', 'b')}`;
  const category = pick('dns', 'session');
  const owner = pick('one', 'two');
  const at = NOW + pick(0, 1, 2, 3) * 1000;
  const until = at + pick(0, 1000, 5000);
  const address = `${run}-address`;
  const place = pick(0, 1);
  const before = pick(null, `${run}-a`, `${run}-b`);
  const attempts = pick(0, 1, 2);
  // Drawn here and not in the statements, which run twice.
  const [host, verdict, seen] = [pick('x.test', 'y.test'), pick('ready', 'notReady'), pick(NOW + 15_000, at)] as const;
  const result = { category, ms: pick(1, 2) } as never;
  const steps: Step[] = [
    (store) => store.createIfAbsent(check(id, at)),
    (store) => store.readCheck(id),
    (store) => store.startIfUndispatched(id, { ...TARGET, host }),
    (store) => store.strikeIfOpen(id, category),
    (store) => store.postponeIfUnmoved(id, seen, until),
    (store) => store.finishIfOpen(id, verdict, at),
    (store) => store.cancelIfThere(id, at, until),
    (store) => store.forgetIfCancelled(id),
    (store) => store.eraseParts(id),
    (store) => store.putCallbackIfAbsent(id, at),
    (store) => store.readCallback(id),
    (store) => store.beginAttemptIfUnmoved(id, attempts, until),
    (store) => store.endCallbackIfUnmoved(id, attempts, 'delivered'),
    (store) => store.deleteCallback(id),
    (store) => store.claimIfFree(id, category, owner, at, until),
    (store) => store.renewIfOwned(id, category, owner, until),
    (store) => store.releaseIfOwned(id, category, owner),
    (store) => store.parkIfOwned(id, category, owner, until),
    async (store) => [...(await store.readLeases(id))],
    (store) => store.putResultIfAbsent(id, result),
    (store) => store.hasResult(id, category),
    (store) => store.readResults(id),
    (store) => store.deleteResult(id, category),
    (store) => store.putReportIfAbsent(id, { verdict } as never),
    (store) => store.readReport(id),
    (store) => store.readPlaces(address, at),
    async (store) => (await store.countOpen()) >= 0,
    (store) => store.takeIfFree(address, place, owner, at, until),
    (store) => store.keepIfOwned(address, place, owner, until),
    (store) => store.leaveIfOwned(address, place, owner, until),
    (store) => store.freeIfOwned(address, place, owner),
    (store) => store.coolIfLonger(address, until),
    (store) => store.replaceLatestIfUnmoved(run, { checkId: id, finishedAt: at, known: [] }, before),
    (store) => store.readLatest(run),
    (store) => store.forgetLatestIfOf(run, id),
    (store) => store.putChangesIfAbsent(id, { ...notCompared(), since: { checkId: id, finishedAt: at } }),
    (store) => store.rememberIfNewer(`fp-${run}`, id, at),
    (store) => store.readNewest(`fp-${run}`),
    (store) => store.countIfBelow(`count-${run}`, 3, until),
    async (store) =>
      (await dueOf(store, until + 20_000))
        .filter((one) => one.id.startsWith(run))
        .map((one) => JSON.stringify(one))
        .sort(),
    (store) => store.readExpiry(id),
    async (store) => JSON.stringify([...(await store.readParts(id)).results.map((one) => one.category)].sort()),
  ];
  return pick(...steps);
}

describe('the model of the table does what the engine does', () => {
  test.each([1, 2, 3, 4, 5, 6])('over 150 random statements, seed %i', async (seed) => {
    const random = randomFrom(seed);
    const [model, engine] = [modelled(), allOf(world.table)];
    for (let at = 0; at < 150; at += 1) {
      const step = stepFrom(random, `run${seed}`);
      expect([at, `${step}`, await step(model)]).toEqual([at, `${step}`, await step(engine)]);
    }
  });

  test('refuses what it does not know, instead of guessing', async () => {
    const model = new TableModel('checks', []);
    const put = (ConditionExpression: string) =>
      model.apply({ constructor: { name: 'PutCommand' }, input: { TableName: 'checks', Item: { pk: 'a', sk: 'b' }, ConditionExpression } }); // biome-ignore format: one line
    expect(() => put('size(pk) = :one')).toThrow();
    expect(() => put('pk ! :one')).toThrow('cannot read');
    expect(() => put('pk = :one')).toThrow(':one is not defined');
    expect(() => model.apply({ constructor: { name: 'GetCommand' }, input: { TableName: 'checks', Key: {}, ExpressionAttributeNames: {} } })).toThrow('must not be empty'); // biome-ignore format: one line
    expect(() => model.apply({ constructor: { name: 'TransactWriteCommand' }, input: { TableName: 'checks' } })).toThrow('knows no'); // biome-ignore format: one line
  });
});
