import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Io } from '../../../shared/check/io.ts';
import type { Target } from '../../../shared/check/target.ts';
import { parseNetwork } from '../../../shared/net/address.ts';
import { aggregate } from '../../../shared/pipeline/aggregate.ts';
import { cancel } from '../../../shared/pipeline/cancel.ts';
import type { LiveCheck } from '../../../shared/pipeline/check.ts';
import { createCheck } from '../../../shared/pipeline/create.ts';
import { bury } from '../../../shared/pipeline/dead-letter.ts';
import type { Deps } from '../../../shared/pipeline/deps.ts';
import { dispatch } from '../../../shared/pipeline/dispatch.ts';
import { tick } from '../../../shared/pipeline/tick.ts';
import { work } from '../../../shared/pipeline/work.ts';
import { dynamoStore } from '../../../shared/store/dynamo-store.ts';
import type { Store } from '../../../shared/store/store.ts';
import { fakeCategory, type PipelineWorld, REQUEST, startPipeline, TARGET } from '../../support/pipeline-world.ts';

const DAY = 24 * 3600 * 1000;
const RETENTION = { transcripts: 14 * DAY, reports: 90 * DAY };
const never = new AbortController().signal;
const io = () =>
  ({
    hasRoute: async () => true,
    timeout: (ms: number) => AbortSignal.timeout(ms),
    clock: () => performance.now(),
    now: () => new Date(),
  }) as unknown as Io;

let world: PipelineWorld;
let probed: Target[];
const session = fakeCategory('session', async (target) => {
  probed.push(target);
  return { units: [], conversations: [] };
});
beforeAll(async () => {
  world = await startPipeline();
});
afterAll(() => world.close());
beforeEach(() => {
  probed = [];
  world.taken();
  world.logged.length = 0;
  world.measured.length = 0;
});

const order = { request: REQUEST, tenantId: null, caller: 'me', lane: 'interactive', key: null, maxAge: null } as const;
const withStore = (more: Partial<Store>): Deps => ({ ...world.deps, store: { ...world.deps.store, ...more } });
const read = async (id: string): Promise<LiveCheck> => (await world.deps.store.readCheck(id)) as LiveCheck;
const running = async (): Promise<string> => {
  const created = await createCheck(world.deps, order);
  if (created.outcome !== 'created') throw new Error(created.outcome);
  await dispatch(world.deps, async () => TARGET, created.check.id, never);
  world.taken();
  return created.check.id;
};
const claim = (id: string, owner: string) => {
  const { store, now } = world.deps;
  return store.claimIfFree(id, 'session', owner, now(), now() + 30_000);
};

describe('a dead letter', () => {
  const letter = (id: string) => JSON.stringify({ checkId: id, category: 'session' });

  test('does not end what somebody works at; when that one is gone, the next one does', async () => {
    const id = await running();
    await claim(id, 'alive');
    await bury(world.deps, letter(id), 'category-session');
    expect((await read(id)).pending).toContain('session');
    world.advance(31);
    await bury(world.deps, letter(id), 'category-session');
    expect((await read(id)).pending).not.toContain('session');
  });

  test('of the queue of new checks ends nothing of a check that was dispatched by another message', async () => {
    const id = await running();
    await bury(world.deps, JSON.stringify({ checkId: id }), 'checks');
    expect((await read(id)).pending).toEqual(['dns', 'session']);
  });
});

describe('a worker that comes too late', () => {
  test('does not probe when the check ended between its look and its claim, and leaves no claim', async () => {
    const id = await running();
    let looks = 0;
    const deps = withStore({
      readCheck: async (one) => {
        looks += 1;
        if (looks === 2) {
          world.advance(241);
          await aggregate(world.deps, id);
        }
        return world.deps.store.readCheck(one);
      },
      hasResult: async () => false,
    });
    await work(deps, io, { checkId: id, category: session }, 'late', never);
    expect([looks, probed, [...(await world.deps.store.readLeases(id)).keys()]]).toEqual([2, [], []]);
  });

  test('loses its claim when the kill switch ends its check, and no second look is planned', async () => {
    const id = await running();
    await claim(id, 'alive');
    const { store, settings } = world.deps;
    await aggregate({ ...world.deps, settings: { ...settings, killSwitch: true } }, id);
    expect(await store.renewIfOwned(id, 'session', 'alive', world.deps.now() + 60_000)).toBe(false);
    expect((await read(id)).status).toBe('done');
  });

  test('begins nothing while all probing is stopped, and leaves no claim', async () => {
    const id = await running();
    const deps = { ...world.deps, settings: { ...world.deps.settings, killSwitch: true } };
    await work(deps, io, { checkId: id, category: session }, 'one', never);
    expect([probed, [...(await world.deps.store.readLeases(id)).keys()]]).toEqual([[], []]);
  });

  test('does not connect to a server that is to be spared since the check was dispatched', async () => {
    for (const entry of [
      { name: null, network: parseNetwork('127.0.0.1/32') },
      { name: TARGET.domain, network: null },
    ]) {
      const suppressed = [{ ...entry, reason: 'they asked' }];
      const deps = { ...world.deps, settings: { ...world.deps.settings, suppressed } };
      probed = [];
      const other = await running();
      await work(deps, io, { checkId: other, category: session }, 'one', never);
      expect(probed).toMatchObject([{ addresses: [], absence: { because: 'suppressed' } }]);
    }
  });
});

test('a renewal that comes late takes nothing back', async () => {
  const id = await running();
  const { store, now } = world.deps;
  await claim(id, 'one');
  expect(await store.renewIfOwned(id, 'session', 'one', now() + 50_000)).toBe(true);
  expect(await store.renewIfOwned(id, 'session', 'one', now() + 40_000)).toBe(false);
  expect((await store.readLeases(id)).get('session')).toBe(now() + 50_000);
});

test('a renewal that comes when the claim or the place was given back revives neither', async () => {
  const id = await running();
  const { store, now } = world.deps;
  await claim(id, 'one');
  await store.releaseIfOwned(id, 'session', 'one');
  expect(await store.renewIfOwned(id, 'session', 'one', now() + 60_000)).toBe(false);
  await store.takeIfFree('192.0.2.77', 0, 'one', now(), now() + 30_000);
  await store.leaveIfOwned('192.0.2.77', 0, 'one', now() + 2000);
  expect(await store.keepIfOwned('192.0.2.77', 0, 'one', now() + 60_000)).toBe(false);
});

test('the key of a check that has expired, and is still there, is as good as new', async () => {
  const keyed = { ...order, key: 'old' };
  const first = await createCheck(world.deps, keyed);
  const later = (days: number): Deps => ({
    ...world.deps,
    now: () => Date.now() + days * DAY,
    store: dynamoStore({ ...world.table, now: () => Date.now() + days * DAY }, RETENTION),
  });
  const all = await Promise.all([createCheck(later(91), keyed), createCheck(later(91), keyed)]);
  expect(all.map(({ outcome }) => outcome).sort()).toEqual(['created', 'repeated']);
  const again = await createCheck(later(182), keyed);
  const ids = [first, ...all, again].map((one) => ('check' in one ? one.check.id : ''));
  expect([again.outcome, new Set(ids).size]).toEqual(['created', 3]);
});

describe('the tick', () => {
  test('looks at what is due although a figure, a shard or a check cannot be had, and says so', async () => {
    const ids = [await running(), await running(), await running(), await running()];
    world.advance(16);
    const deps = withStore({
      countOpen: async () => Promise.reject(new Error('throttled')),
      due: (shard, now) => {
        if (shard === 1) throw new Error('throttled');
        return world.deps.store.due(shard, now);
      },
      readCheck: async (id) =>
        id === ids[0] ? Promise.reject(new Error('throttled')) : world.deps.store.readCheck(id),
    });
    const thrown = await tick(deps).catch((error: AggregateError) => error);
    expect((thrown as AggregateError).errors.length).toBeGreaterThanOrEqual(2);
    const urged = new Set(world.taken().map(({ message }) => message.checkId));
    expect(urged.size).toBeGreaterThan(0);
    await tick(world.deps);
    for (const { message } of world.taken()) urged.add(message.checkId);
    for (const id of ids) expect(urged).toContain(id);
  });
});

describe('the tick, when a check is erased between its finding it due and its look', () => {
  test('leaves it for the time when nobody works on it any more, so that what a worker leaves is erased', async () => {
    const id = await running();
    const { store } = world.deps;
    world.advance(16);
    const deps = withStore({
      readCheck: async (one) => {
        if ((await read(id)).status === 'running') await cancel(world.deps, id);
        return store.readCheck(one);
      },
    });
    await tick(deps);
    await claim(id, 'late');
    expect((await store.readLeases(id)).size).toBe(1);
    world.advance(world.deps.times.deadline + 1);
    await tick(world.deps);
    expect((await store.readLeases(id)).size).toBe(0);
    expect(await store.readCheck(id)).toMatchObject({ status: 'cancelled', dueAt: null });
  });
});

describe('the tick, when much is due', () => {
  test('reads to the last page', async () => {
    const ids = [await running(), await running(), await running(), await running(), await running()];
    world.advance(16);
    const deps = withStore({
      due: async function* (shard, now) {
        for await (const page of world.deps.store.due(shard, now)) for (const one of page) yield [one];
      },
    });
    await tick(deps);
    const urged = new Set(world.taken().map(({ message }) => message.checkId));
    for (const id of ids) expect(urged).toContain(id);
  });
});

describe('what is told of a category', () => {
  test('counts whoever ended it: a worker, the deadline, a dead letter; once each', async () => {
    const id = await running();
    await work(world.deps, io, { checkId: id, category: session }, 'one', never);
    world.advance(241);
    await aggregate(world.deps, id);
    await aggregate(world.deps, id);
    const told = world.measured.flatMap((one) => (one.id === 'categoryEnded' ? [one.dimensions] : []));
    expect(told).toEqual([
      { Category: 'session', Outcome: 'completed' },
      { Category: 'dns', Outcome: 'deadline' },
    ]);
  });
});

test('a renewal that is heard late does not shorten a claim', async () => {
  const { store, now } = world.deps;
  const id = await running();
  const [asked, renewed] = [now() + 30_000, now() + 50_000];
  expect(await store.claimIfFree(id, 'session', 'me', now(), asked)).not.toBeNull();
  expect(await store.renewIfOwned(id, 'session', 'me', renewed)).toBe(true);
  expect(await store.renewIfOwned(id, 'session', 'me', asked)).toBe(false);
  expect((await store.readLeases(id)).get('session')).toBe(renewed);
});

test('a tenant is not erased as long as the index may not show its last check', async () => {
  const { check } = await createCheck(world.deps, { ...order, tenantId: 'late' }).then((made) => {
    if (made.outcome === 'conflict') throw new Error('a check was to be made');
    return made;
  });
  await world.deps.store.askErasure('late', world.deps.now());
  // At first the index shows nothing of it.
  await tick(withStore({ checksOfTenant: async () => [] }));
  world.advance(61);
  await tick(world.deps);
  expect((await world.deps.store.readCheck(check.id))?.status).toBe('cancelled');
});
