import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import partialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Deps } from '../../shared/pipeline/deps.ts';
import { readMessage } from '../../shared/pipeline/message.ts';
import type { Message } from '../../shared/queue/queue.ts';
import { beforeTimeout, depsOf, logger } from './runtime.ts';

/** One message as it came. */
export interface Delivery {
  /** Different for each delivery of each message. */
  receipt: string;
  /** Name of the queue, as the host names it. */
  queue: string;
  body: string;
  signal: AbortSignal;
}

type Handle = (deps: Deps, message: Message, delivery: Delivery) => Promise<void>;

const queueOf = ({ eventSourceARN }: SQSRecord): string => eventSourceARN.slice(eventSourceARN.lastIndexOf(':') + 1);

/** A hiccup of ours must not cost the deadline: the message comes again soon, later each time (seconds). */
async function putOff({ queues, times, random }: Deps, queue: string, record: SQSRecord): Promise<void> {
  const [least, most] = times.retry;
  const received = Number(record.attributes.ApproximateReceiveCount) || 1;
  const pause = Math.min(most, least * 2 ** received) * (0.5 + random() / 2);
  await queues.returnAfter(queue, record.receiptHandle, Math.max(least, pause));
}

function reading(record: SQSRecord): Message {
  const message = readMessage(record.body);
  if (message === null) throw new Error('the message cannot be read');
  return message;
}

/**
 * A function behind a queue: its messages are handled at once and each for itself; those that failed come again.
 * @param queue name in the topology of the queue that it reads; null: dead letters, which stay where they are
 */
export const queueFunction = (queue: string | null, handle: Handle, read: (record: SQSRecord) => Message = reading) => {
  const deliver = async (record: SQSRecord, context: Context): Promise<void> => {
    const deps = depsOf();
    try {
      await handle(deps, read(record), {
        receipt: `${record.messageId}/${context.awsRequestId}`,
        queue: queueOf(record),
        body: record.body,
        signal: beforeTimeout(context),
      });
    } catch (error) {
      logger.error('message failed', {
        messageId: record.messageId,
        error: error instanceof Error ? error.message : `${error}`,
      });
      if (queue !== null) await putOff(deps, queue, record).catch(() => logger.warn('message could not be put off'));
      throw error;
    }
  };
  return middy<SQSEvent, SQSBatchResponse>()
    .use(injectLambdaContext(logger))
    .use(partialBatchFailure({ logger: () => {} }))
    .handler(
      async (event, context) =>
        // The middleware makes the list of failed ids out of it.
        (await Promise.allSettled(
          event.Records.map((record) => deliver(record, context)),
        )) as unknown as SQSBatchResponse,
    );
};
