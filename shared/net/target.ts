import type { CheckRequest, Policy } from '../check/request.ts';
import type { Mode, RefusedAddress, Target, VettedAddress } from '../check/target.ts';
import { canonical, isVetted, parseAddress, vet } from './address.ts';
import type { DnsAnswer } from './dns/answer.ts';
import type { DnsClient } from './dns/client.ts';
import { lookupAddresses } from './dns/resolve.ts';
import { isUnder } from './domain.ts';

/** Of one host; the rest is named, not tested (rows.md). */
export const ADDRESS_LIMIT = 8;
export const MX_LIMIT = 10;
/** Addresses of one host that are compared with those of others; more than any honest host has. */
export const COMPARED_LIMIT = 64;

export interface MxRecord {
  preference: number;
  exchange: string;
}

type Existence = 'yes' | 'no' | 'unknown';

/** Gateway host of a domain: dots become hyphens (seppmail.md 4.3). */
export const gatewayHost = (domain: string, kind: 'gate' | 'mail', suffix: string): string =>
  `${domain.replaceAll('.', '-')}.${kind}.${suffix}`;

/** The MX hosts in the order in which a sender tries them; ties go by name. A null MX is left out. */
export function mxHosts(answer: DnsAnswer<MxRecord>): MxRecord[] {
  if (answer.kind !== 'answer') return [];
  const sorted = answer.records
    .filter((record) => record.exchange !== '')
    .sort((one, other) => one.preference - other.preference || (one.exchange < other.exchange ? -1 : 1));
  // One host at two preferences is one host, at the lower of them.
  const hosts = new Map<string, MxRecord>();
  for (const record of sorted) if (!hosts.has(record.exchange)) hosts.set(record.exchange, record);
  return [...hosts.values()];
}

/** The host that senders try first; null: none, or it is not known. Never rejects. */
export async function preferredHost(dns: DnsClient, domain: string, signal: AbortSignal): Promise<string | null> {
  try {
    const mx = await dns.query(domain, 'MX', signal);
    const hosts = mxHosts(mx as DnsAnswer<MxRecord>);
    return hosts[0]?.exchange ?? (mx.kind === 'nodata' ? domain : null);
  } catch {
    return null;
  }
}

/** A domain that declares that it takes no mail (RFC 7505). */
export const isNullMx = (answer: DnsAnswer<MxRecord>): boolean =>
  answer.kind === 'answer' && answer.records.length > 0 && mxHosts(answer).length === 0;

/** Whether a look-up failed, so that it says nothing about what exists. */
export const lookupFailed = (answer: { kind: string }): boolean =>
  answer.kind === 'servfail' || answer.kind === 'timeout' || answer.kind === 'loop';

async function existence(dns: DnsClient, host: string, signal: AbortSignal): Promise<Existence> {
  // A name that DNS cannot carry (RFC 1035 2.3.4) does not exist.
  if (host.length > 253 || host.split('.').some((label) => label.length > 63)) return 'no';
  const { a, aaaa } = await lookupAddresses(dns, host, signal);
  if (a.kind === 'answer' || aaaa.kind === 'answer') return 'yes';
  return lookupFailed(a) || lookupFailed(aaaa) ? 'unknown' : 'no';
}

interface Found {
  texts: string[];
  /** Whether there may be addresses beyond these: a look-up failed. */
  failed: boolean;
}

async function addressesOf(dns: DnsClient, host: string, signal: AbortSignal): Promise<Found> {
  if (parseAddress(host) !== null) return { texts: [host], failed: false };
  const answers = Object.values(await lookupAddresses(dns, host, signal));
  return {
    texts: answers.flatMap((one) => (one.kind === 'answer' ? one.records : [])),
    failed: answers.some(lookupFailed),
  };
}

interface ModeFinding {
  mode: Mode;
  modeKnown: boolean;
}

function modeOf(request: CheckRequest, gate: Existence, mail: Existence): ModeFinding {
  if (request.mode !== 'auto') return { mode: request.mode, modeKnown: true };
  if (gate === 'yes') return { mode: 'inline', modeKnown: true };
  if (gate === 'unknown') return { mode: 'unprovisioned', modeKnown: false };
  if (mail === 'yes') return { mode: 'parallel', modeKnown: true };
  return { mode: 'unprovisioned', modeKnown: mail === 'no' };
}

type Choice = Pick<Target, 'host' | 'source' | 'absence'>;
const none = (because: string, reason: 'no-target' | 'dns-trouble' = 'no-target'): Choice => ({
  host: null,
  source: null,
  absence: { because, reason },
});

const UNRESOLVED = { because: 'target-unresolved', reason: 'dns-trouble' } as const;

/** Which host to test; another customer's gateway is never probed, and neither is the own one. */
function chooseHost(request: CheckRequest, mx: DnsAnswer<MxRecord>, isGateway: (host: string) => boolean): Choice {
  if (request.target !== null) {
    if (isGateway(request.target)) return none('gateway');
    return { host: request.target, source: 'given', absence: null };
  }
  if (lookupFailed(mx)) return none('mx-unknown', 'dns-trouble');
  if (mx.kind === 'nxdomain') return none('no-domain');
  if (isNullMx(mx)) return none('null-mx');
  const preferred = mxHosts(mx)[0];
  if (preferred === undefined) return { host: request.domain, source: 'implicit', absence: null };
  if (isGateway(preferred.exchange)) return none('gateway');
  return { host: preferred.exchange, source: 'mx', absence: null };
}

/** Each address once, in the one form that can be compared; a stranger's DNS may list hundreds for each of many hosts. */
const comparable = (texts: readonly string[]): string[] =>
  texts.slice(0, COMPARED_LIMIT).flatMap((text) => canonical(text) ?? []);

/** Whether a host that the caller named is one of the domain's published MX hosts, by name or by address. */
async function isPublished(
  host: string,
  texts: string[],
  mx: DnsAnswer<MxRecord>,
  domain: string,
  look: (host: string) => Promise<Found>,
): Promise<boolean> {
  if (lookupFailed(mx) || mx.kind === 'nxdomain' || isNullMx(mx)) return false;
  const hosts = mx.kind === 'answer' ? mxHosts(mx).map((record) => record.exchange) : [domain];
  if (hosts.includes(host)) return true;
  const found = await Promise.all(hosts.slice(0, MX_LIMIT).map(look));
  const published = new Set(found.flatMap((one) => comparable(one.texts)));
  return comparable(texts).some((address) => published.has(address));
}

function vetAll(texts: readonly string[], policy: Policy): Pick<Target, 'addresses' | 'refused' | 'beyond'> {
  const verdicts = new Map<string, VettedAddress | RefusedAddress>();
  for (const text of texts) {
    const verdict = vet(text, policy.allowNetworks);
    verdicts.set(verdict.address, verdict);
  }
  const all = [...verdicts.values()];
  const vetted = all.filter(isVetted).sort((one, other) => one.family - other.family);
  return {
    addresses: vetted.slice(0, ADDRESS_LIMIT),
    refused: all.filter((one) => !isVetted(one)).slice(0, ADDRESS_LIMIT) as RefusedAddress[],
    beyond: vetted.slice(ADDRESS_LIMIT).map((one) => one.address),
  };
}

/**
 * @param root id of the check, from which senders and random recipients derive
 * Resolves once what a check is about: host, vetted addresses, mode and phase (rows.md, "Mode and phase").
 * Everything after connects to these addresses only.
 */
export async function resolveTarget(
  request: CheckRequest,
  policy: Policy,
  dns: DnsClient,
  signal: AbortSignal,
  root: string,
): Promise<Target> {
  const { domain, recipients, send, services } = request;
  const suffix = policy.gatewaySuffix;
  const gateway = request.gateway ?? gatewayHost(domain, 'gate', suffix);
  const isGateway = (host: string): boolean => host === gateway || isUnder(host, `gate.${suffix}`);
  const look = (host: string): Promise<Found> => addressesOf(dns, host, signal);
  const [mx, gate, mail] = await Promise.all([
    dns.query(domain, 'MX', signal),
    existence(dns, gateway, signal),
    existence(dns, gatewayHost(domain, 'mail', suffix), signal),
    // Asked for already here, so that it costs no round trip of its own; the answer is remembered.
    request.target === null ? null : look(request.target),
  ]);
  const atGateway = mxHosts(mx).some((record) => isGateway(record.exchange));
  const choice = chooseHost(request, mx, isGateway);
  const { texts, failed } = choice.host === null ? { texts: [], failed: false } : await look(choice.host);
  const published =
    choice.source === 'given' ? await isPublished(choice.host as string, texts, mx, domain, look) : true;
  return Object.freeze({
    domain,
    ...choice,
    // A failed look-up must not pass for a host without addresses.
    ...(failed && texts.length === 0 ? { absence: UNRESOLVED } : {}),
    port: request.port,
    ...vetAll(texts, policy),
    ...modeOf(request, gate, mail),
    phase: request.phase === 'auto' ? (atGateway ? 'after' : 'before') : request.phase,
    gateway,
    gatewaySuffix: suffix,
    published,
    tls: request.tls,
    egressIsGateway: policy.egressIsGateway,
    errand: { recipients, send, root, earlier: null },
    ...(services === undefined ? {} : { services }),
  });
}
