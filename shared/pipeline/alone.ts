import { categoryQueue, type Lane, type Message } from '../queue/queue.ts';
import type { Deps } from './deps.ts';

/**
 * Messages of runs are handled in batches, and one that ends its function ends the others with it. So one that may have
 * done so, or that failed more than once, is handled alone from then on: in the queue of what somebody waits for, whose
 * messages come one by one. It stays a run's in all else. Its receive count begins anew there, and only there, since it
 * is never sent on a second time.
 */
const SUSPECT_FROM = 3;

/** The queue in which a message of a category lies. */
export const queueOf = (category: string, { lane, alone }: Pick<Message, 'lane' | 'alone'>): string =>
  categoryQueue(category, alone === true ? 'interactive' : lane);

/** Asks for a category once more, in an invocation of its own. */
export const askAlone = (
  { queues }: Pick<Deps, 'queues'>,
  checkId: string,
  category: string,
  lane: Lane,
): Promise<void> => queues.send(categoryQueue(category), { checkId, category, lane, alone: true });

/**
 * Takes a message out of its batch that was received too often already.
 * @returns true: it is sent on, and done here
 */
export async function sentAlone(
  deps: Pick<Deps, 'queues' | 'log'>,
  message: Message,
  received: number,
): Promise<boolean> {
  const { checkId, category, lane = 'interactive', alone = false } = message;
  if (category === undefined || lane === 'interactive' || alone || received < SUSPECT_FROM) return false;
  await askAlone(deps, checkId, category, lane);
  deps.log.warn('message taken out of its batch', { checkId, category, received });
  return true;
}
