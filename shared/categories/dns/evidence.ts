import type { DnsAnswer } from '../../net/dns/answer.ts';
import type { MxRecord } from '../../net/target.ts';

export interface Addresses {
  a: DnsAnswer<string>;
  aaaa: DnsAnswer<string>;
}

export interface MxHost extends Addresses {
  host: string;
  /** Its name is an address, which no MX may be (RFC 5321 5.1). */
  literal: boolean;
}

/** One name that the reverse look-up gave, and where it leads. */
export interface PtrName extends Addresses {
  name: string;
}

/** Reverse DNS of one address of the target. */
export interface Reverse {
  address: string;
  ptr: DnsAnswer<string>;
  names: PtrName[];
}

export interface DnsEvidence {
  mx: DnsAnswer<MxRecord>;
  /** At most ten, in the order in which senders try them; `beyond` names the rest. */
  hosts: { tested: MxHost[]; beyond: string[] };
  /** Addresses of the domain itself, which count where it has no MX (RFC 5321 5.1). */
  apex: Addresses;
  /** Addresses of the target; both empty answers where it was given as an address. */
  target: Addresses & { literal: string | null };
  reverseIpv4: Reverse[];
  reverseIpv6: Reverse[];
  /** Whether a name that nobody made resolves under the domain; null where that could not be told. */
  wildcard: boolean | null;
}
