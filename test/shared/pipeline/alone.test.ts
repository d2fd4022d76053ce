import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Io } from '../../../shared/check/io.ts';
import { queueOf, sentAlone } from '../../../shared/pipeline/alone.ts';
import { createCheck } from '../../../shared/pipeline/create.ts';
import { dispatch } from '../../../shared/pipeline/dispatch.ts';
import { readMessage } from '../../../shared/pipeline/message.ts';
import { work } from '../../../shared/pipeline/work.ts';
import type { Lane, Message } from '../../../shared/queue/queue.ts';
import { fakeCategory, type PipelineWorld, REQUEST, startPipeline, TARGET } from '../../support/pipeline-world.ts';

jest.setTimeout(60_000);

const never = new AbortController().signal;
const io = () =>
  ({
    hasRoute: async () => true,
    timeout: (ms: number) => AbortSignal.timeout(ms),
    clock: () => performance.now(),
    now: () => new Date(),
  }) as unknown as Io;

let world: PipelineWorld;
let probed: number;
const session = fakeCategory('session', async () => {
  probed += 1;
  return { units: [], conversations: [] };
});
beforeAll(async () => {
  world = await startPipeline([session]);
});
afterAll(() => world.close());
beforeEach(() => {
  probed = 0;
  world.taken();
});

/** A check whose category was begun so many times by somebody who is dead. */
async function cutOff(lane: Lane, times: number): Promise<string> {
  const order = { request: { ...REQUEST, categories: ['session'] }, tenantId: null, caller: 'me', lane, key: null, maxAge: null } as const; // biome-ignore format: one line
  const created = await createCheck(world.deps, order);
  if (created.outcome !== 'created') throw new Error(created.outcome);
  const { id } = created.check;
  await dispatch(world.deps, async () => TARGET, id, never);
  const { store, now } = world.deps;
  for (let at = 0; at < times; at += 1) {
    expect(await store.claimIfFree(id, 'session', `dead ${at}`, now(), now() + 30_000)).not.toBeNull();
    world.advance(31);
  }
  world.taken();
  return id;
}
const run = (checkId: string, owner: string, alone?: boolean): Promise<void> =>
  work(world.deps, io, { checkId, category: session, ...(alone === undefined ? {} : { alone }) }, owner, never);

test('what was cut off in a batch is handled alone from then on, and its being set apart is no attempt', async () => {
  const id = await cutOff('bulk', 1);
  await run(id, 'second');
  expect(probed).toBe(0);
  const message: Message = { checkId: id, category: 'session', lane: 'bulk', alone: true };
  expect(world.taken()).toEqual([{ queue: 'category-session', message, delay: 0 }]);
  // The message finds the claim free, and the attempts as they were.
  const claim = await world.deps.store.claimIfFree(id, 'session', 'third', world.deps.now(), world.deps.now() + 30_000);
  expect(claim?.attempt).toBe(2);
  world.advance(31);
  await run(id, 'fourth', true);
  expect(probed).toBe(1);
});

test('what kills everybody is given up all the same', async () => {
  const id = await cutOff('bulk', 3);
  await run(id, 'fourth');
  expect(probed).toBe(0);
  expect((await world.deps.store.readResults(id))[0]).toMatchObject({ outcome: 'incomplete', reason: 'internal' });
});

test('what somebody waits for is alone in any case', async () => {
  const id = await cutOff('interactive', 1);
  await run(id, 'second');
  expect(probed).toBe(1);
});

test('a first attempt is handled with others', async () => {
  await run(await cutOff('bulk', 0), 'first');
  expect(probed).toBe(1);
});

test('a message leaves its batch when it was received three times, and never a second time', async () => {
  const message: Message = { checkId: 'x', category: 'session', lane: 'bulk' };
  const sent = (one: Message, received: number) => sentAlone(world.deps, one, received);
  expect([await sent(message, 2), await sent({ checkId: 'x', category: 'session' }, 9), await sent({ checkId: 'x' }, 9), await sent({ ...message, alone: true }, 9)]).toEqual([false, false, false, false]); // biome-ignore format: one line
  expect(world.taken()).toEqual([]);
  expect(await sent(message, 3)).toBe(true);
  const [{ queue, message: next } = { queue: '', message }] = world.taken();
  expect([queue, next]).toEqual(['category-session', { ...message, alone: true }]);
  // It is read as it was sent, and is put off where it lies.
  expect(readMessage(JSON.stringify(next))).toEqual(next);
  expect([queueOf('session', next), queueOf('session', message)]).toEqual(['category-session', 'category-session-bulk']); // biome-ignore format: one line
});
