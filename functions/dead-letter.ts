import { bury } from '../shared/pipeline/dead-letter.ts';
import { queueFunction } from './edge/queue-function.ts';

/** Reads all dead-letter queues: what failed for good is recorded as "could not be completed". */
export const handler = queueFunction(
  null,
  (deps, _, { body, queue }) => bury(deps, body, queue),
  // Dead letters may be unreadable: that is often why they are dead.
  () => ({ checkId: '' }),
);
