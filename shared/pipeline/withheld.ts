import type { Target } from '../check/target.ts';
import type { Settings } from '../config.ts';
import { isSuppressed } from '../net/suppressed.ts';

/**
 * A server that must not be tested, or of a domain that must not be, is not connected to: the target has no address
 * then. Somebody may have asked for it since the check began.
 */
export function withheld(target: Target, { suppressed }: Settings): Target {
  const named = [target.domain, target.host ?? '', ...target.addresses.map(({ address }) => address)];
  if (!named.some((one) => suppressed.some((entry) => isSuppressed(entry, one)))) return target;
  return Object.freeze({ ...target, addresses: [], absence: { because: 'suppressed', reason: 'no-target' } as const });
}
