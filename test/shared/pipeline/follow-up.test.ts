import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { viewOf } from '../../../shared/api/view.ts';
import type { Category, FollowUpWish } from '../../../shared/check/category.ts';
import type { Io } from '../../../shared/check/io.ts';
import type { Target } from '../../../shared/check/target.ts';
import { aggregate } from '../../../shared/pipeline/aggregate.ts';
import { cancel } from '../../../shared/pipeline/cancel.ts';
import type { LiveCheck, StoredReport } from '../../../shared/pipeline/check.ts';
import { createCheck } from '../../../shared/pipeline/create.ts';
import { dispatch } from '../../../shared/pipeline/dispatch.ts';
import { recover } from '../../../shared/pipeline/recover.ts';
import { tick } from '../../../shared/pipeline/tick.ts';
import { work } from '../../../shared/pipeline/work.ts';
import { fakeCategory, type PipelineWorld, REQUEST, startPipeline, TARGET } from '../../support/pipeline-world.ts';

/** What the next look of the made-up category asks for; null: it was let through. */
let wish: FollowUpWish | null = null;
let looked: Target[] = [];
const envelope: Category = {
  ...fakeCategory('envelope'),
  gather: async (target) => {
    looked.push(target);
    return { units: [], conversations: [], followUp: wish };
  },
};
const PUT_OFF: FollowUpWish = { hit: 'recipients', waitSeconds: null };
const never = new AbortController().signal;
const io = () =>
  ({
    hasRoute: async () => true,
    timeout: (ms: number) => AbortSignal.timeout(ms),
    clock: () => performance.now(),
    now: () => new Date(),
  }) as unknown as Io;

let world: PipelineWorld;
beforeAll(async () => {
  world = await startPipeline([envelope]);
});
afterAll(() => world.close());
beforeEach(() => {
  looked = [];
  wish = PUT_OFF;
  world.taken();
});

const check = async (id: string): Promise<LiveCheck> => (await world.deps.store.readCheck(id)) as LiveCheck;
const report = async (id: string): Promise<StoredReport> => (await world.deps.store.readReport(id)) as StoredReport;

/** Delivers what was sent until nothing more comes, as the queues would. */
async function deliver(): Promise<void> {
  for (let sent = world.taken(); sent.length > 0; sent = world.taken()) {
    for (const { queue, message, delay } of sent) {
      if (delay > 0) continue;
      if (queue === 'checks') await dispatch(world.deps, async () => TARGET, message.checkId, never);
      else if (queue === 'aggregate') await aggregate(world.deps, message.checkId);
      else await work(world.deps, io, { checkId: message.checkId, category: envelope }, `${Math.random()}`, never);
    }
  }
}

async function finished(domain: string): Promise<string> {
  const created = await createCheck(world.deps, { request: { ...REQUEST, domain }, tenantId: 'tenant', caller: 'me', lane: 'interactive', key: null, maxAge: null }); // biome-ignore format: one line
  if (created.outcome !== 'created') throw new Error(created.outcome);
  await deliver();
  return created.check.id;
}

/** Seconds from now until the follow-up of a report is due, and its id. */
async function next(id: string): Promise<{ id: string; seconds: number }> {
  const [one] = (await report(id)).followUps;
  if (one === undefined) throw new Error('no follow-up');
  return { id: one.checkId, seconds: (Date.parse(one.notBefore) - world.deps.now()) / 1000 };
}

async function until(seconds: number): Promise<void> {
  world.advance(seconds + 1);
  await tick(world.deps);
  await deliver();
}

describe('a check that was put off', () => {
  test('is final, names its second look, and that one asks the same of the same addresses', async () => {
    const id = await finished('first.test');
    expect(await check(id)).toMatchObject({ status: 'done', dueAt: null });
    const follow = await next(id);
    expect(follow.seconds).toBeGreaterThanOrEqual(330);
    expect(follow.seconds).toBeLessThan(364);
    expect(await check(follow.id)).toMatchObject({ status: 'queued', tenantId: 'tenant', target: null });
    expect((await viewOf(world.deps, await check(id))).links.followUp).toBe(`/v1/checks/${follow.id}`);
    expect((await viewOf(world.deps, await check(follow.id))).links.followUpOf).toBe(`/v1/checks/${id}`);
    wish = null;
    await until(follow.seconds);
    expect(looked).toHaveLength(2);
    const [first, second] = looked as [Target, Target];
    expect(second).toEqual({ ...first, errand: { ...first.errand, earlier: { visits: 1, since: expect.any(Number), hit: 'recipients' } } }); // biome-ignore format: one line
    const last = await report(follow.id);
    expect(last).toMatchObject({ followUpOf: id, followUps: [] });
    expect((await report(id)).followUpOf).toBeNull();
    expect(Date.parse(last.finishedAt)).toBeGreaterThan(Date.parse(last.startedAt) - 1);
  });

  test('parks: nothing runs before its time, not for a restarted host nor for a message too many', async () => {
    const { id, seconds } = await next(await finished('parked.test'));
    await until(seconds - 60);
    await recover(world.deps);
    await tick(world.deps);
    await deliver();
    await dispatch(world.deps, async () => TARGET, id, never);
    await deliver();
    expect(looked).toHaveLength(1);
    expect(await check(id)).toMatchObject({ status: 'queued' });
    await until(61);
    expect(looked).toHaveLength(2);
  });

  test('is looked at three times more at most, ever later', async () => {
    let id = await finished('stubborn.test');
    const waits: number[] = [];
    for (let visit = 0; visit < 3; visit += 1) {
      const follow = await next(id);
      waits.push(follow.seconds);
      await until(follow.seconds);
      id = follow.id;
    }
    expect(waits.map((one) => Math.floor(one / 60))).toEqual([5, 15, 45]);
    expect((await report(id)).followUps).toEqual([]);
    expect(looked.map(({ errand }) => errand.earlier?.visits ?? 0)).toEqual([0, 1, 2, 3]);
    expect(new Set(looked.map(({ errand }) => errand.root)).size).toBe(1);
  });

  test('waits as long as the server asks', async () => {
    wish = { hit: 'recipients', waitSeconds: 1200 };
    const { seconds } = await next(await finished('asked.test'));
    expect(seconds).toBeGreaterThanOrEqual(1200);
    wish = { hit: 'recipients', waitSeconds: 86_400 };
    expect((await next(await finished('asked-much.test'))).seconds).toBeLessThan(4000);
  });

  test('gets one second look, however often its end is repeated', async () => {
    const id = await finished('repeated.test');
    const before = await next(id);
    await Promise.all([aggregate(world.deps, id), aggregate(world.deps, id)]);
    expect((await next(id)).id).toBe(before.id);
    wish = null;
    await until(before.seconds);
    await until(10);
    expect(looked).toHaveLength(2);
  });

  test('a crash between report and second look loses neither', async () => {
    const { createIfAbsent } = world.deps.store;
    const created = await createCheck(world.deps, { request: { ...REQUEST, domain: 'crash.test' }, tenantId: null, caller: 'me', lane: 'interactive', key: null, maxAge: null }); // biome-ignore format: one line
    if (created.outcome !== 'created') throw new Error(created.outcome);
    world.deps.store.createIfAbsent = async () => Promise.reject(new Error('power cut'));
    await expect(deliver()).rejects.toThrow('power cut');
    world.deps.store.createIfAbsent = createIfAbsent;
    expect((await check(created.check.id)).status).toBe('running');
    await until(20);
    const follow = await next(created.check.id);
    expect(await check(created.check.id)).toMatchObject({ status: 'done' });
    expect(await check(follow.id)).toMatchObject({ status: 'queued', followUp: { of: created.check.id } });
  });

  test('takes its second look along when it is erased', async () => {
    const id = await finished('erased.test');
    const follow = await next(id);
    await cancel(world.deps, id);
    expect(await check(follow.id)).toMatchObject({ status: 'cancelled' });
    await until(follow.seconds);
    expect(await check(follow.id)).toMatchObject({ status: 'cancelled' });
    expect(await report(follow.id)).toBeNull();
  });

  test('a check that was let through has none', async () => {
    wish = null;
    expect((await report(await finished('clear.test'))).followUps).toEqual([]);
  });
});
