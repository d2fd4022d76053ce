import { aggregate } from '../shared/pipeline/aggregate.ts';
import { QUEUE } from '../shared/queue/queue.ts';
import { queueFunction } from './edge/queue-function.ts';

/** Ends checks: assembles the report when all is there, or when the time is up. */
export const handler = queueFunction(
  () => QUEUE.aggregate,
  (deps, { checkId }) => aggregate(deps, checkId),
);
