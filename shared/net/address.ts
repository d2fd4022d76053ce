import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { RefusedAddress, Target, VettedAddress } from '../check/target.ts';
import { harmless } from './harmless.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type Network = [Address, number];

/**
 * Networks that no check may reach (RFC 6890 and its registries; aws.md 5.1), judged on parsed bytes. Of IPv6 only
 * global unicast (2000::/3) is left at all, without what embeds IPv4 addresses or leads nowhere.
 */
const FORBIDDEN: readonly (readonly [string, string])[] = [
  ['0.0.0.0/8', 'this network'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'carrier-grade NAT'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'protocol assignments'],
  ['192.0.2.0/24', 'documentation'],
  ['192.31.196.0/24', 'AS112'],
  ['192.52.193.0/24', 'AMT'],
  ['192.88.99.0/24', '6to4 relay'],
  ['192.168.0.0/16', 'private'],
  ['192.175.48.0/24', 'AS112'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
  ['::1/128', 'loopback'],
  ['::ffff:0:0/96', 'IPv4-mapped'],
  ['::ffff:0:0:0/96', 'IPv4-translated'],
  ['64:ff9b::/96', 'NAT64'],
  ['64:ff9b:1::/48', 'NAT64'],
  ['fc00::/7', 'unique local'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'site-local'],
  ['ff00::/8', 'multicast'],
  ['2001::/23', 'protocol assignments, Teredo'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', '6to4'],
  ['2620:4f:8000::/48', 'AS112'],
  ['3fff::/20', 'documentation'],
];

const parsedForbidden = FORBIDDEN.map(([cidr, name]) => ({ network: parseNetwork(cidr), label: `${cidr}, ${name}` }));
const GLOBAL_UNICAST = parseNetwork('2000::/3');

/** @throws Error for anything that is no network in CIDR notation */
export function parseNetwork(cidr: string): Network {
  const [base = '', bits = '', more] = cidr.split('/');
  // Only the notation that parseAddress takes: "127/8" and "0x7f.0.0.0/8" mean different things to different programs.
  const plain = base.includes(':') ? ipaddr.IPv6.isValid(base) : ipaddr.IPv4.isValidFourPartDecimal(base);
  if (!plain || base.includes('%') || !/^\d{1,3}$/.test(bits) || more !== undefined) {
    throw new Error(`"${cidr}" is not a network`);
  }
  return ipaddr.parseCIDR(cidr);
}

const inside = (address: Address, [network, bits]: Network): boolean =>
  address.kind() === network.kind() && address.match(network, bits);

/**
 * Parses the one canonical notation of each family. Octal, hex, short and decimal forms of IPv4 and zone ids are
 * refused, since different programs read them differently; an IPv4-mapped address counts as what it embeds.
 */
export function parseAddress(text: string): Address | null {
  if (text.includes('%')) return null;
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  // ipaddr.js reads octal tails and takes ::8.8.8.8 for a mapped address; the runtime's stricter parser is asked too.
  if (isIP(text) !== 6 || (text.includes('.') && /^::\d+\./.test(text))) return null;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** Name of the forbidden network that the address lies in; null for a public address. */
export function forbiddenNetwork(address: Address): string | null {
  const hit = parsedForbidden.find(({ network }) => inside(address, network));
  if (hit !== undefined) return hit.label;
  if (address.kind() === 'ipv6' && !inside(address, GLOBAL_UNICAST)) return 'outside 2000::/3, not global unicast';
  return null;
}

/** Lets an address pass, or says why not. The only maker of vetted addresses. */
export function vet(text: string, allowed: readonly Network[]): VettedAddress | RefusedAddress {
  const address = parseAddress(text);
  if (address === null) return { address: text, network: 'not a plain address' };
  const network = forbiddenNetwork(address);
  if (network !== null && !allowed.some((one) => inside(address, one))) return { address: address.toString(), network };
  return { address: address.toString(), family: address.kind() === 'ipv4' ? 4 : 6, lab: network !== null };
}

export const isVetted = (one: VettedAddress | RefusedAddress): one is VettedAddress => 'family' in one;

/**
 * A target that lay in a store: its addresses as the guard judges them now. They may have been let pass under other
 * settings, or by nobody, had somebody else written there.
 */
export function vetAgain(target: Target, allowed: readonly Network[]): Target {
  const all = target.addresses.map(({ address }) => vet(address, allowed));
  const refused = all.filter((one): one is RefusedAddress => !isVetted(one));
  return { ...target, addresses: all.filter(isVetted), refused: [...target.refused, ...refused] };
}

/** An address came to the dialer that no check may reach: whoever sent it there made a mistake, and it is ours. */
export class ForbiddenAddress extends Error {
  constructor({ address, network }: RefusedAddress) {
    super(`${harmless(address, 60)} may not be connected to: ${network}`);
  }
}

/** Whether the text is an address of a private network (RFC 1918, RFC 4193), as NAT gives out. */
export function isPrivate(text: string): boolean {
  const range = parseAddress(text)?.range();
  return range === 'private' || range === 'uniqueLocal';
}

/** The one text form of an address, by which many can be compared; null for what is none. */
export const canonical = (text: string): string | null => parseAddress(text)?.toString() ?? null;

/** Whether both texts name the same address, however they are written. */
export function sameAddress(one: string, other: string): boolean {
  const address = canonical(one);
  return address !== null && address === canonical(other);
}

/** Whether the text is an address that lies in the network. */
export function inNetwork(text: string, network: Network): boolean {
  const address = parseAddress(text);
  return address !== null && address.kind() === network[0].kind() && address.match(network as [ipaddr.IPv4, number]);
}
