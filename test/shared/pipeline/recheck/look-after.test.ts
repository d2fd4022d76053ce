import { beforeEach, expect, test } from '@jest/globals';
import { LASTING_MS, OVERDUE_MS } from '../../../../shared/pipeline/recheck/deps.ts';
import { manyTenants, type RunWorld, startRuns } from '../../../support/run-world.ts';

let world: RunWorld;
beforeEach(() => {
  world = startRuns();
});

const warned = (): string[] => world.world.logged.flatMap(({ level, message }) => (level === 'warn' ? [message] : []));

/** From now on nothing of this domain can be stored. @returns what ends that */
function poison(domain: string): () => void {
  const { store } = world.deps;
  const createIfAbsent: typeof store.createIfAbsent = async (check) => {
    if (check.request.domain === domain) throw new Error('the table is not there');
    return store.createIfAbsent(check);
  };
  world.deps.store = { ...store, createIfAbsent };
  return () => {
    world.deps.store = store;
  };
}

const cancelRun = (id: string) => world.deps.runs.changeStatusIfIn(id, ['running'], 'cancelled', world.deps.now());
/** Seconds after which a check that was begun is overdue. */
const overdue = (): number => world.deps.times.deadline + OVERDUE_MS / 1000;

test('a domain that cannot be asked for any more ends, and its run with it', async () => {
  await world.tenants.writeTenants(manyTenants(30, 1));
  await world.tenants.writeTenants([{ id: 't4', name: null, updatedAt: 0, domains: [{ domain: 'd0.t4.test', categories: ['retired'] as never }] }]); // biome-ignore format: one thought
  const run = await world.play((await world.start()).id);
  expect(run).toMatchObject({ status: 'done', total: 30, done: 30, byOutcome: { unaskable: 1 } });
  expect(world.begun).toHaveLength(29);
  expect(warned()).toEqual(['what is registered cannot be asked for']);
});

test('what the table refuses for a while is begun when it does not any more', async () => {
  await world.tenants.writeTenants(manyTenants(3, 1));
  const { id } = await world.start();
  const heal = poison('d0.t1.test');
  await world.play(id, 3);
  world.world.advance(overdue() + LASTING_MS / 1000 - 600);
  expect(await world.play(id, 3)).toMatchObject({ status: 'running' });
  heal();
  expect(await world.play(id)).toMatchObject({ status: 'done', done: 3, byOutcome: { readyWithWarnings: 3 } });
});

test('what can never be begun ends an hour after it should have, and is told apart', async () => {
  await world.tenants.writeTenants(manyTenants(3, 1));
  const { id } = await world.start();
  poison('d0.t1.test');
  await world.play(id, 3);
  world.world.advance(overdue() + LASTING_MS / 1000);
  expect(await world.play(id)).toMatchObject({ status: 'done', done: 3, byOutcome: { unaskable: 1 } });
});

test('a run that is cancelled does not wait so long for what cannot be begun', async () => {
  await world.tenants.writeTenants(manyTenants(3, 1));
  const { id } = await world.start();
  poison('d0.t1.test');
  await world.play(id, 3);
  await cancelRun(id);
  expect(await world.play(id, 3)).toMatchObject({ status: 'cancelled', finishedAt: null });
  world.world.advance(overdue());
  expect(await world.play(id, 5)).toMatchObject({ status: 'cancelled', dueAt: null, done: 3, byOutcome: { unaskable: 1 } }); // biome-ignore format: one thought
});

test('a check that was stored although an error was told is waited for', async () => {
  await world.tenants.writeTenants(manyTenants(1, 1));
  const { id } = await world.start();
  const heal = poison('d0.t0.test');
  await world.play(id, 3);
  await cancelRun(id);
  world.world.advance(overdue());
  heal();
  const { store } = world.deps;
  // Stored, and heard of by nobody.
  const createIfAbsent: typeof store.createIfAbsent = async (check) => {
    await store.createIfAbsent(check);
    throw new Error('no answer');
  };
  world.deps.store = { ...store, createIfAbsent };
  await world.turn(id);
  world.deps.store = store;
  const page = await world.pagesOf((await world.deps.runs.readRun(id)) as never);
  expect(page[0]?.entries[0]?.result).toBeNull();
});
