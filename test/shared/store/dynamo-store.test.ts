import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LiveCheck } from '../../../shared/pipeline/check.ts';
import { dynamoStore } from '../../../shared/store/dynamo-store.ts';
import type { Store } from '../../../shared/store/store.ts';
import { dueOf, type PipelineWorld, REQUEST, startPipeline, TARGET } from '../../support/pipeline-world.ts';

let world: PipelineWorld;
let store: Store;
beforeAll(async () => {
  world = await startPipeline();
  store = world.deps.store;
});
afterAll(() => world.close());

let count = 0;
const checkAt = (createdAt = Date.now()): LiveCheck => {
  count += 1;
  return {
    id: `check-${count}`,
    tenantId: 'tenant',
    caller: 'me',
    createdAt,
    status: 'queued',
    lane: 'interactive',
    request: REQUEST,
    bodyHash: 'hash',
    fingerprint: `fingerprint-${count}`,
    expected: ['dns', 'session'],
    pending: ['dns', 'session'],
    target: null,
    deadline: createdAt + 240_000,
    dueAt: createdAt + 15_000,
    finishedAt: null,
    verdict: null,
    followUp: null,
    callback: null,
    recheck: null,
    version: 0,
  };
};
const stored = async (): Promise<LiveCheck> => {
  const check = checkAt();
  await store.createIfAbsent(check);
  return check;
};

describe('a check', () => {
  test('is read as it was written, and written once', async () => {
    const check = await stored();
    expect(await store.readCheck(check.id)).toEqual(check);
    expect(await store.createIfAbsent({ ...check, caller: 'you' })).toBe(false);
    expect(await store.readCheck(check.id)).toEqual(check);
  });

  test('takes one target', async () => {
    const { id } = await stored();
    expect(await store.startIfUndispatched(id, TARGET)).toBe(true);
    expect(await store.startIfUndispatched(id, { ...TARGET, host: 'other' })).toBe(false);
    expect(await store.readCheck(id)).toMatchObject({ status: 'running', target: TARGET });
    expect(await store.startIfUndispatched('nobody', TARGET)).toBe(false);
    expect(await store.readCheck('nobody')).toBeNull();
  });

  test('loses its categories one by one, each once, down to none', async () => {
    const { id } = await stored();
    expect(await store.strikeIfOpen(id, 'dns')).toEqual(['session']);
    expect(await store.strikeIfOpen(id, 'dns')).toEqual(['session']);
    expect(await store.strikeIfOpen(id, 'session')).toEqual([]);
    expect(await store.readCheck(id)).toMatchObject({ pending: [] });
    expect(await store.strikeIfOpen('nobody', 'dns')).toBeNull();
    expect(await store.readCheck('nobody')).toBeNull();
  });

  test('ends once, and then nothing changes it', async () => {
    const { id } = await stored();
    expect(await store.finishIfOpen(id, 'ready', 5)).toBe(true);
    expect(await store.finishIfOpen(id, 'notReady', 6)).toBe(false);
    expect(await store.strikeIfOpen(id, 'dns')).toBeNull();
    expect(await store.startIfUndispatched(id, TARGET)).toBe(false);
    expect(await store.readCheck(id)).toMatchObject({ status: 'done', verdict: 'ready', finishedAt: 5, dueAt: null });
  });

  test('is due until it ends; who moves its next look must have seen the last one', async () => {
    const check = await stored();
    const at = check.dueAt as number;
    const due = async (now: number) => (await dueOf(store, now)).find(({ id }) => id === check.id);
    expect(await due(at - 1)).toBeUndefined();
    expect(await due(at)).toEqual({ kind: 'CHECK', id: check.id, dueAt: at });
    expect(await store.postponeIfUnmoved(check.id, at + 1, at + 50)).toBe(false);
    expect(await store.postponeIfUnmoved(check.id, at, at + 50)).toBe(true);
    expect(await due(at)).toBeUndefined();
    await store.finishIfOpen(check.id, 'ready', 5);
    expect(await due(at + 1000)).toBeUndefined();
  });

  test('that is cancelled keeps nothing of what was asked', async () => {
    const { id } = await stored();
    await store.claimIfFree(id, 'dns', 'a', 0, 10);
    expect(await store.cancelIfThere(id, Date.now(), 77)).toBe(true);
    expect(await store.cancelIfThere(id, Date.now(), 77)).toBe(false);
    expect(await store.cancelIfThere('nobody', Date.now(), 77)).toBe(false);
    await store.eraseParts(id);
    expect(await store.readLeases(id)).toEqual(new Map());
    expect(Object.keys((await store.readCheck(id)) ?? {}).sort()).toEqual(['caller', 'createdAt', 'dueAt', 'finishedAt', 'id', 'latest', 'status', 'tenantId']); // biome-ignore format: one line
  });

  test('that is cancelled is looked at once more, and then forgotten by the index', async () => {
    const { id } = await stored();
    const due = async () => (await dueOf(store, 5000)).filter((one) => one.id === id);
    expect(await store.forgetIfCancelled(id)).toBe(false);
    await store.finishIfOpen(id, 'ready', 5);
    expect(await store.cancelIfThere(id, Date.now(), 4000)).toBe(true);
    expect(await due()).toEqual([{ kind: 'CHECK', id, dueAt: 4000 }]);
    expect(await store.forgetIfCancelled(id)).toBe(true);
    expect(await due()).toEqual([]);
  });

  test('that has expired is not there, though the table may still have it', async () => {
    const old = checkAt(Date.now() - 91 * 24 * 3600 * 1000);
    await store.createIfAbsent(old);
    expect(await store.readCheck(old.id)).toBeNull();
  });
});

describe('a claim', () => {
  test('is held by one until its lease ends, and counts attempts', async () => {
    const { id } = await stored();
    expect(await store.claimIfFree(id, 'dns', 'a', 100, 200)).toEqual({ attempt: 1, parked: 0 });
    expect(await store.claimIfFree(id, 'dns', 'b', 200, 300)).toBeNull();
    expect(await store.claimIfFree(id, 'dns', 'b', 201, 300)).toEqual({ attempt: 2, parked: 0 });
    expect(await store.renewIfOwned(id, 'dns', 'a', 400)).toBe(false);
    expect(await store.releaseIfOwned(id, 'dns', 'a')).toBe(false);
    expect(await store.renewIfOwned(id, 'dns', 'b', 400)).toBe(true);
    expect(await store.readLeases(id)).toEqual(new Map([['dns', 400]]));
    expect(await store.releaseIfOwned(id, 'dns', 'b')).toBe(true);
    expect(await store.claimIfFree(id, 'dns', 'c', 201, 300)).toEqual({ attempt: 3, parked: 0 });
  });

  test('that is parked belongs to nobody until then, and the attempt does not count', async () => {
    const { id } = await stored();
    await store.claimIfFree(id, 'dns', 'a', 100, 200);
    expect(await store.parkIfOwned(id, 'dns', 'b', 500)).toBe(false);
    expect(await store.parkIfOwned(id, 'dns', 'a', 500)).toBe(true);
    expect(await store.parkIfOwned(id, 'dns', 'a', 900)).toBe(false);
    expect(await store.renewIfOwned(id, 'dns', 'a', 900)).toBe(false);
    expect(await store.claimIfFree(id, 'dns', 'b', 500, 600)).toBeNull();
    expect(await store.claimIfFree(id, 'dns', 'b', 501, 600)).toEqual({ attempt: 1, parked: 1 });
  });

  test('of twenty at once one gets it', async () => {
    const { id } = await stored();
    const all = await Promise.all(Array.from({ length: 20 }, (_, at) => store.claimIfFree(id, 'dns', `w${at}`, 1, 2)));
    expect(all.filter((one) => one !== null)).toEqual([{ attempt: 1, parked: 0 }]);
  });

  test('that nobody ever had is nothing to release', async () => {
    const { id } = await stored();
    expect(await store.releaseIfOwned(id, 'dns', 'a')).toBe(false);
    expect(await store.readLeases(id)).toEqual(new Map());
  });
});

test('an address that cools does so as long as whoever said the longest', async () => {
  expect(await store.coolIfLonger('192.0.2.77', 2000)).toBe(true);
  expect(await store.coolIfLonger('192.0.2.77', 1000)).toBe(false);
  await store.takeIfFree('192.0.2.77', 1, 'a', 100, 200);
  expect(await store.readPlaces('192.0.2.77', 150)).toEqual({ held: [1], coolUntil: 2000 });
  await store.freeAll();
  expect(await store.readPlaces('192.0.2.77', 150)).toEqual({ held: [], coolUntil: 2000 });
});

test('a count stops at its limit', async () => {
  const all = await Promise.all(Array.from({ length: 10 }, () => store.countIfBelow('x', 4, Date.now() + 1000)));
  expect(all.filter(Boolean)).toHaveLength(4);
});

test('the newest check of a request is never replaced by an older one', async () => {
  expect(await store.rememberIfNewer('f', 'b', 20)).toBe(true);
  expect(await store.rememberIfNewer('f', 'a', 10)).toBe(false);
  expect(await store.readNewest('f')).toEqual({ checkId: 'b', finishedAt: 20 });
  expect(await store.readNewest('g')).toBeNull();
});

test('results and reports are written once, and gone when their time is over', async () => {
  const { id } = await stored();
  const result = { category: 'dns', ms: 1 } as never;
  expect(await store.putResultIfAbsent(id, result)).toBe(true);
  expect(await store.putResultIfAbsent(id, { category: 'dns', ms: 2 } as never)).toBe(false);
  expect(await store.readResults(id)).toEqual([{ category: 'dns', ms: 1 }]);
  const brief = dynamoStore(world.table, { transcripts: -1000, reports: -1000 });
  const other = await stored();
  await brief.putResultIfAbsent(other.id, result);
  await brief.putReportIfAbsent(other.id, {} as never);
  expect(await store.readResults(other.id)).toEqual([]);
  expect(await store.hasResult(other.id, 'dns')).toBe(false);
  expect(await store.readReport(other.id)).toBeNull();
});

test('an error that is no condition is thrown', async () => {
  const elsewhere = dynamoStore({ ...world.table, name: 'nowhere' }, { transcripts: 1, reports: 1 });
  await expect(elsewhere.createIfAbsent(checkAt())).rejects.toThrow(/not found/i);
  await expect(world.table.client.send(new PutCommand({ TableName: 'nowhere', Item: { pk: 'a', sk: 'b' } }))).rejects.toThrow(); // biome-ignore format: one line
});
