import type { DnsClient } from '../../net/dns/client.ts';
import { preferredHost } from '../../net/target.ts';
import type { RecheckDeps } from './deps.ts';

/** Milliseconds for the look-up of a domain's mail server, by which its lane is chosen: without one it has none. */
const LOOKUP_MS = 5000;

/** Looks up before whose servers domains stand. @param signal fires when the host wants it to stop */
export function hostsBy(dns: DnsClient, signal: AbortSignal): RecheckDeps['hostOf'] {
  return async ({ domain, target }) => {
    signal.throwIfAborted();
    if (typeof target === 'string') return target;
    const host = await preferredHost(dns, domain, AbortSignal.any([signal, AbortSignal.timeout(LOOKUP_MS)]));
    // It cannot tell what was not answered from what was not waited for.
    if (host === null) signal.throwIfAborted();
    return host;
  };
}
