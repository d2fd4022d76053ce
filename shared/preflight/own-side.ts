import { setMaxListeners } from 'node:events';
import type { Identities } from '../check/io.ts';
import type { OwnFinding, OwnPart, OwnState } from '../check/own-side.ts';
import { parseAddress, sameAddress } from '../net/address.ts';
import type { DnsClient } from '../net/dns/client.ts';
import { lookupAddresses, reverseName } from '../net/dns/resolve.ts';
import { domainOf } from '../net/mailbox.ts';
import { isNullMx, lookupFailed } from '../net/target.ts';
import type { SpfResult } from './spf.ts';

/** What is known of our own side before it is looked at. */
export interface OwnSide {
  identities: Identities;
  helo: string | null;
  /** Addresses that we test from; none known: behind a NAT, nothing about them can be told. */
  addresses: readonly string[];
}

type Seen = Omit<OwnFinding, 'part'>;
const seen = (state: OwnState, what: string): Seen => ({ state, seen: what });

/** One answer for several addresses: broken where one of them shows it. */
function together(all: readonly Seen[]): Seen {
  if (all.length === 0) return seen('undetermined', 'the addresses that we test from are not known');
  return (
    all.find(({ state }) => state === 'broken') ??
    all.find(({ state }) => state === 'undetermined') ??
    seen('holds', all.map((one) => one.seen).join('; '))
  );
}

// Only here: the library is larger than all the rest of the command.
const loadSpf = () => import('./spf.ts');

async function spfOf(side: OwnSide, sender: string, wanted: SpfResult, dns: DnsClient, signal: AbortSignal) {
  if (side.addresses.length === 0) return together([]);
  const { evaluateSpf } = await loadSpf();
  const results = await Promise.all(
    side.addresses.map(async (address) => {
      const result = await evaluateSpf(sender, address, side.helo ?? 'localhost', dns, signal);
      const what = `SPF of ${domainOf(sender)} for ${address}: ${result}`;
      if (result === 'temperror') return seen('undetermined', what);
      return seen(result === wanted ? 'holds' : 'broken', what);
    }),
  );
  return together(results);
}

/** A domain that takes mail: sender call-outs ask its MX, and relayed messages must arrive there (RFC 5321 5.1). */
async function takesMail(mailbox: string, dns: DnsClient, signal: AbortSignal): Promise<Seen> {
  const domain = domainOf(mailbox);
  const mx = await dns.query(domain, 'MX', signal);
  if (lookupFailed(mx)) return seen('undetermined', `MX of ${domain}: ${mx.kind}`);
  if (isNullMx(mx)) return seen('broken', `${domain} has a null MX`);
  if (mx.kind === 'answer')
    return seen('holds', `MX of ${domain}: ${mx.records.map((one) => one.exchange).join(', ')}`);
  const { a, aaaa } = await lookupAddresses(dns, domain, signal);
  if (a.kind === 'answer' || aaaa.kind === 'answer') return seen('holds', `${domain} has an address and no MX`);
  return lookupFailed(a) || lookupFailed(aaaa)
    ? seen('undetermined', `addresses of ${domain}: ${a.kind}`)
    : seen('broken', `${domain} has neither MX nor address`);
}

/** Names of an address that lead back to it, those that do not, or a failed look-up. */
async function reverseOf(address: string, dns: DnsClient, signal: AbortSignal): Promise<Seen & { names: string[] }> {
  const answer = await dns.query(reverseName(address), 'PTR', signal);
  if (lookupFailed(answer)) return { ...seen('undetermined', `PTR of ${address}: ${answer.kind}`), names: [] };
  if (answer.kind !== 'answer') return { ...seen('broken', `${address} has no PTR`), names: [] };
  const type = parseAddress(address)?.kind() === 'ipv6' ? 'AAAA' : 'A';
  const forward = await Promise.all(answer.records.map((name) => dns.query(name, type, signal)));
  if (forward.some(lookupFailed)) return { ...seen('undetermined', `a name of ${address}: look-up failed`), names: [] };
  const leadsBack = forward.every((one) => one.kind === 'answer' && one.records.some((to) => sameAddress(to, address)));
  const what = `PTR of ${address}: ${answer.records.join(', ')}`;
  return { ...seen(leadsBack ? 'holds' : 'broken', what), names: leadsBack ? answer.records : [] };
}

async function reverse({ addresses, helo }: OwnSide, dns: DnsClient, signal: AbortSignal): Promise<OwnFinding[]> {
  const all = await Promise.all(addresses.map((address) => reverseOf(address, dns, signal)));
  const names = all.map(({ names: own, state, seen: what }) => {
    if (helo === null || state === 'undetermined')
      return seen('undetermined', helo === null ? 'no name in HELO' : what);
    return seen(own.includes(helo) ? 'holds' : 'broken', `HELO ${helo}, reverse names: ${own.join(', ') || 'none'}`);
  });
  return [
    { part: 'reverse-dns', ...together(all.map(({ state, seen: what }) => seen(state, what))) },
    { part: 'helo', ...together(names) },
  ];
}

/** Looks at our own side with the same DNS as the checks; never rejects but with the signal's reason. */
export async function inspectOwnSide(side: OwnSide, dns: DnsClient, signal: AbortSignal): Promise<OwnFinding[]> {
  // Every look-up listens to it.
  setMaxListeners(0, signal);
  const { sender, spfFailSender, relaySink } = side.identities;
  // Loading it holds up the event loop: done while a server is being waited for, its answer would be called missing.
  if (side.addresses.length > 0) await loadSpf();
  const found = async (part: OwnPart, mailbox: string | null, look: (mailbox: string) => Promise<Seen>) => ({
    part,
    ...(mailbox === null ? seen('undetermined', 'not configured') : await look(mailbox)),
  });
  return (
    await Promise.all([
      found('sender-spf', sender, (one) => spfOf(side, one, 'pass', dns, signal)),
      found('fail-sender-spf', spfFailSender, (one) => spfOf(side, one, 'fail', dns, signal)),
      found('sender-mx', sender, (one) => takesMail(one, dns, signal)),
      found('fail-sender-mx', spfFailSender, (one) => takesMail(one, dns, signal)),
      found('sink', relaySink, (one) => takesMail(one, dns, signal)),
      reverse(side, dns, signal),
    ])
  ).flat();
}
