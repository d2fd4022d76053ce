import type { CheckRequest } from '../../check/request.ts';
import type { DnsClient } from '../../net/dns/client.ts';
import { lookupAddresses } from '../../net/dns/resolve.ts';
import { parseAddress } from '../../net/address.ts';
import { type Provider, providerOf } from '../../net/provider/provider.ts';
import { processSlots, type Slots } from '../../net/slots.ts';
import { mxHosts } from '../../net/target.ts';
import type { Lane } from './admission.ts';

/** Connections of a run at one address at a time; what a service keeps for single checks stays free here too. */
export const RUN_CONNECTIONS = 2;

/** A lane, and the slots that checks in it share with all others. */
export interface ServerLane extends Lane {
  slots: Slots;
}

/** Address of the host that others may share with it: names of many customers lead to one server. */
async function addressOf(host: string, dns: DnsClient, signal: AbortSignal): Promise<string> {
  if (parseAddress(host) !== null) return host;
  const { a, aaaa } = await lookupAddresses(dns, host, signal);
  const texts = [a, aaaa].flatMap((one) => (one.kind === 'answer' ? [...one.records].sort() : []));
  return texts[0] ?? host;
}

export interface Lanes {
  /** The lane of a domain: its mail provider, or the address of its server. @throws the signal's reason */
  of(request: CheckRequest, dns: DnsClient, signal: AbortSignal): Promise<ServerLane>;
}

/**
 * Lanes of one process. Connections are bounded at each address, and over all servers of a provider; one that an
 * address closed with 421 slows all checks down that go there (judgement.md 8).
 * @param connections at one address
 * @param spacing milliseconds between two connections at an address that throttled us
 */
export function createLanes(
  connections: number,
  spacing: number,
  find: (host: string) => Provider | null = providerOf,
): Lanes {
  // biome-ignore format: one thought
  const byAddress = processSlots(Math.min(connections, RUN_CONNECTIONS), spacing);
  const byProvider = new Map<string, Slots>();

  const slotsOf = ({ id, places }: Provider): Slots => {
    const known = byProvider.get(id);
    if (known !== undefined) return known;
    const all = processSlots(places, spacing);
    const slots: Slots = {
      // The provider's first: what is told of connections at the address counts those that are open there.
      run: (address, alone, signal, work) => all.run(id, false, signal, () => byAddress.run(address, alone, signal, work)), // biome-ignore format: one thought
      // What one of its servers says of us holds for all of them.
      cool: async (address) => {
        await Promise.all([byAddress.cool(address), all.cool(id)]);
      },
    };
    byProvider.set(id, slots);
    return slots;
  };

  return {
    async of({ domain, target }, dns, signal) {
      const host = target ?? mxHosts(await dns.query(domain, 'MX', signal))[0]?.exchange ?? domain;
      const provider = find(host);
      // A check has two connections open most of the time: more checks would wait in their own time.
      if (provider !== null)
        return { id: provider.id, checks: Math.max(1, Math.floor(provider.places / RUN_CONNECTIONS)), slots: slotsOf(provider) }; // biome-ignore format: one thought
      return { id: await addressOf(host, dns, signal), checks: 1, slots: byAddress };
    },
  };
}
