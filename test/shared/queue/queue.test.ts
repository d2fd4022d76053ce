import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CREDENTIALS, type Engines, openEngines, REGION } from '../../../infra/local/engines.ts';
import { topologyOf } from '../../../infra/topology.ts';
import { type Queues, sqsQueues } from '../../../shared/queue/queue.ts';

let engines: Engines;
let queues: Queues;
beforeAll(async () => {
  engines = await openEngines(topologyOf(), null);
  queues = sqsQueues(engines.queueUrl, { endpoint: engines.sqs, region: REGION, credentials: CREDENTIALS });
});
afterAll(() => engines.close());

const receive = async (queue: string, wait = 2) => {
  const { Messages = [] } = await engines.client.send(
    new ReceiveMessageCommand({
      QueueUrl: engines.queueUrl(queue),
      WaitTimeSeconds: wait,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages[0];
};

test('a message arrives with its ids and nothing else', async () => {
  await queues.send('checks', { checkId: 'a' });
  const message = await receive('checks');
  expect(JSON.parse(message?.Body ?? '')).toEqual({ checkId: 'a' });
  await engines.client.send(
    new DeleteMessageCommand({ QueueUrl: engines.queueUrl('checks'), ReceiptHandle: message?.ReceiptHandle }),
  );
});

test('a delayed one is not there yet', async () => {
  await queues.send('aggregate', { checkId: 'a' }, 600);
  expect(await receive('aggregate', 0)).toBeUndefined();
});

test.each([-1, 901, 3600])('a delay of %d s is refused, since AWS would', async (delay) => {
  await expect(queues.send('checks', { checkId: 'a' }, delay)).rejects.toThrow(/0 to 900 s/);
});

test('a message that is put off comes again, and after five times is a dead letter', async () => {
  await queues.send('category-dns', { checkId: 'poison', category: 'dns' });
  for (let time = 1; time <= 5; time += 1) {
    const message = await receive('category-dns');
    expect(message?.Attributes?.ApproximateReceiveCount).toBe(`${time}`);
    await queues.returnAfter('category-dns', message?.ReceiptHandle ?? '', 0);
  }
  expect(await receive('category-dns', 0)).toBeUndefined();
  expect(JSON.parse((await receive('category-dns-dead'))?.Body ?? '')).toEqual({ checkId: 'poison', category: 'dns' });
});

test('a queue that is not there is an error', async () => {
  await expect(queues.send('nowhere', { checkId: 'a' })).rejects.toThrow(/no queue nowhere/);
});
