import { isOpen } from './check.ts';
import type { Deps } from './deps.ts';
import { incomplete } from './incomplete.ts';
import { readMessage } from './message.ts';
import { record } from './record.ts';

/**
 * A message that failed too often. Its category is recorded as "could not be completed"; one for the whole check
 * speaks for all pending categories. What cannot be read is logged: the tick ends the check it may have been about.
 * @param body as it was received
 */
export async function bury(deps: Deps, body: string, queue: string): Promise<void> {
  const message = readMessage(body);
  deps.measure('deadLetter', 1);
  deps.log.error('dead letter', { queue, ...(message ?? { unreadable: true, bytes: body.length }) });
  if (message === null) return;
  const check = await deps.store.readCheck(message.checkId);
  if (!isOpen(check)) return;
  const about = message.category === undefined ? check.pending : [message.category];
  for (const category of about.filter((one) => check.expected.includes(one))) {
    const result = incomplete(deps, category, 'internal', `messages in ${queue} failed ${deps.times.maxReceiveCount} times`); // biome-ignore format: one thought
    if (result !== null) await record(deps, check.id, result);
  }
}
