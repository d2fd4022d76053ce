import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MOST_WAITING, waitingRoom, watch } from '../../../shared/api/waiting.ts';
import type { LiveCheck } from '../../../shared/pipeline/check.ts';
import { hostApi } from '../../support/api-host.ts';
import { type PipelineWorld, startPipeline } from '../../support/pipeline-world.ts';

/** A clock that goes on when somebody sleeps, and by `cost` with each look. */
function virtual(cost = 0) {
  let now = 0;
  const looks: number[] = [];
  return {
    looks,
    clock: {
      now: () => now,
      sleep: async (ms: number): Promise<void> => {
        now += ms;
      },
    },
    look: async () => {
      looks.push(now);
      now += cost;
      return looks.length;
    },
  };
}

describe('who waits', () => {
  test('looks often in the first second, then twice a second, and to the end of the time', async () => {
    const { looks, clock, look } = virtual();
    await watch(look, () => false, 25, clock);
    expect(looks.slice(0, 12)).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1500, 2000]);
    expect(looks.length).toBe(58);
    expect(looks.at(-1)).toBe(25_000);
  });

  test('ends with the news', async () => {
    const { looks, clock, look } = virtual();
    expect(await watch(look, (seen) => seen === 3, 25, clock)).toBe(3);
    expect(looks.length).toBe(3);
  });

  test('does not wait longer where a look takes its time', async () => {
    const { looks, clock, look } = virtual(700);
    await watch(look, () => false, 2, clock);
    expect(looks).toEqual([100, 900, 2000]);
  });
});

describe('a waiting room', () => {
  const never = new Promise<string>(() => {});

  test('has so many places for each caller, and no more', async () => {
    const wait = waitingRoom(2);
    let free = (_: string): void => {};
    const first = wait('a', () => new Promise<string>((resolve) => (free = resolve)));
    void wait('a', () => never);
    expect(await wait('a', async () => 'x')).toBeNull();
    expect(await wait('b', async () => 'x')).toBe('x');
    free('news');
    expect(await first).toBe('news');
    expect(await wait('a', async () => 'x')).toBe('x');
  });

  test('gives a place back where waiting fails', async () => {
    const wait = waitingRoom(1);
    for (let times = 0; times < 3; times += 1)
      await expect(wait('a', async () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  });
});

describe('GET /v1/checks/{id}?wait=', () => {
  let world: PipelineWorld;
  beforeAll(async () => {
    world = await startPipeline();
  });
  afterAll(() => world.close());

  test('who has all places taken is answered at once; others wait, and all learn of the change', async () => {
    let who = 'me';
    const app = hostApi(() => world, { callerOf: () => ({ id: who, tenantId: null, scopes: null }) });
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"domain":"contoso.test"}' };
    const { id } = (await (await app.request('/v1/checks', post)).json()) as { id: string };
    const stored = (await world.deps.store.readCheck(id)) as LiveCheck;
    // From memory, so that it is certain that all of them have begun to wait before the next one asks.
    world.deps.store.readCheck = async () => ({ ...stored });
    const get = async (): Promise<unknown> => (await app.request(`/v1/checks/${id}?wait=20`)).json();
    const waiting = Array.from({ length: MOST_WAITING }, get);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const start = performance.now();
    expect(await get()).toMatchObject({ progress: { done: 0 } });
    expect(performance.now() - start).toBeLessThan(5000);
    who = 'somebody else';
    const other = get();
    Object.assign(stored, { version: stored.version + 1, pending: stored.pending.slice(1) });
    for (const one of await Promise.all([...waiting, other])) expect(one).toMatchObject({ progress: { done: 1 } });
  }, 30_000);
});
