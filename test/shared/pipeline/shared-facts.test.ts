import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { absent, type Gathered } from '../../../shared/check/category.ts';
import type { Io } from '../../../shared/check/io.ts';
import type { Reason } from '../../../shared/check/status.ts';
import type { Target } from '../../../shared/check/target.ts';
import { TargetBusy } from '../../../shared/net/slots.ts';
import { cancel } from '../../../shared/pipeline/cancel.ts';
import { createCheck } from '../../../shared/pipeline/create.ts';
import { dispatch } from '../../../shared/pipeline/dispatch.ts';
import type { RecheckRef } from '../../../shared/pipeline/recheck/run.ts';
import { factOf, SHARED_PARTS } from '../../../shared/pipeline/shared-facts.ts';
import { work } from '../../../shared/pipeline/work.ts';
import { fakeCategory, type PipelineWorld, REQUEST, startPipeline, TARGET } from '../../support/pipeline-world.ts';

const never = new AbortController().signal;
const io = () =>
  ({
    hasRoute: async () => true,
    timeout: (ms: number) => AbortSignal.timeout(ms),
    clock: () => performance.now(),
    now: () => new Date(),
  }) as unknown as Io;

jest.setTimeout(60_000);

let world: PipelineWorld;
/** Ids of the checks that asked the server, in their order. */
let asked: string[];
let gather: (root: string) => Promise<Gathered<unknown>>;
const talk = (id: string) => ({ id, category: 'session', address: '127.0.0.1', port: 25, lines: [], times: [], roundTrips: 1, concurrent: 1, ending: { by: 'us', stage: 'quit', kind: null, how: null, words: null, line: null } }) as Gathered<unknown>['conversations'][number]; // biome-ignore format: one line
const session = fakeCategory('session', (target) => {
  asked.push(target.errand.root);
  return gather(target.errand.root);
});
beforeAll(async () => {
  world = await startPipeline([session]);
});
/** What a test that fails leaves behind must not keep the others from ending. */
const gates: (() => void)[] = [];
afterAll(async () => {
  for (const open of gates) open();
  await world.close();
});
beforeEach(() => {
  asked = [];
  gather = async (root) => ({ units: [], conversations: [talk(root)] });
  world.taken();
});

let runs = 0;
const nextRun = (): string => {
  runs += 1;
  return `run-${runs}`;
};
const check = async (recheck: Partial<RecheckRef> | null, target: Partial<Target> = {}): Promise<string> => {
  const full =
    recheck === null
      ? null
      : { runId: 'run', page: 1, entry: 0, scope: 'operations' as const, share: true, confirms: null, ...recheck };
  const order = { request: { ...REQUEST, categories: ['session'] }, tenantId: null, caller: 'me', lane: 'bulk', key: null, maxAge: null, recheck: full } as const; // biome-ignore format: one line
  const created = await createCheck(world.deps, order);
  if (created.outcome !== 'created') throw new Error(created.outcome);
  const { id } = created.check;
  await dispatch(world.deps, async () => ({ ...TARGET, errand: { ...TARGET.errand, root: id }, ...target }), id, never);
  world.taken();
  return id;
};
let deliveries = 0;
const run = (checkId: string, alone = false): Promise<void> => {
  deliveries += 1;
  return work(world.deps, io, { checkId, category: session, alone }, `delivery-${deliveries}`, never);
};
const resultOf = async (id: string) => (await world.deps.store.readResults(id))[0];
/** Something that goes on until it is let go. */
function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  gates.push(open);
  return { open: () => open(), opened };
}
/** A check that is asking the server; `end` lets it end. */
async function asking(runId: string): Promise<{ id: string; end(): Promise<void> }> {
  const [begun, over] = [gate(), gate()];
  const usual = gather;
  const id = await check({ runId });
  gather = async (root) => {
    gather = usual;
    begun.open();
    await over.opened;
    return usual(root);
  };
  const working = run(id);
  await begun.opened;
  return {
    id,
    end: async () => {
      over.open();
      await working;
    },
  };
}
/** So that what is parked, or has a lease that nobody renews, is over. */
const later = (): void => world.advance(41);

test('of a run one check asks the server, and the others tell from whom they have it', async () => {
  const runId = nextRun();
  const [one, other] = [await check({ runId }), await check({ runId }, { domain: 'fabrikam.test', mode: 'parallel', phase: 'after' })]; // biome-ignore format: one line
  await run(one);
  const at = new Date(world.deps.now()).toISOString();
  world.advance(5);
  await run(other);
  expect(asked).toEqual([one]);
  expect(await resultOf(one)).not.toHaveProperty('sharedFrom');
  expect(await resultOf(other)).toEqual({ ...(await resultOf(one)), ms: 0, sharedFrom: { checkId: one, at } });
  expect((await world.deps.store.readCheck(other))?.status).toBe('running');
  expect(world.taken().map(({ queue }) => queue)).toEqual(['aggregate', 'aggregate']);
});

test.each([
  ['of another run', { runId: 'another' }, {}],
  ['that wants its own', { share: false }, {}],
  ['that is to confirm what another found', { confirms: { checkId: 'x', notBefore: 0 } }, {}],
  ['of another host', {}, { host: 'mx2.contoso.test' }],
  ['of another port', {}, { port: 2525 }],
  ['without TLS', {}, { tls: false }],
  ['of another address', {}, { addresses: [{ address: '127.0.0.2', family: 4, lab: true } as const] }],
  ['of a host that is not published', {}, { published: false }],
])('a check %s asks for itself', async (_, recheck, target) => {
  const runId = nextRun();
  const one = await check({ runId });
  await run(one);
  const other = await check({ runId, ...recheck }, target);
  await run(other);
  expect(asked).toHaveLength(2);
  expect(await resultOf(other)).not.toHaveProperty('sharedFrom');
});

test('a check of no run asks for itself, and tells nobody', async () => {
  for (const id of [await check(null), await check(null)]) await run(id);
  expect(asked).toHaveLength(2);
});

test('what servers are told apart by is the same whatever the order of the addresses, and whoever’s the domain is', () => {
  const [a, b] = [{ address: '192.0.2.1', family: 4, lab: false }, { address: '192.0.2.2', family: 4, lab: false }] as const; // biome-ignore format: one line
  const of = (more: Partial<Target>) => factOf({ id: 'session' }, { ...TARGET, addresses: [a, b], ...more });
  expect(of({ addresses: [b, a], domain: 'fabrikam.test', mode: 'parallel', source: 'given' })).toBe(of({}));
  const others: Record<(typeof SHARED_PARTS)[number], Partial<Target>> = {
    host: { host: 'other.test' },
    port: { port: 26 },
    tls: { tls: false },
    addresses: { addresses: [a] },
    refused: { refused: [{ address: '10.0.0.1', network: 'private' }] },
    absence: { absence: { because: 'null-mx', reason: 'no-target' } },
    published: { published: false },
    egressIsGateway: { egressIsGateway: true },
  };
  for (const part of SHARED_PARTS) expect([part, of(others[part]) === of({})]).toEqual([part, false]);
  expect(factOf({ id: 'envelope' }, TARGET)).not.toBe(factOf({ id: 'session' }, TARGET));
});

describe('while another asks the server', () => {
  test('a check waits, and takes over what it found', async () => {
    const runId = nextRun();
    const first = await asking(runId);
    const other = await check({ runId });
    await run(other);
    expect(world.taken()).toEqual([{ queue: 'category-session-bulk', message: { checkId: other, category: 'session', lane: 'bulk' }, delay: expect.any(Number) }]); // biome-ignore format: one line
    await first.end();
    world.advance(6);
    await run(other);
    expect(asked).toEqual([first.id]);
    expect((await resultOf(other))?.sharedFrom?.checkId).toBe(first.id);
    expect((await world.deps.store.readResults(other))[0]?.conversations.map(({ id }) => id)).toEqual([first.id]);
  });

  test('it waits three times and no more, then asks itself', async () => {
    const runId = nextRun();
    const first = await asking(runId);
    const { store, now } = world.deps;
    const other = await check({ runId });
    let waited = 0;
    for (; !asked.includes(other); waited += 1) {
      expect(waited).toBeLessThan(5);
      await run(other);
      const [hint] = world.taken();
      world.advance(hint?.queue.startsWith('category') ? hint.delay : 0);
      // The first one is still there.
      expect(await store.keepLeadIfOwned(runId, factOf(session, TARGET), `delivery-${deliveries - waited - 1}`, now() + 30_000)).toBe(true); // biome-ignore format: one line
    }
    expect(waited).toBe(4);
    expect(await resultOf(other)).not.toHaveProperty('sharedFrom');
    await first.end();
  });

  test('it asks itself where waiting would cost the time that the category may take', async () => {
    const runId = nextRun();
    const other = await check({ runId });
    world.advance(66);
    const first = await asking(runId);
    await run(other);
    expect(asked).toEqual([first.id, other]);
    await first.end();
  });

  test('another leads when the first one is dead', async () => {
    const runId = nextRun();
    const { store, now } = world.deps;
    expect(await store.leadIfFree(runId, factOf(session, TARGET), 'dead', now(), now() + 30_000)).toBe(true);
    const [one, other] = [await check({ runId }), await check({ runId })];
    await run(one);
    expect(asked).toEqual([]);
    later();
    await run(one);
    await run(other);
    expect(asked).toEqual([one]);
    expect((await resultOf(other))?.sharedFrom?.checkId).toBe(one);
  });

  test('another leads at once when the first one found no place, threw, or was erased', async () => {
    for (const fate of ['no place', 'threw', 'erased'] as const) {
      asked = [];
      const runId = nextRun();
      const [one, other] = [await check({ runId }), await check({ runId })];
      const usual = gather;
      gather = async (root) => {
        gather = usual;
        if (fate === 'no place') throw new TargetBusy('busy');
        if (fate === 'erased') await cancel(world.deps, root);
        return usual(root);
      };
      const { putResultIfAbsent, settleIfLed } = world.deps.store;
      if (fate === 'threw') Object.assign(world.deps.store, { settleIfLed: async () => Promise.reject(new Error('throttled')), putResultIfAbsent: async () => Promise.reject(new Error('throttled')) }); // biome-ignore format: one line
      await run(one).catch(() => {});
      Object.assign(world.deps.store, { putResultIfAbsent, settleIfLed });
      if (fate === 'threw') later();
      await run(other);
      // What was erased had been found all the same, and is no tenant's.
      expect([fate, asked]).toEqual([fate, fate === 'erased' ? [one] : [one, other]]);
    }
  });
});

describe('what another try might not meet', () => {
  const meeting = (code: 'undecided' | 'not-tested', reason: Reason) => async (root: string) => {
    const piece = absent(code, reason);
    const evidence = Object.fromEntries(['connection', 'greeting', 'ehlo', 'starttls', 'tls', 'certificate', 'ehloInTls', 'capabilities', 'mask', 'names'].map((name) => [name, piece])); // biome-ignore format: one line
    return { units: [{ subject: null, software: null, evidence }], conversations: [talk(root)] };
  };

  test.each([
    ['undecided', 'throttled'],
    ['undecided', 'connection-closed'],
    ['undecided', 'deferred'],
    ['undecided', 'no-reply'],
    ['undecided', 'unreachable-from-here'],
    ['not-tested', 'target-busy'],
    ['not-tested', 'our-egress'],
    ['not-tested', 'internal'],
  ] as const)('is not shared, and nobody waits for it: %s, %s', async (code, reason) => {
    const runId = nextRun();
    gather = meeting(code, reason);
    for (const id of [await check({ runId }), await check({ runId }), await check({ runId })]) await run(id);
    expect(asked).toHaveLength(3);
  });

  test.each([
    'gateway-only',
    'no-common-cipher',
    'no-route',
  ] as const)('what it would meet as well is shared: %s', async (reason) => {
    const runId = nextRun();
    gather = meeting('not-tested', reason);
    for (const id of [await check({ runId }), await check({ runId })]) await run(id);
    expect(asked).toHaveLength(1);
  });

  test('a look that asks for another, and one that did not come to its end, are not shared', async () => {
    for (const how of ['follow-up', 'fault']) {
      asked = [];
      const runId = nextRun();
      gather = async (root) => {
        if (how === 'fault') throw new Error('ours');
        return { units: [], conversations: [talk(root)], followUp: { hit: 'recipients', waitSeconds: null } };
      };
      for (const id of [await check({ runId }), await check({ runId })]) await run(id);
      expect(asked).toHaveLength(2);
    }
  });
});

test('who was cut off before it could record what it found has it, as its own', async () => {
  const runId = nextRun();
  const one = await check({ runId });
  const { putResultIfAbsent } = world.deps.store;
  world.deps.store.putResultIfAbsent = async () => Promise.reject(new Error('throttled'));
  await expect(run(one)).rejects.toThrow('throttled');
  world.deps.store.putResultIfAbsent = putResultIfAbsent;
  await run(one, true);
  expect(asked).toEqual([one]);
  expect(await resultOf(one)).toMatchObject({ outcome: 'completed' });
  expect(await resultOf(one)).not.toHaveProperty('sharedFrom');
});

test('without the table for it each asks for itself', async () => {
  const { readShared } = world.deps.store;
  world.deps.store.readShared = async () => Promise.reject(new Error('throttled'));
  const runId = nextRun();
  for (const id of [await check({ runId }), await check({ runId })]) await run(id);
  world.deps.store.readShared = readShared;
  expect(asked).toHaveLength(2);
});

test('a fact is settled once, by who leads; it is kept for a day', async () => {
  const { store, now } = world.deps;
  const one = await check({ runId: nextRun() });
  await run(one);
  const result = await resultOf(one);
  if (result === undefined) throw new Error('no result');
  const at = Math.floor(Date.now());
  const found = { result, checkId: one, at };
  expect(await store.leadIfFree('r', 'f', 'a', at, at + 1000)).toBe(true);
  expect(await store.leadIfFree('r', 'f', 'b', at + 500, at + 2000)).toBe(false);
  expect(await store.keepLeadIfOwned('r', 'f', 'a', at + 500)).toBe(false);
  expect(await store.keepLeadIfOwned('r', 'f', 'b', at + 5000)).toBe(false);
  expect(await store.settleIfLed('r', 'f', 'b', found)).toBe(false);
  expect(await store.leadIfFree('r', 'f', 'b', at + 2000, at + 3000)).toBe(true);
  expect(await store.settleIfLed('r', 'f', 'a', null)).toBe(false);
  expect(await store.settleIfLed('r', 'f', 'b', found)).toBe(true);
  expect(await store.settleIfLed('r', 'f', 'b', null)).toBe(false);
  expect(await store.leaveLeadIfOwned('r', 'f', 'b')).toBe(false);
  expect(await store.leadIfFree('r', 'f', 'c', at + 99_000, at + 100_000)).toBe(false);
  expect(await store.readShared('r', 'f')).toEqual({ state: 'known', ...found });
  expect(await store.readShared('r', 'other')).toBeNull();
  expect(now()).toBeGreaterThan(0);
});
