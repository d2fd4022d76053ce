import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import partialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Consumer, deliver, receiptOf } from '../../shared/pipeline/deliver.ts';
import type { Deps } from '../../shared/pipeline/deps.ts';
import { readMessage } from '../../shared/pipeline/message.ts';
import type { Message, RunMessage } from '../../shared/queue/queue.ts';
import { beforeTimeout, depsOf, logger } from './runtime.ts';

/** One message as it came. */
export interface Delivered {
  /** Different for each delivery of each message. */
  receipt: string;
  /** Name of the queue, as the host names it. */
  queue: string;
  /** How often it was received, this time included. */
  received: number;
  body: string;
  signal: AbortSignal;
}

type Handle<M> = (deps: Deps, message: M, delivered: Delivered) => Promise<void>;

const queueOf = ({ eventSourceARN }: SQSRecord): string => eventSourceARN.slice(eventSourceARN.lastIndexOf(':') + 1);

/**
 * A function behind a queue: its messages are handled at once and each for itself; those that failed come again.
 * @param queue name in the topology of the queue that a message comes from; null: dead letters, which stay
 */
export const queueFunction = <M extends Message | RunMessage = Message>(
  queue: ((message: Pick<Message, 'lane' | 'alone'>) => string) | null,
  handle: Handle<M>,
  read: Consumer<M>['read'] = readMessage as Consumer<M>['read'],
) => {
  const receive = (record: SQSRecord, context: Context): Promise<void> => {
    const consumer: Consumer<M> = {
      read,
      queueOf: (message) => queue?.(message !== null && !('runId' in message) ? (message as Message) : {}) ?? null,
      handle: (deps, message, { receipt, received, body, signal }) =>
        handle(deps, message, { receipt, received, body, signal, queue: queueOf(record) }),
    };
    return deliver(depsOf(), consumer, {
      receipt: receiptOf(record.messageId, context.awsRequestId),
      handle: record.receiptHandle,
      body: record.body,
      received: Number(record.attributes.ApproximateReceiveCount) || 1,
      signal: beforeTimeout(context),
    });
  };
  return middy<SQSEvent, SQSBatchResponse>()
    .use(injectLambdaContext(logger))
    .use(partialBatchFailure({ logger: () => {} }))
    .handler(
      async (event, context) =>
        // The middleware makes the list of failed ids out of it.
        (await Promise.allSettled(
          event.Records.map((record) => receive(record, context)),
        )) as unknown as SQSBatchResponse,
    );
};
