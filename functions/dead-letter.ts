import { bury } from '../shared/pipeline/dead-letter.ts';
import { readMessage } from '../shared/pipeline/message.ts';
import { queueFunction } from './edge/queue-function.ts';

/** Dead letters may be unreadable: that is often why they are dead. Which check it was may still be told. */
const checkIdIn = (body: string): string => /"checkId"\s*:\s*"([0-9a-f-]{36})"/.exec(body)?.[1] ?? 'unreadable';

/** Reads all dead-letter queues: what failed for good is recorded as "could not be completed". */
export const handler = queueFunction(
  null,
  (deps, _, { body, queue }) => bury(deps, body, queue),
  (body) => readMessage(body) ?? { checkId: checkIdIn(body) },
);
