import { categoryQueue, checksQueue, QUEUE } from '../queue/queue.ts';
import type { LiveCheck } from './check.ts';
import type { Deps } from './deps.ts';

/** Asks for the target of a check to be looked up, in the check's lane. */
export const askForStart = ({ queues }: Pick<Deps, 'queues'>, { id: checkId, lane }: LiveCheck): Promise<void> =>
  queues.send(checksQueue(lane), lane === 'interactive' ? { checkId } : { checkId, lane });

/** Asks for one category of a check, in the check's lane. @param delay seconds */
export function askForCategory({ queues }: Deps, check: LiveCheck, category: string, delay = 0): Promise<void> {
  const { id: checkId, lane } = check;
  const message = lane === 'interactive' ? { checkId, category } : { checkId, category, lane };
  return queues.send(categoryQueue(category, lane), message, delay);
}

/** Asks for a look whether a check can end. @param delay seconds */
export const askForEnd = ({ queues }: Pick<Deps, 'queues'>, checkId: string, delay = 0): Promise<void> =>
  queues.send(QUEUE.aggregate, { checkId }, delay);

/** Asks for an attempt at the callback of a check. */
export const askForCallback = ({ queues }: Pick<Deps, 'queues'>, checkId: string): Promise<void> =>
  queues.send(QUEUE.notify, { checkId });

/** Asks for a turn at a run. */
export const askForTurn = ({ queues }: Pick<Deps, 'queues'>, runId: string): Promise<void> =>
  queues.send(QUEUE.recheck, { runId });
