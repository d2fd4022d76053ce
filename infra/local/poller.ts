import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Slots } from '../../shared/net/slots.ts';
import { receiptOf } from '../../shared/pipeline/deliver.ts';
import type { Log } from '../../shared/pipeline/deps.ts';
import { readMessage } from '../../shared/pipeline/message.ts';
import { type FunctionHost, WorkerDied } from './function-host.ts';

/** A message whose function's thread died. */
export interface Lost {
  /** Of the delivery, as the function saw it. */
  receipt: string;
  body: string;
}

interface Options {
  client: SQSClient;
  url: string;
  queue: string;
  batchSize: number;
  maxConcurrency: number;
  host: FunctionHost;
  /** Of the function, over all its queues: one for each invocation, all of them for a message that runs alone. */
  places: Slots;
  lost(deliveries: readonly Lost[]): Promise<void>;
  log: Log;
}

/** Seconds until a message comes again whose function threw as a whole. */
const AFTER_FAILURE = 2;
const LONG_POLL = 20;
/** Suspects that are remembered: those that end among the dead letters are never heard of again. */
const SUSPECTS = 1000;
/** The places are of one function; there is nothing to tell apart. */
const FUNCTION = 'function';

const eventOf = (queue: string, messages: readonly Message[]): SQSEvent => ({
  Records: messages.map((one) => ({
    messageId: one.MessageId ?? '',
    receiptHandle: one.ReceiptHandle ?? '',
    body: one.Body ?? '',
    attributes: {
      ApproximateReceiveCount: one.Attributes?.ApproximateReceiveCount ?? '1',
      SentTimestamp: one.Attributes?.SentTimestamp ?? '0',
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: one.Attributes?.ApproximateFirstReceiveTimestamp ?? '0',
    },
    messageAttributes: {},
    md5OfBody: one.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    awsRegion: 'us-east-1',
  })),
});

const putOff = ({ client, url }: Options, one: Message, seconds: number): Promise<unknown> =>
  client.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: url,
      ReceiptHandle: one.ReceiptHandle,
      VisibilityTimeout: seconds,
    }),
  );

const remove = ({ client, url }: Options, one: Message): Promise<unknown> =>
  client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: one.ReceiptHandle }));

const lostWith = ({ invocation }: WorkerDied, { MessageId = '', Body = '' }: Message): Lost => ({
  receipt: receiptOf(MessageId, invocation),
  body: Body,
});

const receivedTimes = (one: Message): number => Number(one.Attributes?.ApproximateReceiveCount ?? 1);

export interface Poller {
  /** Resolves when nothing is received any more. */
  stopped: Promise<void>;
  /** Resolves when nothing of what was received is in work any more. */
  idle(): Promise<void>;
}

/** Does what Lambda's event source mapping does: receives, invokes, deletes what did not fail. */
export function poll(options: Options, signal: AbortSignal): Poller {
  const { client, url, queue, batchSize, maxConcurrency, host, places, log } = options;
  const running = new Set<Promise<void>>();
  /** Messages that were in work when a thread died: one of them may have killed it, so each runs alone. */
  const suspects = new Set<string>();

  const failed = async (batch: readonly Message[], error: unknown): Promise<void> => {
    // Closing: they come again with the next start.
    if (signal.aborted) return;
    log.error('messages failed', { queue, fault: error });
    const died = error instanceof WorkerDied ? error : null;
    if (died !== null) {
      for (const one of batch) suspects.add(one.MessageId ?? '');
      for (const oldest of [...suspects].slice(0, Math.max(0, suspects.size - SUSPECTS))) suspects.delete(oldest);
      await options.lost(batch.map((one) => lostWith(died, one)));
    }
    await Promise.allSettled(batch.map((one) => putOff(options, one, died === null ? AFTER_FAILURE : 0)));
  };

  const run = async (batch: readonly Message[], alone: boolean): Promise<void> => {
    try {
      const response = (await places.run(FUNCTION, alone, signal, () =>
        host.invoke(eventOf(queue, batch)),
      )) as SQSBatchResponse;
      const again = new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      const done = batch.filter(({ MessageId = '' }) => !again.has(MessageId));
      for (const { MessageId = '' } of done) suspects.delete(MessageId);
      await Promise.allSettled(done.map((one) => remove(options, one)));
    } catch (error) {
      await failed(batch, error);
    }
  };

  const take = (batch: readonly Message[], alone: boolean): void => {
    const one = run(batch, alone).finally(() => running.delete(one));
    running.add(one);
  };

  const receive = async (): Promise<void> => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(10, batchSize),
        WaitTimeSeconds: LONG_POLL,
        MessageSystemAttributeNames: ['All'],
      }),
      { abortSignal: signal },
    );
    // All queues of a function share its thread: to be alone in a batch is not enough here.
    const isSuspect = ({ MessageId = '', Body = '' }: Message): boolean =>
      suspects.has(MessageId) || readMessage(Body)?.alone === true;
    const alone = Messages.filter(isSuspect).sort((one, other) => receivedTimes(other) - receivedTimes(one));
    for (const one of alone) take([one], true);
    const together = Messages.filter((one) => !isSuspect(one));
    if (together.length > 0) take(together, false);
  };

  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        if (running.size >= maxConcurrency) await Promise.race(running);
        else await receive();
      } catch (error) {
        if (signal.aborted) return;
        log.warn('queue cannot be read', { queue, fault: error });
        await sleep(1000, undefined, { signal }).catch(() => {});
      }
    }
  };

  return {
    stopped: loop(),
    idle: async () => {
      await Promise.allSettled(running);
    },
  };
}
