import { type Data, type Finding, undecided } from '../../check/row.ts';
import { canonical } from '../../net/address.ts';
import { COMPARED_LIMIT, lookupFailed } from '../../net/target.ts';
import type { PtrName, Reverse } from './evidence.ts';

/** Codes of rows 33 and 35 (judgement.md 6). */
export const REVERSE_CODES = {
  'pass-all': 'pass',
  'pass-any': 'warn',
  mismatch: 'warn',
  'forward-missing': 'warn',
  none: 'warn',
} as const;

type Forward = 'confirms' | 'differs' | 'missing' | 'unknown';

/** DNS has them in the form in which the address is; only the first are read, since ten names may have hundreds each. */
const leadsTo = (records: readonly string[], address: string): boolean =>
  records.includes(address) || records.slice(0, COMPARED_LIMIT).some((one) => canonical(one) === address);

function forward({ a, aaaa }: PtrName, address: string): Forward {
  // Only the address's own family can lead back to it.
  const answer = address.includes(':') ? aaaa : a;
  if (answer.kind === 'answer') return leadsTo(answer.records, address) ? 'confirms' : 'differs';
  if (lookupFailed(answer)) return 'unknown';
  const other = address.includes(':') ? a : aaaa;
  return other.kind === 'answer' ? 'differs' : 'missing';
}

/** Which name could not be looked up, and how that failed. */
function trouble({ name, a, aaaa }: PtrName, address: string): Data {
  return { host: name, how: (address.includes(':') ? aaaa : a).kind };
}

/** Judges reverse DNS of one address: every name must lead back (the gateway's admission rule). */
export function judgeReverse({ address, ptr, names }: Reverse): Finding<keyof typeof REVERSE_CODES> {
  const more = {
    subject: address,
    value: names.map((one) => one.name),
    data: { address, names: names.map((one) => one.name) },
  };
  if (lookupFailed(ptr)) return undecided('dns-trouble', { ...more, data: { ...more.data, how: ptr.kind } });
  if (names.length === 0) return { ...more, code: 'none' };
  const results = names.map((one) => forward(one, address));
  if (results.every((one) => one === 'confirms')) return { ...more, code: 'pass-all' };
  // A name that could not be looked up may be the one that leads back, or the one that does not.
  const lost = names.find((_, index) => results[index] === 'unknown');
  if (lost !== undefined) return undecided('dns-trouble', { ...more, data: trouble(lost, address) });
  if (results.includes('confirms')) return { ...more, code: 'pass-any' };
  return { ...more, code: results.includes('differs') ? 'mismatch' : 'forward-missing' };
}
