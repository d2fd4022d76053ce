import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { Letter } from '../../../shared/net/webhook.ts';
import { aggregate } from '../../../shared/pipeline/aggregate.ts';
import { cancel } from '../../../shared/pipeline/cancel.ts';
import { createCheck, type Order } from '../../../shared/pipeline/create.ts';
import { notify, type NotifyDeps } from '../../../shared/pipeline/notify.ts';
import { recover } from '../../../shared/pipeline/recover.ts';
import { tick } from '../../../shared/pipeline/tick.ts';
import { callbackSecrets } from '../../../shared/secrets/callback-secret.ts';
import { type KeyRing, SecretUnavailable } from '../../../shared/secrets/secrets.ts';
import { callbackStore } from '../../../shared/store/callback-store.ts';
import type { Store } from '../../../shared/store/store.ts';
import { dueOf, type PipelineWorld, REQUEST, startPipeline } from '../../support/pipeline-world.ts';

const never = new AbortController().signal;
const CALLBACK = { url: 'https://hooks.contoso.test/in?key=secret', origin: 'https://api.mxready.test' };
const [NEW, OLD, OLDER] = ['n', 'o', 'x'].map((one) => new TextEncoder().encode(one.repeat(48))) as [Uint8Array, Uint8Array, Uint8Array]; // biome-ignore format: one line
const ATTEMPTS = 10;

let world: PipelineWorld;
let letters: Letter[];
let keys: KeyRing;
/** What the receiver answers; an error: nothing. */
let answer: number | Error;
let turns: number[];
beforeAll(async () => {
  world = await startPipeline();
});
afterAll(() => world.close());
beforeEach(() => {
  [letters, turns, keys, answer] = [[], [], [NEW], 204];
  world.deps.settings.publicUrl = null;
  world.taken();
  world.logged.length = 0;
  world.measured.length = 0;
});

const callbacks = () => callbackStore(world.table);
const deps = (more: Partial<NotifyDeps> = {}): NotifyDeps => ({
  ...world.deps,
  callbacks: callbacks(),
  runs: { readRun: async () => null },
  secrets: { keysOf: async () => keys },
  post: async (letter, turn) => {
    letters.push(letter);
    turns.push(turn);
    if (answer instanceof Error) throw answer;
    return answer;
  },
  ...more,
});

async function begun(more: Partial<Order> = {}): Promise<string> {
  const order = { request: REQUEST, tenantId: null, caller: 'me', lane: 'interactive', key: null, maxAge: null, callback: CALLBACK } as const; // biome-ignore format: one line
  const created = await createCheck(world.deps, { ...order, ...more });
  if (created.outcome !== 'created') throw new Error(created.outcome);
  return created.check.id;
}

/** A check that ended as incomplete, its time being up. */
async function ended(more: Partial<Order> = {}): Promise<string> {
  const id = await begun(more);
  world.advance(world.deps.times.deadline + 1);
  await aggregate(world.deps, id);
  return id;
}

const stateOf = (id: string) => callbacks().readCallback(id);
const hintsFor = (id: string) =>
  world.taken().filter(({ queue, message }) => queue === 'notify' && message.checkId === id);

describe('when a check ends', () => {
  test('its callback is due at once, and the notifier called', async () => {
    const id = await ended();
    expect(hintsFor(id)).toEqual([{ queue: 'notify', message: { checkId: id }, delay: 0 }]);
    expect(await stateOf(id)).toEqual({ attempts: 0, dueAt: world.deps.now() });
    expect(await dueOf(world.deps.store, world.deps.now())).toContainEqual({ kind: 'CALLBACK', id, dueAt: world.deps.now() }); // biome-ignore format: one line
  });

  test('nobody is told who did not ask to be', async () => {
    const id = await ended({ callback: null });
    expect([await stateOf(id), hintsFor(id)]).toEqual([null, []]);
  });

  test('a hint that cannot be sent is sent by the tick, again and again until somebody begins the attempt', async () => {
    const { queues } = world.deps;
    const id = await begun();
    world.advance(world.deps.times.deadline + 1);
    const send = async (): Promise<void> => {
      throw new Error('no way');
    };
    await aggregate({ ...world.deps, queues: { ...queues, send } }, id);
    expect(world.logged).toContainEqual(expect.objectContaining({ message: 'hint not sent; the tick will' }));
    for (let looks = 0; looks < 2; looks += 1) {
      await tick(world.deps);
      expect(hintsFor(id)).toHaveLength(1);
    }
    await notify(deps(), id, never);
    await tick(world.deps);
    expect([letters.length, hintsFor(id)]).toEqual([1, []]);
  });

  test('who comes too late with the end begins no second callback', async () => {
    const id = await begun();
    world.advance(world.deps.times.deadline + 1);
    let first = true;
    const putCallbackIfAbsent: Store['putCallbackIfAbsent'] = async (...args) => {
      if (first) {
        first = false;
        await aggregate(world.deps, id);
        await notify(deps(), id, never);
      }
      return world.deps.store.putCallbackIfAbsent(...args);
    };
    await aggregate({ ...world.deps, store: { ...world.deps.store, putCallbackIfAbsent } }, id);
    await notify(deps(), id, never);
    expect(letters).toHaveLength(1);
    expect(await stateOf(id)).toEqual({ attempts: 1, dueAt: null });
  });
});

describe('a letter', () => {
  test('says which check ended how, and where to look; a receiver can verify it', async () => {
    const id = await ended();
    await notify(deps(), id, never);
    const [{ url, headers, body }] = letters as [Letter];
    expect(url).toBe(CALLBACK.url);
    const [secret = ''] = callbackSecrets(keys, { tenantId: null, caller: 'me' });
    // The library judges the time stamp by the machine's clock, and this one is ahead.
    expect(Number(headers['webhook-timestamp'])).toBe(Math.floor(world.deps.now() / 1000));
    expect(new Webhook(secret).sign(id, new Date(world.deps.now()), body)).toBe(headers['webhook-signature']);
    expect(JSON.parse(body)).toEqual({ type: 'check.finished', id, verdict: 'incomplete', url: `https://api.mxready.test/v1/checks/${id}` }); // biome-ignore format: one line
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^mxready\/\d/),
      'webhook-id': id,
    });
  });

  test('names the address that the service is known by, where it has one', async () => {
    world.deps.settings.publicUrl = 'https://mxready.example.com';
    const id = await ended();
    await notify(deps(), id, never);
    expect(JSON.parse(letters[0]?.body ?? '')).toMatchObject({ url: `https://mxready.example.com/v1/checks/${id}` });
  });

  test('is signed with the newest key and the one before, while receivers change over', async () => {
    const id = await ended({ tenantId: 'acme' });
    keys = [NEW, OLD, OLDER];
    await notify(deps(), id, never);
    const { body, headers } = letters[0] as Letter;
    const signatureBy = (key: Uint8Array): string =>
      new Webhook(callbackSecrets([key], { tenantId: 'acme', caller: 'anybody' })[0] ?? '').sign(id, new Date(world.deps.now()), body); // biome-ignore format: one line
    expect(headers['webhook-signature']).toBe(`${signatureBy(NEW)} ${signatureBy(OLD)}`);
  });

  test('without our keys waits, and no attempt is lost', async () => {
    const id = await ended();
    const secrets = { keysOf: async () => Promise.reject(new SecretUnavailable('gone')) };
    await expect(notify({ ...deps(), secrets }, id, never)).rejects.toThrow('gone');
    expect([letters, (await stateOf(id))?.attempts]).toEqual([[], 0]);
    // Not before a minute is over: the queue must not fill while they are away.
    await notify(deps(), id, never);
    expect(letters).toHaveLength(0);
    world.advance(61);
    await notify(deps(), id, never);
    expect(letters).toHaveLength(1);
  });
});

describe('attempts', () => {
  test('end with the first that is taken', async () => {
    const id = await ended();
    await notify(deps(), id, never);
    world.advance(7 * 24 * 3600);
    await notify(deps(), id, never);
    expect(letters).toHaveLength(1);
    expect(await stateOf(id)).toEqual({ attempts: 1, dueAt: null });
    expect(world.measured).toContainEqual({ id: 'callbackEnded', value: 1, dimensions: { Outcome: 'delivered' } });
  });

  test('that have ended are neither begun anew nor ended otherwise', async () => {
    const id = await ended();
    await notify(deps(), id, never);
    expect(await callbacks().beginAttemptIfUnmoved(id, 1, 5)).toBe(false);
    expect(await callbacks().endCallbackIfUnmoved(id, 1, 'gone')).toBe(false);
    expect(await stateOf(id)).toEqual({ attempts: 1, dueAt: null });
  });

  test('end when the receiver wants no more', async () => {
    answer = 410;
    const id = await ended();
    await notify(deps(), id, never);
    expect(await stateOf(id)).toEqual({ attempts: 1, dueAt: null });
    expect(world.measured).toContainEqual({ id: 'callbackEnded', value: 1, dimensions: { Outcome: 'gone' } });
  });

  test.each([
    301,
    307,
    400,
    404,
    429,
    500,
    new Error('connection refused'),
  ])('go on after %s, with growing pauses, and are given up after the last', async (what) => {
    answer = what;
    const id = await ended();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await notify(deps(), id, never);
      const dueAt = (await stateOf(id))?.dueAt ?? null;
      if (dueAt === null) break;
      const pause = (dueAt - world.deps.now()) / 1000;
      pauses.push(pause);
      // Too early: nothing.
      await notify(deps(), id, never);
      world.advance(pause);
    }
    expect([letters.length, turns]).toEqual([ATTEMPTS, Array.from({ length: ATTEMPTS }, (_, at) => at)]);
    expect(pauses).toEqual(world.deps.times.callbackPauses.map((one) => expect.closeTo(one * 0.9, 0)));
    expect(new Set(letters.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]));
    expect(world.measured).toContainEqual({ id: 'callbackEnded', value: 1, dimensions: { Outcome: 'givenUp' } });
    const told = JSON.stringify(world.logged);
    expect(told).toContain('hooks.contoso.test');
    expect(told).not.toContain('key=secret');
  });

  test('of two at once one is made', async () => {
    const id = await ended();
    await Promise.all([notify(deps(), id, never), notify(deps(), id, never)]);
    expect(letters).toHaveLength(1);
  });

  test('one that is cut off is made again; cut off for good it is given up', async () => {
    const id = await ended();
    const cut = deps({
      callbacks: { ...callbacks(), endCallbackIfUnmoved: () => Promise.reject(new Error('throttled')) },
    });
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await expect(notify(cut, id, never)).rejects.toThrow('throttled');
      world.advance(24 * 3600);
    }
    await notify(deps(), id, never);
    expect([letters.length, (await stateOf(id))?.dueAt]).toEqual([ATTEMPTS, null]);
  });
});

describe('nobody is told', () => {
  test('of a check that is not done; it stays due', async () => {
    const id = await begun();
    await world.deps.store.putCallbackIfAbsent(id, world.deps.now());
    await notify(deps(), id, never);
    expect([letters, await stateOf(id)]).toEqual([[], { attempts: 0, dueAt: world.deps.now() }]);
  });

  test('of a check that was erased, before it ended or after', async () => {
    for (const make of [begun, ended]) {
      const id = await make();
      await cancel(world.deps, id);
      expect(await stateOf(id)).toBeNull();
      // From somebody who was putting it together meanwhile.
      await world.deps.store.putCallbackIfAbsent(id, world.deps.now());
      await notify(deps(), id, never);
      expect([letters, await stateOf(id)]).toEqual([[], null]);
    }
  });

  test('of a check that has expired', async () => {
    const id = await ended();
    await notify(deps({ store: { ...world.deps.store, readCheck: async () => null } }), id, never);
    expect([letters, await stateOf(id)]).toEqual([[], null]);
  });

  test('again, when it was erased while a letter was on its way', async () => {
    const id = await ended();
    answer = 500;
    const post: NotifyDeps['post'] = async () => {
      await cancel(world.deps, id);
      return 204;
    };
    await notify({ ...deps(), post }, id, never);
    expect([await stateOf(id), world.measured.filter((one) => one.id === 'callbackEnded')]).toEqual([null, []]);
  });
});

describe('others who look at what is due', () => {
  test('open checks are counted, and nothing else', async () => {
    const before = await world.deps.store.countOpen();
    await ended();
    expect(await world.deps.store.countOpen()).toBe(before);
    await begun();
    expect(await world.deps.store.countOpen()).toBe(before + 1);
  });

  test('a host that has just started leaves callbacks their time', async () => {
    answer = 500;
    const id = await ended();
    await notify(deps(), id, never);
    const waiting = await stateOf(id);
    await recover(world.deps);
    expect(await stateOf(id)).toEqual(waiting);
  });

  test('what nobody knows is an error of the tick, which keeps nothing else waiting', async () => {
    const id = await ended();
    world.taken();
    const due: Store['due'] = async function* (shard, now) {
      yield [{ kind: 'NOBODY', id: 'x', dueAt: now }];
      yield* world.deps.store.due(shard, now);
    };
    await expect(tick({ ...world.deps, store: { ...world.deps.store, due } })).rejects.toThrow(
      'nobody knows what is due of NOBODY',
    );
    expect(hintsFor(id)).toHaveLength(1);
  });
});
