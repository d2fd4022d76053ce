import { ended } from '../check/run-category.ts';
import type { Reason } from '../check/status.ts';
import type { StoredResult } from './check.ts';
import type { Deps } from './deps.ts';

/** "Could not be completed", for a category that did not get to say anything; null for one that is not ours. */
export function incomplete(
  { categories }: Deps,
  id: string,
  reason: Reason,
  fault: string | null,
): StoredResult | null {
  const category = categories.find((one) => one.id === id);
  return category === undefined ? null : { ...ended(category, reason, 0, fault), families: [] };
}
