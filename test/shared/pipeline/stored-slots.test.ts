import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { COOLING_MS, SPACING_MS, TargetBusy } from '../../../shared/net/slots.ts';
import { storedSlots } from '../../../shared/pipeline/stored-slots.ts';
import type { Lane } from '../../../shared/queue/queue.ts';
import { type PipelineWorld, startPipeline } from '../../support/pipeline-world.ts';

let world: PipelineWorld;
beforeAll(async () => {
  world = await startPipeline();
});
afterAll(() => world.close());

const never = new AbortController().signal;
const slotsOf = (limit: number, lane: Lane = 'interactive', lost = (): void => {}, host: string | null = null) =>
  storedSlots(world.deps, { limit, lane, host, lost });

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
  const functions = Array.from({ length: 12 }, () => slotsOf(3));
  await Promise.all(functions.map((slots) => slots.run('192.0.2.1', false, never, work)));
  expect([most, told.length]).toEqual([3, 12]);
  expect(Math.max(...told)).toBeLessThanOrEqual(3);
  expect((await world.deps.store.readPlaces('192.0.2.1', world.deps.now())).held).toEqual([]);
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
    [false, true, false, true, false].map((alone) => slotsOf(3).run('192.0.2.2', alone, never, work(alone))),
  );
  expect(seen.filter(([alone]) => alone)).toEqual([[true, 1], [true, 1], [true, 1], [true, 1]]); // biome-ignore format: one line
});

test('who asks again for what it has, and is heard late, does not shorten it', async () => {
  const { store, now } = world.deps;
  const [at, asked, renewed] = [now(), now() + 30_000, now() + 50_000];
  expect(await store.takeIfFree('192.0.2.40', 0, 'me', at, asked)).toBe(true);
  expect(await store.takeIfFree('192.0.2.40', 0, 'me', at, asked)).toBe(true);
  expect(await store.keepIfOwned('192.0.2.40', 0, 'me', renewed)).toBe(true);
  // What was under way since before the renewal arrives now.
  expect(await store.takeIfFree('192.0.2.40', 0, 'me', at, asked)).toBe(false);
  expect((await store.readPlaces('192.0.2.40', asked + 1)).held).toEqual([0]);
});

test('a place whose holder died is free when its lease ends, and not before', async () => {
  const { store, now } = world.deps;
  expect(await store.takeIfFree('192.0.2.3', 0, 'dead', now(), now() + 30_000)).toBe(true);
  const slots = slotsOf(1);
  // Before its patience is over the end of its time tells it so, and nothing else.
  const soon = AbortSignal.timeout(500);
  await expect(slots.run('192.0.2.3', false, soon, async () => {})).rejects.toThrow('timeout');
  expect((await store.readPlaces('192.0.2.3', now())).held).toEqual([0]);
  world.advance(31);
  expect(await slots.run('192.0.2.3', false, never, async (concurrent) => concurrent)).toBe(1);
});

test('what the work throws is thrown, and the place is free again', async () => {
  const slots = slotsOf(1);
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
  expect((await store.readPlaces('192.0.2.5', now())).held).toEqual([0]);
  expect((await store.readPlaces('192.0.2.6', now())).held).toEqual([]);
});

test('a hiccup of the store is waited out', async () => {
  const { takeIfFree } = world.deps.store;
  let failures = 2;
  world.deps.store.takeIfFree = async (...all) => {
    failures -= 1;
    if (failures >= 0) throw new Error('throttled');
    return takeIfFree(...all);
  };
  expect(await slotsOf(2).run('192.0.2.7', false, never, async () => 'done')).toBe('done');
  world.deps.store.takeIfFree = takeIfFree;
});

test('who finds no place gives way after a while, but not in the midst of its work', async () => {
  const { store, now } = world.deps;
  const here = '192.0.2.8';
  await store.takeIfFree(here, 0, 'another', now(), now() + 60_000);
  const slots = slotsOf(1);
  const waiting = slots.run(here, false, never, async () => 'begun');
  world.advance(6);
  await expect(waiting).rejects.toThrow(TargetBusy);
  // The same run does not begin elsewhere after it gave way.
  await expect(slots.run('192.0.2.80', false, never, async () => 'begun')).rejects.toThrow(TargetBusy);
  const other = slotsOf(1);
  expect(await other.run('192.0.2.81', false, never, async () => 'begun')).toBe('begun');
  const patient = other.run(here, false, never, async () => 'begun');
  world.advance(6);
  await store.freeIfOwned(here, 0, 'another');
  expect(await patient).toBe('begun');
});

test('a run of many leaves one place to whoever is waited for', async () => {
  const held: (readonly number[])[] = [];
  const look = async (): Promise<void> => {
    held.push((await world.deps.store.readPlaces('192.0.2.10', world.deps.now())).held);
    await sleep(20);
  };
  await Promise.all(Array.from({ length: 6 }, () => slotsOf(3, 'bulk').run('192.0.2.10', false, never, look)));
  expect(held.flat()).not.toContain(0);
  expect(held.flat()).toContain(2);
  expect(await slotsOf(1, 'bulk').run('192.0.2.10', false, never, async () => 'the only one')).toBe('the only one');
});

test('after a 421 it is one at a time, spaced, and none of a run of many', async () => {
  const here = '192.0.2.11';
  let open = 0;
  let most = 0;
  const started: number[] = [];
  const visit = async (): Promise<void> => {
    open += 1;
    most = Math.max(most, open);
    started.push(world.deps.now());
    await sleep(20);
    open -= 1;
  };
  const first = slotsOf(3);
  await first.run(here, false, never, async () => first.cool(here));
  const many = slotsOf(3, 'bulk').run(here, false, never, visit);
  world.advance(6);
  await expect(many).rejects.toThrow(TargetBusy);
  // On a slow machine the clock that is moved here runs away from whoever waits by it.
  const { times } = world.deps;
  world.deps.times = { ...times, slotPatience: 600 };
  const moving = setInterval(() => world.advance(0.1), 20);
  await Promise.all([1, 2, 3].map(() => slotsOf(3).run(here, false, never, visit)));
  clearInterval(moving);
  world.deps.times = times;
  expect([most, started.length]).toEqual([1, 3]);
  for (const at of [1, 2]) expect((started[at] ?? 0) - (started[at - 1] ?? 0)).toBeGreaterThanOrEqual(SPACING_MS);
  world.advance(COOLING_MS / 1000);
  expect(await slotsOf(3, 'bulk').run(here, false, never, async () => 'again')).toBe('again');
});

test('whoever loses the place while its connection is open is told', async () => {
  const { store, times } = world.deps;
  const { keepIfOwned } = store;
  world.deps.times = { ...times, renewal: 0.01 };
  store.keepIfOwned = async () => false;
  const told = await new Promise<string>((resolve) => {
    void slotsOf(1, 'interactive', () => resolve('lost')).run('192.0.2.12', false, never, () => sleep(200));
  });
  store.keepIfOwned = keepIfOwned;
  world.deps.times = times;
  expect(told).toBe('lost');
});

test('who wants to be alone, and lost a place while it asked for the last, waits for whoever has it now', async () => {
  const here = '192.0.2.13';
  const { store, times, now } = world.deps;
  const { takeIfFree, keepIfOwned } = store;
  world.deps.times = { ...times, renewal: 0.05 };
  let known = false;
  let gone: Promise<unknown> = Promise.resolve();
  let stranger: 'not yet' | 'here' | 'gone' = 'not yet';
  store.keepIfOwned = async (address, place, owner, until) => {
    if (stranger !== 'not yet') return keepIfOwned(address, place, owner, until);
    stranger = 'here';
    await store.freeIfOwned(address, place, owner);
    await takeIfFree(address, place, 'a stranger', now(), now() + 60_000);
    gone = sleep(300).then(() => {
      stranger = 'gone';
      return store.freeIfOwned(address, place, 'a stranger');
    });
    // By then whoever asked knows that it lost the place.
    setImmediate(() => {
      known = true;
    });
    return false;
  };
  // The last place is asked for, and given only when one of those before it is somebody else's.
  store.takeIfFree = async (address, place, ...rest) => {
    while (place === 0 && !known) await sleep(1);
    return takeIfFree(address, place, ...rest);
  };
  const met = await slotsOf(3)
    .run(here, true, never, async () => stranger)
    .finally(async () => {
      await gone;
      Object.assign(store, { takeIfFree, keepIfOwned });
      world.deps.times = times;
    });
  expect(met).toBe('gone');
});
