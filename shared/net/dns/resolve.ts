import ipaddr from 'ipaddr.js';
import type { DnsAnswer } from './answer.ts';
import type { DnsClient } from './client.ts';

export interface HostAddresses {
  a: DnsAnswer<string>;
  aaaa: DnsAnswer<string>;
}

/** Asks for both families at once. Rejects only with the reason of the signal. */
export async function lookupAddresses(dns: DnsClient, host: string, signal?: AbortSignal): Promise<HostAddresses> {
  const [a, aaaa] = await Promise.all([dns.query(host, 'A', signal), dns.query(host, 'AAAA', signal)]);
  return { a, aaaa };
}

/**
 * Name under which the PTR record of an address lies (RFC 1035 3.5, RFC 3596 2.5).
 * @throws Error when the text is no address.
 */
export function reverseName(address: string): string {
  const bytes = ipaddr.parse(address).toByteArray().reverse();
  if (bytes.length === 4) return `${bytes.join('.')}.in-addr.arpa`;
  const nibbles = bytes.flatMap((byte) => [byte & 15, byte >> 4]);
  return `${nibbles.map((nibble) => nibble.toString(16)).join('.')}.ip6.arpa`;
}

/**
 * Canonical text of an address; RFC 5952 for IPv6.
 * @throws Error when the text is no address.
 */
export function canonicalAddress(address: string): string {
  const parsed = ipaddr.parse(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.toRFC5952String() : parsed.toString();
}
