import { type Finding, notApplicable, undecided } from '../../check/row.ts';
import type { Target } from '../../check/target.ts';
import { parseAddress } from '../../net/address.ts';
import type { DnsAnswer } from '../../net/dns/answer.ts';
import { lookupFailed } from '../../net/target.ts';

interface Asked {
  mine: DnsAnswer<string>;
  /** The address itself, where the target was given as one. */
  literal: string | null;
  kind: 'ipv4' | 'ipv6';
}

/** Judges the address records of one family; SERVFAIL and time-out prove nothing. */
export function judgeAddresses({ mine, literal, kind }: Asked, target: Target): Finding<'addresses'> {
  const because = kind === 'ipv4' ? 'no-ipv4' : 'no-ipv6';
  const data = { host: target.host, beyond: target.beyond };
  if (literal !== null) {
    return parseAddress(literal)?.kind() === kind
      ? { code: 'addresses', value: [literal], data }
      : notApplicable(because, { data });
  }
  if (mine.kind === 'answer')
    return { code: 'addresses', value: mine.records, data: { ...data, aliases: mine.aliases } };
  if (lookupFailed(mine)) return undecided('dns-trouble', { data: { ...data, how: mine.kind } });
  return notApplicable(because, { data });
}
