import { randomBytes } from 'node:crypto';
import { absent, type Gathered, type Settled, settled } from '../../check/category.ts';
import type { Io } from '../../check/io.ts';
import type { Target } from '../../check/target.ts';
import { parseAddress } from '../../net/address.ts';
import type { DnsAnswer } from '../../net/dns/answer.ts';
import type { DnsClient } from '../../net/dns/client.ts';
import { lookupAddresses, reverseName } from '../../net/dns/resolve.ts';
import { lookupFailed, MX_LIMIT, type MxRecord, mxHosts } from '../../net/target.ts';
import type { Addresses, DnsEvidence, MxHost, Reverse } from './evidence.ts';

/** Names of one address that are followed: more than this is no honest reverse DNS. */
const PTR_LIMIT = 10;

const NODATA: DnsAnswer<string> = { kind: 'nodata', aliases: [] };

async function mxHost(dns: DnsClient, host: string, signal: AbortSignal): Promise<MxHost> {
  return { host, literal: parseAddress(host) !== null, ...(await lookupAddresses(dns, host, signal)) };
}

async function reverse(dns: DnsClient, address: string, signal: AbortSignal): Promise<Reverse> {
  const ptr = await dns.query(reverseName(address), 'PTR', signal);
  const names = ptr.kind === 'answer' ? ptr.records.slice(0, PTR_LIMIT) : [];
  const look = async (name: string) => ({ name, ...(await lookupAddresses(dns, name, signal)) });
  return { address, ptr, names: await Promise.all(names.map(look)) };
}

/** Asks for a label that nobody can have made: an answer to it answers everything. */
async function wildcard(dns: DnsClient, domain: string, signal: AbortSignal): Promise<boolean | null> {
  const name = `mxready-${randomBytes(6).toString('hex')}.${domain}`;
  const { a, aaaa } = await lookupAddresses(dns, name, signal);
  if (a.kind === 'answer' || aaaa.kind === 'answer') return true;
  return lookupFailed(a) || lookupFailed(aaaa) ? null : false;
}

async function targetAddresses(dns: DnsClient, host: string, signal: AbortSignal): Promise<DnsEvidence['target']> {
  if (parseAddress(host) !== null) return { a: NODATA, aaaa: NODATA, literal: host };
  return { ...(await lookupAddresses(dns, host, signal)), literal: null };
}

function withoutTarget({ absence }: Target): Settled<never> {
  const because = { because: absence?.because ?? 'gateway' };
  return absence?.reason === 'dns-trouble'
    ? absent('undecided', 'dns-trouble', because)
    : absent('not-tested', 'no-target', because);
}

/** Reverse look-ups of one family; what could not be learnt of the addresses is said of the names too. */
async function reverses(
  io: Io,
  target: Target,
  found: Addresses,
  family: 4 | 6,
  signal: AbortSignal,
): Promise<Settled<Reverse[]>> {
  const ours = [...target.addresses.map((one) => one.address), ...target.refused.map((one) => one.address)];
  const addresses = ours.filter((address) => parseAddress(address)?.kind() === (family === 4 ? 'ipv4' : 'ipv6'));
  if (addresses.length > 0) return settled(await Promise.all(addresses.map((one) => reverse(io.dns, one, signal))));
  const answer = family === 4 ? found.a : found.aaaa;
  if (lookupFailed(answer)) return absent('undecided', 'dns-trouble', { because: 'addresses-unknown' });
  return absent('not-applicable', null, { because: family === 4 ? 'no-ipv4' : 'no-ipv6' });
}

async function aboutTarget(target: Target, io: Io, signal: AbortSignal) {
  if (target.host === null) {
    const missing = withoutTarget(target);
    return { target: missing, reverseIpv4: missing, reverseIpv6: missing };
  }
  const found = await targetAddresses(io.dns, target.host, signal);
  const [reverseIpv4, reverseIpv6] = await Promise.all([
    reverses(io, target, found, 4, signal),
    reverses(io, target, found, 6, signal),
  ]);
  return { target: settled(found), reverseIpv4, reverseIpv6 };
}

async function aboutMx(target: Target, io: Io, signal: AbortSignal) {
  const mx: DnsAnswer<MxRecord> = await io.dns.query(target.domain, 'MX', signal);
  const names = mxHosts(mx).map((record) => record.exchange);
  const tested = await Promise.all(names.slice(0, MX_LIMIT).map((host) => mxHost(io.dns, host, signal)));
  return { mx: settled(mx), hosts: settled({ tested, beyond: names.slice(MX_LIMIT) }) };
}

/** All look-ups of the category, as many at once as depend on nothing else. */
export async function gather(target: Target, io: Io, signal: AbortSignal): Promise<Gathered<DnsEvidence>> {
  const [mx, about, apex, anyName] = await Promise.all([
    aboutMx(target, io, signal),
    aboutTarget(target, io, signal),
    lookupAddresses(io.dns, target.domain, signal),
    wildcard(io.dns, target.domain, signal),
  ]);
  const evidence = { ...mx, ...about, apex: settled(apex), wildcard: settled(anyName) };
  return { units: [{ subject: null, software: null, evidence }], conversations: [] };
}
