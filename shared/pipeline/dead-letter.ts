import { isOpen, type LiveCheck } from './check.ts';
import type { Deps } from './deps.ts';
import { incomplete } from './incomplete.ts';
import { readMessage, readRunMessage } from './message.ts';
import { record } from './record.ts';

/**
 * Categories that nothing but this message would have begun. Of a check that was dispatched by another message none;
 * and whoever works at one now, called by another message, may still bring its result: should it die, the tick calls
 * again.
 */
async function forsaken({ store, now }: Deps, check: LiveCheck, category: string | undefined): Promise<string[]> {
  if (category === undefined) return check.target === null ? [...check.pending] : [];
  const leases = await store.readLeases(check.id);
  return check.pending.includes(category) && (leases.get(category) ?? 0) < now() ? [category] : [];
}

/**
 * A message that failed too often. Its category is recorded as "could not be completed"; one that should have
 * dispatched a check speaks for all its categories. What cannot be read is logged: the tick ends the check it may have
 * been about.
 * @param body as it was received
 */
export async function bury(deps: Deps, body: string, queue: string): Promise<void> {
  const message = readMessage(body);
  deps.measure('deadLetter', 1);
  deps.log.error('dead letter', {
    queue,
    ...(message ?? readRunMessage(body) ?? { unreadable: true, bytes: body.length }),
  });
  // What is about a run needs nothing: the tick asks for its next turn.
  if (message === null) return;
  const check = await deps.store.readCheck(message.checkId);
  if (!isOpen(check)) return;
  for (const category of await forsaken(deps, check, message.category)) {
    const result = incomplete(deps, category, 'internal', `messages in ${queue} failed ${deps.times.maxReceiveCount} times`); // biome-ignore format: one thought
    if (result !== null) await record(deps, check.id, result);
  }
}
