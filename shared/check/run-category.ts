import { setMaxListeners } from 'node:events';
import { TargetBusy } from '../net/slots.ts';
import type { Category, FollowUpWish, Gathered } from './category.ts';
import type { Conversation } from './conversation.ts';
import type { Io } from './io.ts';
import { judgeCategory, type RowResult, untouched } from './runner.ts';
import type { Reason } from './status.ts';
import type { Target } from './target.ts';

/** What one category found. Write-once. */
export interface CategoryResult {
  category: string;
  outcome: 'completed' | 'incomplete';
  reason: Reason | null;
  rows: RowResult[];
  conversations: Conversation[];
  followUp: FollowUpWish | null;
  ms: number;
  /** Message of an error of our own, where one ended it. */
  fault: string | null;
  /** Set where another check found it at the same server, and when (ISO 8601); left out: this check did. */
  sharedFrom?: SharedFrom;
}

/** The check that asked a server on behalf of others. */
export interface SharedFrom {
  checkId: string;
  at: string;
}

/**
 * Gathers within the category's limit, then judges. Never rejects: an error of ours becomes the result
 * "could not be completed", and the caller's own stop does too.
 */
export async function runCategory(
  category: Category,
  target: Target,
  io: Io,
  signal: AbortSignal,
): Promise<CategoryResult> {
  const start = io.clock();
  const took = (): number => Math.round(io.clock() - start);
  if (category.gather === null) return ended(category, 'not-asked', 0, null);
  const limit = AbortSignal.any([signal, io.timeout(category.limits.seconds * 1000)]);
  setMaxListeners(0, limit);
  try {
    const gathered: Gathered<unknown> = await category.gather(target, io, limit);
    const late = limit.aborted;
    return {
      category: category.id,
      outcome: late ? 'incomplete' : 'completed',
      reason: late ? 'deadline' : null,
      rows: judgeCategory(category, gathered, { target, now: io.now(), ownAddresses: io.ownAddresses }),
      conversations: gathered.conversations,
      followUp: gathered.followUp ?? null,
      ms: took(),
      fault: null,
    };
  } catch (error) {
    if (error instanceof TargetBusy) return ended(category, 'target-busy', took(), null);
    if (limit.aborted) return ended(category, 'deadline', took(), null);
    return ended(category, 'internal', took(), error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** Result of a category that could not be completed; also for those that never started. */
export function ended(category: Category, reason: Reason, ms: number, fault: string | null): CategoryResult {
  return {
    category: category.id,
    outcome: 'incomplete',
    reason,
    rows: untouched(category.rows, category.id, reason),
    conversations: [],
    followUp: null,
    ms,
    fault,
  };
}
