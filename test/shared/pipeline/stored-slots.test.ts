import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { storedSlots } from '../../../shared/pipeline/stored-slots.ts';
import { type PipelineWorld, startPipeline } from '../../support/pipeline-world.ts';

let world: PipelineWorld;
beforeAll(async () => {
  world = await startPipeline();
});
afterAll(() => world.close());

const never = new AbortController().signal;

test('functions that know nothing of each other never have more connections open than allowed', async () => {
  let open = 0;
  let most = 0;
  const told: number[] = [];
  let full = (): void => {};
  const allThree = new Promise<void>((resolve) => {
    full = resolve;
  });
  const work = async (concurrent: number): Promise<void> => {
    open += 1;
    most = Math.max(most, open);
    told.push(concurrent);
    if (open === 3) full();
    // The first ones stay until as many as may are there.
    await allThree;
    await sleep(20);
    open -= 1;
  };
  const functions = Array.from({ length: 12 }, () => storedSlots(world.deps, 3));
  await Promise.all(functions.map((slots) => slots.run('192.0.2.1', false, never, work)));
  expect([most, told.length]).toEqual([3, 12]);
  expect(Math.max(...told)).toBeLessThanOrEqual(3);
  expect(await world.deps.store.readHeld('192.0.2.1', world.deps.now())).toEqual([]);
});

test('who wants to be alone is, and two of them do not hold each other up', async () => {
  let open = 0;
  const seen: [boolean, number][] = [];
  const work = (alone: boolean) => async (): Promise<void> => {
    open += 1;
    seen.push([alone, open]);
    await sleep(20);
    seen.push([alone, open]);
    open -= 1;
  };
  await Promise.all(
    [false, true, false, true, false].map((alone) =>
      storedSlots(world.deps, 3).run('192.0.2.2', alone, never, work(alone)),
    ),
  );
  expect(seen.filter(([alone]) => alone)).toEqual([[true, 1], [true, 1], [true, 1], [true, 1]]); // biome-ignore format: one line
});

test('a place whose holder died is free when its lease ends, and not before', async () => {
  const { store, now } = world.deps;
  expect(await store.takeIfFree('192.0.2.3', 0, 'dead', now(), now() + 30_000)).toBe(true);
  const slots = storedSlots(world.deps, 1);
  const soon = AbortSignal.timeout(500);
  await expect(slots.run('192.0.2.3', false, soon, async () => {})).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(await store.readHeld('192.0.2.3', now())).toEqual([0]);
  world.advance(31);
  expect(await slots.run('192.0.2.3', false, never, async (concurrent) => concurrent)).toBe(1);
});

test('what the work throws is thrown, and the place is free again', async () => {
  const slots = storedSlots(world.deps, 1);
  await expect(slots.run('192.0.2.4', false, never, async () => Promise.reject(new Error('refused')))).rejects.toThrow('refused'); // biome-ignore format: one line
  expect(await slots.run('192.0.2.4', true, never, async () => 'again')).toBe('again');
});

test('another address is another matter; an owner that lost its place keeps and frees nothing', async () => {
  const { store, now } = world.deps;
  await store.takeIfFree('192.0.2.5', 0, 'a', now(), now() + 10);
  world.advance(1);
  expect(await store.takeIfFree('192.0.2.5', 0, 'b', now(), now() + 60_000)).toBe(true);
  expect(await store.keepIfOwned('192.0.2.5', 0, 'a', now() + 99_000)).toBe(false);
  expect(await store.freeIfOwned('192.0.2.5', 0, 'a')).toBe(false);
  expect(await store.readHeld('192.0.2.5', now())).toEqual([0]);
  expect(await store.readHeld('192.0.2.6', now())).toEqual([]);
});

test('a hiccup of the store is waited out', async () => {
  const { takeIfFree } = world.deps.store;
  let failures = 2;
  world.deps.store.takeIfFree = async (...all) => {
    failures -= 1;
    if (failures >= 0) throw new Error('throttled');
    return takeIfFree(...all);
  };
  expect(await storedSlots(world.deps, 2).run('192.0.2.7', false, never, async () => 'done')).toBe('done');
  world.deps.store.takeIfFree = takeIfFree;
});
