import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Io } from '../../../shared/check/io.ts';
import { ended } from '../../../shared/check/run-category.ts';
import { type Slots, TargetBusy } from '../../../shared/net/slots.ts';
import { aggregate } from '../../../shared/pipeline/aggregate.ts';
import { cancel } from '../../../shared/pipeline/cancel.ts';
import type { LiveCheck } from '../../../shared/pipeline/check.ts';
import { createCheck, type Order } from '../../../shared/pipeline/create.ts';
import { bury } from '../../../shared/pipeline/dead-letter.ts';
import { dispatch } from '../../../shared/pipeline/dispatch.ts';
import { record } from '../../../shared/pipeline/record.ts';
import { recover } from '../../../shared/pipeline/recover.ts';
import { tick } from '../../../shared/pipeline/tick.ts';
import { work } from '../../../shared/pipeline/work.ts';
import { fakeCategory, type PipelineWorld, REQUEST, startPipeline, TARGET } from '../../support/pipeline-world.ts';

let world: PipelineWorld;
const never = new AbortController().signal;
const io = (_?: unknown, slots?: Slots) =>
  ({
    slots,
    hasRoute: async () => true,
    timeout: (ms: number) => AbortSignal.timeout(ms),
    clock: () => performance.now(),
    now: () => new Date(),
  }) as unknown as Io;
const order = (more: Partial<Order> = {}): Order => ({ request: REQUEST, tenantId: null, caller: 'me', lane: 'interactive', key: null, maxAge: null, ...more }); // biome-ignore format: one line

beforeAll(async () => {
  world = await startPipeline();
});
afterAll(() => world.close());
beforeEach(() => {
  world.taken();
  world.logged.length = 0;
});

const read = async (id: string): Promise<LiveCheck> => (await world.deps.store.readCheck(id)) as LiveCheck;
async function created(more: Partial<Order> = {}): Promise<string> {
  const outcome = await createCheck(world.deps, order(more));
  if (outcome.outcome !== 'created') throw new Error(outcome.outcome);
  return outcome.check.id;
}
async function running(more: Partial<Order> = {}): Promise<string> {
  const id = await created(more);
  await dispatch(world.deps, async () => TARGET, id, never);
  world.taken();
  return id;
}
const category = (id: string) => {
  const found = world.deps.categories.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};
const run = (id: string, name: string, owner = `owner-${Math.random()}`) =>
  work(world.deps, io, { checkId: id, category: category(name) }, owner, never);
const result = (name: string) => ({ ...ended(category(name), 'internal', 5, null), families: [] });

describe('create', () => {
  test('stores the check, lets it start and reminds of its deadline', async () => {
    const id = await created();
    expect(await read(id)).toMatchObject({ status: 'queued', pending: ['dns', 'session'], target: null });
    expect(world.taken()).toEqual([
      { queue: 'checks', message: { checkId: id }, delay: 0 },
      { queue: 'aggregate', message: { checkId: id }, delay: 242 },
    ]);
  });

  test('the same key and body is the same check, which is begun once', async () => {
    const first = await createCheck(world.deps, order({ key: 'k1' }));
    world.taken();
    const second = await createCheck(world.deps, order({ key: 'k1' }));
    expect(second).toMatchObject({ outcome: 'repeated', check: { id: (first as { check: { id: string } }).check.id } });
    expect(world.taken()).toEqual([]);
  });

  test('at once too: one wins', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => createCheck(world.deps, order({ key: 'k2' }))));
    expect(all.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expect(new Set(all.map((one) => ('check' in one ? one.check.id : '')))).toHaveProperty('size', 1);
  });

  test('the same key with another body is a conflict; of another caller it is another check', async () => {
    const first = await createCheck(world.deps, order({ key: 'k3' }));
    expect(await createCheck(world.deps, order({ key: 'k3', request: { ...REQUEST, port: 587 } }))).toEqual({ outcome: 'conflict' }); // biome-ignore format: one line
    const other = await createCheck(world.deps, order({ key: 'k3', caller: 'you' }));
    expect(other.outcome).toBe('created');
    expect(other).not.toMatchObject({ check: { id: (first as { check: { id: string } }).check.id } });
  });

  test('maxAge takes a finished check of the same request that is young enough, and no other', async () => {
    const request = { ...REQUEST, domain: 'recent.test' };
    const id = await running({ request });
    await run(id, 'dns');
    await run(id, 'session');
    await aggregate(world.deps, id);
    expect(await createCheck(world.deps, order({ request, maxAge: 60 }))).toMatchObject({ outcome: 'recent', check: { id } }); // biome-ignore format: one line
    expect(await createCheck(world.deps, order({ request: { ...request, tls: false }, maxAge: 60 }))).toMatchObject({ outcome: 'created' }); // biome-ignore format: one line
    expect(await createCheck(world.deps, order({ request, tenantId: 't', maxAge: 60 }))).toMatchObject({ outcome: 'created' }); // biome-ignore format: one line
    world.advance(61);
    expect(await createCheck(world.deps, order({ request, maxAge: 60 }))).toMatchObject({ outcome: 'created' });
  });

  test('a hint that cannot be sent costs nothing but time: the tick finds the check', async () => {
    const { send } = world.deps.queues;
    world.deps.queues.send = async () => Promise.reject(new Error('no queue'));
    const id = await created({ request: { ...REQUEST, domain: 'unsent.test' } });
    world.deps.queues.send = send;
    expect(world.logged.map(({ level }) => level)).toEqual(['info', 'warn', 'warn']);
    world.advance(20);
    await tick(world.deps);
    expect(world.taken()).toContainEqual({ queue: 'checks', message: { checkId: id }, delay: 0 });
  });

  test('what is refused leaves nothing behind', async () => {
    const refused = createCheck(world.deps, order({ key: 'k4' }), async () => Promise.reject(new Error('too many')));
    await expect(refused).rejects.toThrow('too many');
    expect(world.taken()).toEqual([]);
    expect(await createCheck(world.deps, order({ key: 'k4' }))).toMatchObject({ outcome: 'created' });
  });
});

describe('dispatch', () => {
  test('resolves once; repeated it sends the messages again and keeps the first target', async () => {
    const id = await created();
    world.taken();
    await dispatch(world.deps, async () => TARGET, id, never);
    expect(world.taken().map(({ queue, message }) => [queue, message.category])).toEqual([
      ['category-dns', 'dns'],
      ['category-session', 'session'],
    ]);
    await dispatch(world.deps, async () => ({ ...TARGET, host: 'other.test' }), id, never);
    expect(world.taken()).toHaveLength(2);
    expect(await read(id)).toMatchObject({ status: 'running', target: { host: 'mx.contoso.test' } });
  });

  test('two at once agree on one target', async () => {
    const id = await created();
    await Promise.all(['one', 'two', 'three'].map((host) => dispatch(world.deps, async () => ({ ...TARGET, host }), id, never))); // biome-ignore format: one line
    expect(['one', 'two', 'three']).toContain((await read(id)).target?.host);
  });

  test('sends only what is still pending, and nothing for a check that is over or gone', async () => {
    const id = await running();
    await record(world.deps, id, result('dns'));
    await dispatch(world.deps, async () => TARGET, id, never);
    expect(world.taken().map(({ queue }) => queue)).toEqual(['category-session']);
    await cancel(world.deps, id);
    await dispatch(world.deps, async () => TARGET, id, never);
    await dispatch(world.deps, async () => TARGET, 'nobody', never);
    expect(world.taken()).toEqual([]);
  });
});

describe('work', () => {
  test('two workers at once: one probes', async () => {
    let probes = 0;
    let go = (): void => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const slow = fakeCategory('dns', async () => {
      probes += 1;
      await gate;
      return { units: [], conversations: [] };
    });
    const id = await running();
    const at = (owner: string) => work(world.deps, io, { checkId: id, category: slow }, owner, never);
    const first = at('a');
    await at('b').then(() => go());
    await first;
    expect(probes).toBe(1);
    expect((await read(id)).pending).toEqual(['session']);
  });

  test('a repetition after the result does not knock again, and does what was left undone', async () => {
    const id = await running();
    await world.deps.store.claimIfFree(id, 'dns', 'cut off', world.deps.now() - 2, world.deps.now() - 1);
    await world.deps.store.putResultIfAbsent(id, result('dns'));
    let probes = 0;
    const counting = fakeCategory('dns', async () => {
      probes += 1;
      return { units: [], conversations: [] };
    });
    await work(world.deps, io, { checkId: id, category: counting }, 'a', never);
    expect(probes).toBe(0);
    expect((await read(id)).pending).toEqual(['session']);
  });

  test('the last result lets the report be assembled, and only that', async () => {
    const id = await running();
    await run(id, 'dns');
    expect(world.taken()).toEqual([]);
    await run(id, 'session');
    expect(world.taken()).toEqual([{ queue: 'aggregate', message: { checkId: id }, delay: 0 }]);
  });

  test('a category that throws is a result, "internal", with the fault in the log', async () => {
    const id = await running();
    const broken = fakeCategory('dns', async () => Promise.reject(new Error('our bug')));
    await work(world.deps, io, { checkId: id, category: broken }, 'a', never);
    const [stored] = await world.deps.store.readResults(id);
    expect(stored).toMatchObject({ category: 'dns', outcome: 'incomplete', reason: 'internal' });
    expect(world.logged).toContainEqual(expect.objectContaining({ level: 'error', message: 'fault in a category' }));
  });

  test('an error of the store gives the claim back, so that the repetition can begin', async () => {
    const id = await running();
    const { putResultIfAbsent } = world.deps.store;
    world.deps.store.putResultIfAbsent = async () => Promise.reject(new Error('throttled'));
    await expect(run(id, 'dns')).rejects.toThrow('throttled');
    world.deps.store.putResultIfAbsent = putResultIfAbsent;
    await run(id, 'dns');
    expect((await read(id)).pending).toEqual(['session']);
  });

  test('after three attempts that were cut off it is given up as "internal"', async () => {
    const id = await running();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect(await world.deps.store.claimIfFree(id, 'dns', `dead-${attempt}`, world.deps.now(), world.deps.now() + 30_000)).toEqual({ attempt, parked: 0 }); // biome-ignore format: one line
      world.advance(31);
    }
    await run(id, 'dns');
    expect((await world.deps.store.readResults(id))[0]).toMatchObject({ reason: 'internal', outcome: 'incomplete' });
  });

  test('without a place at the target it gives way, and comes again by a new message', async () => {
    const id = await running();
    let probes = 0;
    const knocking = fakeCategory('session', async (_, { slots }, signal) => {
      await slots.run('192.0.2.50', false, signal, async () => {
        probes += 1;
      });
      return { units: [], conversations: [] };
    });
    const { store } = world.deps;
    for (const place of [0, 1, 2]) await store.takeIfFree('192.0.2.50', place, 'another', world.deps.now(), world.deps.now() + 3_600_000); // biome-ignore format: one line
    const attempt = async () => {
      const run = work(world.deps, io, { checkId: id, category: knocking }, `owner-${Math.random()}`, never);
      const moving = setInterval(() => world.advance(1), 20);
      await run;
      clearInterval(moving);
      return world.taken();
    };
    const [first, ...more] = await attempt();
    expect([first, more]).toEqual([{ queue: 'category-session', message: { checkId: id, category: 'session' }, delay: expect.any(Number) }, []]); // biome-ignore format: one line
    expect(first?.delay).toBeGreaterThan(3);
    // Until then nobody knocks, and the tick does not call anybody.
    expect((await store.readLeases(id)).get('session')).toBeGreaterThan(world.deps.now());
    world.advance(first?.delay ?? 0);
    const [second] = await attempt();
    expect(second?.delay).toBeGreaterThan(first?.delay ?? 99);
    for (const place of [0, 1, 2]) await store.freeIfOwned('192.0.2.50', place, 'another');
    world.advance(second?.delay ?? 0);
    expect([await attempt(), probes]).toEqual([[], 1]);
    expect((await read(id)).pending).toEqual(['dns']);
  });

  test('without a place until there is no time for another attempt it ends, and says why', async () => {
    const id = await running();
    world.advance(205);
    const busy = fakeCategory('session', async () => Promise.reject(new TargetBusy('all taken')));
    await work(world.deps, io, { checkId: id, category: busy }, 'a', never);
    expect(world.taken()).toHaveLength(1);
    world.advance(5);
    await work(world.deps, io, { checkId: id, category: busy }, 'b', never);
    expect(world.taken()).toEqual([]);
    expect((await world.deps.store.readResults(id))[0]).toMatchObject({ outcome: 'incomplete', reason: 'target-busy' });
  });

  test('a check of a run is begun in the lane of runs, also by the tick', async () => {
    world.taken();
    const { check } = (await createCheck(world.deps, { request: REQUEST, tenantId: null, caller: 'me', lane: 'bulk', key: null, maxAge: null })) as { check: LiveCheck }; // biome-ignore format: one line
    const begun = { queue: 'checks-bulk', message: { checkId: check.id, lane: 'bulk' }, delay: 0 };
    expect(world.taken()).toContainEqual(begun);
    world.advance(20);
    await tick(world.deps);
    expect(world.taken()).toContainEqual(begun);
  });

  test('a check of a run goes its own lane', async () => {
    const id = await created({ lane: 'bulk' });
    world.taken();
    await dispatch(world.deps, async () => TARGET, id, never);
    expect(world.taken().map(({ queue, message }) => [queue, message.lane])).toEqual([['category-dns-bulk', 'bulk'], ['category-session-bulk', 'bulk']]); // biome-ignore format: one line
  });

  test('with less than a lease left it does not begin what takes longer', async () => {
    const id = await running();
    world.advance(215);
    await run(id, 'session');
    expect((await read(id)).pending).toEqual(['dns', 'session']);
    await run(id, 'dns');
    expect((await read(id)).pending).toEqual(['session']);
  });
});

describe('aggregate', () => {
  const finished = async (): Promise<string> => {
    const id = await running();
    await run(id, 'dns');
    await run(id, 'session');
    return id;
  };

  test('asked too early it does nothing', async () => {
    const id = await running();
    await aggregate(world.deps, id);
    expect((await read(id)).status).toBe('running');
  });

  test('any number at once leave one report, which never changes', async () => {
    const id = await finished();
    await Promise.all(Array.from({ length: 8 }, () => aggregate(world.deps, id)));
    const report = await world.deps.store.readReport(id);
    world.advance(5);
    await aggregate(world.deps, id);
    expect(await world.deps.store.readReport(id)).toEqual(report);
    expect(await read(id)).toMatchObject({ status: 'done', verdict: report?.verdict, dueAt: null });
  });

  test('at the deadline what is missing is incomplete, and what comes late changes nothing', async () => {
    const id = await running();
    await run(id, 'dns');
    world.advance(241);
    await aggregate(world.deps, id);
    const report = await world.deps.store.readReport(id);
    expect(report?.categories).toEqual([
      expect.objectContaining({ id: 'dns', outcome: 'completed' }),
      { id: 'session', outcome: 'incomplete', reason: 'deadline', ms: 0 },
    ]);
    expect(report?.verdict).toBe('incomplete');
    await record(world.deps, id, { ...result('session'), outcome: 'completed', reason: null });
    expect(await world.deps.store.readReport(id)).toEqual(report);
    expect((await world.deps.store.readResults(id)).find((one) => one.category === 'session')?.outcome).toBe(
      'incomplete',
    );
  });

  test('a check that was never dispatched ends too', async () => {
    const id = await created();
    world.advance(241);
    await aggregate(world.deps, id);
    expect(await read(id)).toMatchObject({ status: 'done', verdict: 'incomplete' });
  });

  test('a crash between report and end is made good by the repetition', async () => {
    const id = await finished();
    const { finishIfOpen } = world.deps.store;
    world.deps.store.finishIfOpen = async () => Promise.reject(new Error('crash'));
    await expect(aggregate(world.deps, id)).rejects.toThrow('crash');
    world.deps.store.finishIfOpen = finishIfOpen;
    const report = await world.deps.store.readReport(id);
    world.advance(30);
    await aggregate(world.deps, id);
    expect(await read(id)).toMatchObject({ status: 'done', finishedAt: Date.parse(report?.finishedAt ?? '') });
  });

  test('the kill switch ends what is running as incomplete', async () => {
    const id = await running();
    world.deps.settings.killSwitch = true;
    try {
      await run(id, 'dns');
      expect((await read(id)).pending).toHaveLength(2);
      await aggregate(world.deps, id);
    } finally {
      world.deps.settings.killSwitch = false;
    }
    expect(await read(id)).toMatchObject({ status: 'done', verdict: 'incomplete' });
  });
});

describe('tick', () => {
  const looked = async (id: string) => {
    world.taken();
    await tick(world.deps);
    return world
      .taken()
      .filter(({ message }) => message.checkId === id)
      .map(({ queue }) => queue);
  };

  test('sends again what nobody works on, and leaves alone what somebody does', async () => {
    const id = await running();
    world.advance(16);
    const now = world.deps.now();
    await world.deps.store.claimIfFree(id, 'session', 'somebody', now, now + 30_000);
    expect(await looked(id)).toEqual(['category-dns']);
    expect(await looked(id)).toEqual([]);
    world.advance(31);
    expect(await looked(id)).toEqual(['category-dns', 'category-session']);
  });

  test('lets a check without pending categories be assembled, and one whose time is up', async () => {
    const id = await running();
    await run(id, 'dns');
    await run(id, 'session');
    world.advance(16);
    expect(await looked(id)).toEqual(['aggregate']);
    const late = await running();
    world.advance(241);
    expect(await looked(late)).toEqual(['aggregate']);
    await aggregate(world.deps, late);
    world.advance(100);
    expect(await looked(late)).toEqual([]);
  });

  test('the next look never lies beyond the deadline', async () => {
    const id = await running();
    world.advance(230);
    await looked(id);
    const check = await read(id);
    expect(check.dueAt).toBe(check.deadline);
  });
});

describe('dead letters', () => {
  test('a category whose message failed for good could not be completed', async () => {
    const id = await running();
    await bury(world.deps, JSON.stringify({ checkId: id, category: 'dns' }), 'category-dns-dead');
    expect((await world.deps.store.readResults(id))[0]).toMatchObject({ category: 'dns', reason: 'internal' });
    expect((await read(id)).pending).toEqual(['session']);
  });

  test('a check that could not be dispatched ends with none of its categories', async () => {
    const id = await created();
    world.taken();
    await bury(world.deps, JSON.stringify({ checkId: id }), 'checks-dead');
    expect(world.taken()).toEqual([{ queue: 'aggregate', message: { checkId: id }, delay: 0 }]);
    await aggregate(world.deps, id);
    expect((await world.deps.store.readReport(id))?.categories.map(({ outcome }) => outcome)).toEqual(['incomplete', 'incomplete']); // biome-ignore format: one line
  });

  test.each([
    '',
    '{',
    'null',
    '{"checkId":5}',
    '{"checkId":"x","more":1}',
  ])('%j is logged, without its text', async (body) => {
    await bury(world.deps, body, 'checks-dead');
    expect(world.logged).toEqual([
      {
        level: 'error',
        message: 'dead letter',
        details: { queue: 'checks-dead', unreadable: true, bytes: body.length },
      },
    ]);
  });
});

describe('cancel', () => {
  test('erases all but id and times; a worker that still runs leaves nothing behind', async () => {
    const id = await running();
    await run(id, 'dns');
    await cancel(world.deps, id);
    await record(world.deps, id, result('session'));
    expect(await world.deps.store.readCheck(id)).toEqual(expect.objectContaining({ id, status: 'cancelled' }));
    expect(await world.deps.store.readResults(id)).toEqual([]);
    await aggregate(world.deps, id);
    expect(await world.deps.store.readReport(id)).toBeNull();
    await cancel(world.deps, id);
    expect(await read(id)).not.toHaveProperty('request');
  });
});

test('recover voids the leases and places of before, so that the next tick sends everything', async () => {
  const id = await running();
  const now = world.deps.now();
  await world.deps.store.claimIfFree(id, 'session', 'dead', now, now + 30_000);
  await world.deps.store.takeIfFree('192.0.2.9', 0, 'dead', now, now + 30_000);
  expect(await recover(world.deps)).toBeGreaterThan(0);
  expect(await world.deps.store.readPlaces('192.0.2.9', now)).toEqual({ held: [], coolUntil: 0 });
  world.taken();
  await tick(world.deps);
  expect(world.taken().filter(({ message }) => message.checkId === id).map(({ queue }) => queue)).toEqual(['category-dns', 'category-session']); // biome-ignore format: one line
});
