import type { Missing } from '../check/category.ts';
import type { Target } from '../check/target.ts';

/** Why there is nothing to connect to, in the words of what is missing. */
export function noAddress({ absence }: Pick<Target, 'absence'>): Missing {
  if (absence === null) return { code: 'not-tested', reason: 'earlier-step', data: { because: 'no-address' } };
  const { because, reason } = absence;
  return { code: reason === 'dns-trouble' ? 'undecided' : 'not-tested', reason, data: { because } };
}
