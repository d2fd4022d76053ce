import type { Message, RunMessage } from '../queue/queue.ts';
import type { Deps } from './deps.ts';
import { logAbout } from './log.ts';

/** One message as it was received. */
export interface Delivery {
  /** See `receiptOf`. */
  receipt: string;
  /** By which the queue knows this delivery. */
  handle: string;
  body: string;
  /** How often it was received, this time included. */
  received: number;
  signal: AbortSignal;
}

/** Different for each delivery of each message: what a function claims, it claims under this name. */
export const receiptOf = (messageId: string, invocation: string): string => `${messageId}/${invocation}`;

/** What is done with the messages of a queue. */
export interface Consumer<M extends Message | RunMessage = Message> {
  /** Null for a body that cannot be read; then `handle` is not called. */
  read(body: string): M | null;
  /** Queue from which it comes, to put it off; null: it stays away for as long as the queue says. */
  queueOf(message: M | null): string | null;
  handle(deps: Deps, message: M, delivery: Delivery): Promise<void>;
}

/** What the log may know of a message. */
const namesOf = (message: Message | RunMessage | null): Record<string, string> =>
  message === null ? {} : 'runId' in message ? { runId: message.runId } : { checkId: message.checkId };

/** A hiccup of ours must not cost the deadline: the message comes again soon, later each time (seconds). */
async function putOff({ queues, times, random }: Deps, queue: string, { handle, received }: Delivery): Promise<void> {
  const [least, most] = times.retry;
  const pause = Math.min(most, least * 2 ** received) * (0.5 + random() / 2);
  await queues.returnAfter(queue, handle, Math.max(least, pause));
}

/**
 * Handles one message. When that fails the message is put off, and the error thrown, so that the host keeps it.
 * @throws what the handler throws; Error for a body that cannot be read
 */
export async function deliver<M extends Message | RunMessage>(
  deps: Deps,
  { read, queueOf, handle }: Consumer<M>,
  delivery: Delivery,
): Promise<void> {
  const message = read(delivery.body);
  const log = message === null ? deps.log : logAbout(deps.log, namesOf(message));
  try {
    if (message === null) throw new Error('the message cannot be read');
    await handle({ ...deps, log }, message, delivery);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.error('message failed', {
      category: message !== null && 'category' in message ? message.category : undefined,
      received: delivery.received,
      error: why,
    });
    const queue = queueOf(message);
    if (queue !== null) {
      await putOff(deps, queue, delivery).catch(() => log.warn('message could not be put off'));
    }
    throw error;
  }
}
