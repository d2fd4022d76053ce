import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deadLetterQueue } from '../../infra/declarations.ts';
import { topologyOf } from '../../infra/topology.ts';
import { type PipelineWorld, startPipeline } from '../support/pipeline-world.ts';
import { QueueModel, type Received } from './model/queue.ts';

/** What both have to do alike; times in seconds. */
interface Engine {
  send(body: string, delay?: number): Promise<void>;
  receive(queue?: string): Promise<Pick<Received, 'body' | 'count' | 'handle'> | null>;
  remove(handle: string): Promise<void>;
  hide(handle: string, seconds: number): Promise<void>;
  /** Lets time go by. */
  pass(seconds: number): Promise<void>;
  empty(): Promise<void>;
}

const QUEUE = 'checks';
const DEAD = deadLetterQueue(QUEUE);
const topology = topologyOf();
let world: PipelineWorld;
beforeAll(async () => {
  world = await startPipeline();
});
afterAll(() => world.close());

function model(): Engine {
  let now = 0;
  const queues = new QueueModel(topology.queues, () => now);
  return {
    send: async (body, delay = 0) => queues.send(QUEUE, body, delay),
    receive: async (queue = QUEUE) => queues.receive(queue, () => 0),
    remove: async (handle) => queues.delete(QUEUE, handle),
    hide: async (handle, seconds) => queues.changeVisibility(QUEUE, handle, seconds),
    pass: async (seconds) => {
      now += seconds * 1000;
    },
    empty: async () => queues.clear(),
  };
}

function engine(): Engine {
  const { client, queueUrl } = world.engines;
  const QueueUrl = queueUrl(QUEUE);
  return {
    send: async (body, delay = 0) =>
      void (await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, DelaySeconds: delay }))),
    receive: async (queue = QUEUE) => {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: queueUrl(queue), MaxNumberOfMessages: 1, MessageSystemAttributeNames: ['All'] })); // biome-ignore format: one line
      const [one] = Messages;
      if (one === undefined) return null;
      return { body: one.Body ?? '', handle: one.ReceiptHandle ?? '', count: Number(one.Attributes?.ApproximateReceiveCount) }; // biome-ignore format: one line
    },
    remove: async (ReceiptHandle) => void (await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))),
    hide: async (ReceiptHandle, seconds) =>
      void (await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: seconds }))), // biome-ignore format: one line
    // Until the engine's own clock has gone on: it tells by what it counts as delayed or hidden.
    pass: async (seconds) => {
      const end = Date.now() + seconds * 1000;
      while (Date.now() < end + 20) await sleep(20);
    },
    empty: async () => {
      for (const queue of [QUEUE, DEAD]) await client.send(new PurgeQueueCommand({ QueueUrl: queueUrl(queue) }));
      await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    },
  };
}

describe.each([
  ['the model', model],
  ['the engine', engine],
])('%s', (_, make) => {
  test('hands a message to one at a time, and counts', async () => {
    const queue = make();
    await queue.empty();
    const body = randomUUID();
    await queue.send(body);
    const first = await queue.receive();
    expect(first).toMatchObject({ body, count: 1 });
    expect(await queue.receive()).toBeNull();
    await queue.hide(first?.handle ?? '', 0);
    const second = await queue.receive();
    expect(second).toMatchObject({ body, count: 2 });
    expect(second?.handle).not.toBe(first?.handle);
    await queue.remove(second?.handle ?? '');
    await queue.hide(second?.handle ?? '', 0).catch(() => {});
    expect(await queue.receive()).toBeNull();
  });

  test('holds back what is delayed, and what was put off', async () => {
    const queue = make();
    await queue.empty();
    await queue.send('later', 1);
    expect(await queue.receive()).toBeNull();
    await queue.pass(1);
    const one = await queue.receive();
    expect(one).toMatchObject({ body: 'later', count: 1 });
    await queue.hide(one?.handle ?? '', 1);
    expect(await queue.receive()).toBeNull();
    await queue.pass(1);
    expect(await queue.receive()).toMatchObject({ body: 'later', count: 2 });
  });

  test('lays what was received too often among the dead letters', async () => {
    const queue = make();
    await queue.empty();
    await queue.send('deadly');
    const most = topology.queues.find(({ id }) => id === QUEUE)?.maxReceiveCount ?? 0;
    for (let count = 1; count <= most; count += 1) {
      const one = await queue.receive();
      expect(one).toMatchObject({ body: 'deadly', count });
      expect(await queue.receive(DEAD)).toBeNull();
      await queue.hide(one?.handle ?? '', 0);
    }
    expect(await queue.receive()).toBeNull();
    expect(await queue.receive(DEAD)).toMatchObject({ body: 'deadly' });
  });
});
