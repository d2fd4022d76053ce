import {
  ChangeMessageVisibilityCommand,
  SendMessageCommand,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import { LONGEST_DELAY } from '../pipeline/times.ts';
import { SDK_PATIENCE } from '../sdk.ts';

/** Ways to and through the categories: a check that somebody waits for never stands behind a run of many. */
export const LANES = ['interactive', 'bulk'] as const;
export type Lane = (typeof LANES)[number];

/** What travels: ids, never addresses or names, so that queues, logs and dead letters hold none. */
export interface Message {
  checkId: string;
  /** Set in the queues of categories. */
  category?: string;
  /** Set in the queues of new checks and of categories; left out: interactive. */
  lane?: Lane;
  /** Set where it must share its invocation with no other: it lies in the queue of what somebody waits for. */
  alone?: true;
}

/** What travels to whoever moves runs. */
export interface RunMessage {
  runId: string;
}

export interface Queues {
  /** @param delay seconds, at most 900 */
  send(queue: string, message: Message | RunMessage, delay?: number): Promise<void>;
  /** Lets a message that was received come again after so many seconds. */
  returnAfter(queue: string, receiptHandle: string, seconds: number): Promise<void>;
}

/** Names of the queues that are not a category's. */
export const QUEUE = { aggregate: 'aggregate', notify: 'notify', recheck: 'recheck' } as const;
/** Of new checks: their targets are looked up, which takes as long as name servers like. */
export const checksQueue = (lane: Lane = 'interactive'): string =>
  lane === 'interactive' ? 'checks' : `checks-${lane}`;
export const categoryQueue = (category: string, lane: Lane = 'interactive'): string =>
  lane === 'interactive' ? `category-${category}` : `category-${category}-${lane}`;

/**
 * @param urlOf URL of a queue by its name in the topology
 * @param configuration of the client where it is not the environment's, as Lambda sets it
 */
export function sqsQueues(urlOf: (queue: string) => string, configuration: SQSClientConfig = {}): Queues {
  // Otherwise the client connects to the host in the queue's URL, which an embedded engine's name does not resolve to.
  const client = new SQSClient({ useQueueUrlAsEndpoint: false, requestHandler: SDK_PATIENCE, ...configuration });
  return {
    async send(queue, message, delay = 0) {
      if (delay < 0 || delay > LONGEST_DELAY) throw new RangeError(`SQS delays 0 to ${LONGEST_DELAY} s, not ${delay}`);
      await client.send(
        new SendMessageCommand({
          QueueUrl: urlOf(queue),
          MessageBody: JSON.stringify(message),
          DelaySeconds: Math.ceil(delay),
        }),
      );
    },
    async returnAfter(queue, receiptHandle, seconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: urlOf(queue),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: Math.ceil(seconds),
        }),
      );
    },
  };
}
