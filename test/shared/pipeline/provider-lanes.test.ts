import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { providerOf } from '../../../shared/net/provider/provider.ts';
import { COOLING_MS, TargetBusy } from '../../../shared/net/slots.ts';
import { storedSlots } from '../../../shared/pipeline/stored-slots.ts';
import type { Lane } from '../../../shared/queue/queue.ts';
import { type PipelineWorld, startPipeline } from '../../support/pipeline-world.ts';

const HOST = 'mx1.mail.hostpoint.ch';
const LANE = 'lane:hostpoint';
const PLACES = providerOf(HOST)?.places ?? 0;

// Whoever waits for a place looks for it again and again.
jest.setTimeout(60_000);

let world: PipelineWorld;
beforeAll(async () => {
  world = await startPipeline();
});
/** What a test that fails leaves behind must not keep the others from ending. */
const stop = new AbortController();
const gates: (() => void)[] = [];
afterAll(async () => {
  stop.abort();
  for (const open of gates) open();
  await world.close();
});
afterEach(async () => {
  await world.deps.store.freeAll();
  world.advance(COOLING_MS / 1000);
});

const never = stop.signal;
const slotsOf = (lane: Lane, lost = (): void => {}, host: string | null = HOST) =>
  storedSlots(world.deps, { limit: 3, lane, host, lost });
const heldIn = async (address: string): Promise<readonly number[]> =>
  (await world.deps.store.readPlaces(address, world.deps.now())).held;

/** Something that goes on until it is let go. */
function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  gates.push(open);
  return { open: () => open(), opened };
}

/** So many connections of runs, each at an address of its own, that stay until they are let go. */
async function crowd(many: number, first = 1): Promise<{ go(): Promise<void> }> {
  const { open, opened } = gate();
  let there = 0;
  const all = gate();
  const visits = Array.from({ length: many }, (_, at) =>
    slotsOf('bulk').run(`192.0.2.${first + at}`, false, never, () => {
      there += 1;
      if (there === many) all.open();
      return opened;
    }),
  );
  await all.opened;
  return {
    go: async () => {
      open();
      await Promise.all(visits);
    },
  };
}

/** Resolves when somebody has looked at the provider's places twice: the second look began after this was asked. */
async function looks(): Promise<void> {
  const { store } = world.deps;
  const { readPlaces } = store;
  const seen = gate();
  let left = 2;
  store.readPlaces = async (address, ...rest) => {
    const places = await readPlaces(address, ...rest);
    if (address === LANE) left -= 1;
    if (left === 0) seen.open();
    return places;
  };
  await seen.opened;
  store.readPlaces = readPlaces;
}

test('runs never have more connections at all of a provider’s servers than it bears', async () => {
  let [open, most, done] = [0, 0, 0];
  const full = gate();
  const visit = async (): Promise<void> => {
    open += 1;
    most = Math.max(most, open);
    if (open === PLACES) full.open();
    await full.opened;
    expect((await heldIn(LANE)).length).toBeGreaterThanOrEqual(1);
    open -= 1;
    done += 1;
  };
  const { times } = world.deps;
  world.deps.times = { ...times, slotPatience: 600 };
  await Promise.all(Array.from({ length: 10 }, (_, at) => slotsOf('bulk').run(`192.0.2.${at}`, false, never, visit)));
  world.deps.times = times;
  expect([most, done]).toEqual([PLACES, 10]);
  expect(await heldIn(LANE)).toEqual([]);
});

test('who finds no place of the provider gives way, and holds nothing at the address meanwhile', async () => {
  const { go } = await crowd(PLACES);
  const late = slotsOf('bulk').run('192.0.2.99', false, never, async () => 'begun');
  const gaveWay = expect(late).rejects.toThrow(TargetBusy);
  expect(await heldIn('192.0.2.99')).toEqual([]);
  world.advance(6);
  await gaveWay;
  await go();
  expect(await slotsOf('bulk').run('192.0.2.99', false, never, async () => 'begun')).toBe('begun');
});

test('what somebody waits for neither takes a place of the provider nor waits for one', async () => {
  const { go } = await crowd(PLACES);
  const seen = await slotsOf('interactive').run('192.0.2.99', false, never, () => heldIn(LANE));
  expect(seen).toHaveLength(PLACES);
  await go();
  expect(await slotsOf('interactive').run('192.0.2.99', false, never, () => heldIn(LANE))).toEqual([]);
});

test('a host of no provider has no places but those at its address', async () => {
  const { takeIfFree } = world.deps.store;
  const asked: string[] = [];
  world.deps.store.takeIfFree = (address, ...rest) => {
    asked.push(address);
    return takeIfFree(address, ...rest);
  };
  for (const host of ['mx.contoso.test', null]) await slotsOf('bulk', () => {}, host).run('192.0.2.7', false, never, async () => {}); // biome-ignore format: one line
  world.deps.store.takeIfFree = takeIfFree;
  expect(asked).toEqual(['192.0.2.7', '192.0.2.7']);
});

test('to be alone takes one place of the provider, and all at the address', async () => {
  const held = await slotsOf('bulk').run('192.0.2.8', true, never, async () => [await heldIn(LANE), await heldIn('192.0.2.8')]); // biome-ignore format: one line
  expect(held.map((one) => one.length)).toEqual([1, 3]);
  expect([await heldIn(LANE), await heldIn('192.0.2.8')]).toEqual([[], []]);
});

test('many begin to look at different places', async () => {
  const { deps } = world;
  const { random } = deps;
  for (const at of [0, PLACES - 1]) {
    deps.random = () => (at + 0.5) / PLACES;
    expect(await slotsOf('bulk').run('192.0.2.9', false, never, () => heldIn(LANE))).toEqual([at]);
  }
  deps.random = random;
});

test('both places are free again whatever the work throws, and where the time was up on the way', async () => {
  await expect(slotsOf('bulk').run('192.0.2.10', false, never, async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken'); // biome-ignore format: one line
  expect([await heldIn(LANE), await heldIn('192.0.2.10')]).toEqual([[], []]);
  const { store, now } = world.deps;
  for (const place of [0, 1, 2]) await store.takeIfFree('192.0.2.10', place, 'another', now(), now() + 60_000);
  await expect(slotsOf('bulk').run('192.0.2.10', false, AbortSignal.timeout(300), async () => {})).rejects.toThrow('timeout'); // biome-ignore format: one line
  expect(await heldIn(LANE)).toEqual([]);
});

test('a 421 at one address of a provider makes runs wait everywhere at it, and nobody else', async () => {
  for (const lane of ['interactive', 'bulk'] as const) {
    const first = slotsOf(lane);
    await first.run('192.0.2.11', false, never, () => first.cool('192.0.2.11'));
    for (const alone of [false, true]) {
      const run = slotsOf('bulk').run('192.0.2.12', alone, never, async () => 'begun');
      const gaveWay = expect(run).rejects.toThrow(TargetBusy);
      world.advance(6);
      await gaveWay;
    }
    expect(await slotsOf('interactive').run('192.0.2.12', false, never, async () => 'begun')).toBe('begun');
    expect(await slotsOf('bulk', () => {}, 'mx.contoso.test').run('192.0.2.13', false, never, async () => 'begun')).toBe('begun'); // biome-ignore format: one line
    world.advance(COOLING_MS / 1000);
    expect(await slotsOf('bulk').run('192.0.2.12', false, never, async () => 'begun')).toBe('begun');
  }
});

test('who had its place before it cooled, and no connection yet, waits like the others', async () => {
  const { store, now, times } = world.deps;
  world.deps.times = { ...times, slotPatience: 600 };
  for (const place of [0, 1, 2]) await store.takeIfFree('192.0.2.14', place, 'another', now(), now() + 900_000);
  let begun = false;
  const waiting = slotsOf('bulk').run('192.0.2.14', false, never, async () => {
    begun = true;
  });
  while ((await heldIn(LANE)).length === 0);
  await store.coolIfLonger(LANE, now() + COOLING_MS);
  waiting.catch(() => {});
  await looks();
  for (const place of [0, 1, 2]) await store.freeIfOwned('192.0.2.14', place, 'another');
  await looks();
  expect(begun).toBe(false);
  world.advance(COOLING_MS / 1000);
  await waiting;
  world.deps.times = times;
  expect(begun).toBe(true);
});

test('who waits for the provider keeps nobody waiting at an address', async () => {
  const { store, now, times } = world.deps;
  world.deps.times = { ...times, slotPatience: 600 };
  await store.takeIfFree('192.0.2.16', 0, 'another', now(), now() + 900_000);
  const waiting = slotsOf('bulk').run('192.0.2.16', true, never, async () => 'alone');
  waiting.catch(() => {});
  while ((await heldIn('192.0.2.16')).length < 3);
  await store.coolIfLonger(LANE, now() + COOLING_MS);
  await looks();
  expect(await heldIn('192.0.2.16')).toEqual([0]);
  await store.freeIfOwned('192.0.2.16', 0, 'another');
  world.advance(COOLING_MS / 1000);
  expect(await waiting).toBe('alone');
  world.deps.times = times;
});

test('whoever loses the provider’s place while its connection is open is told', async () => {
  const { store, times } = world.deps;
  const { keepIfOwned } = store;
  world.deps.times = { ...times, renewal: 0.01 };
  store.keepIfOwned = async (address, ...rest) => (address === LANE ? false : keepIfOwned(address, ...rest));
  const told = gate();
  await slotsOf('bulk', told.open).run('192.0.2.15', false, never, () => told.opened);
  store.keepIfOwned = keepIfOwned;
  world.deps.times = times;
});
