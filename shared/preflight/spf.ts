import { spf } from 'mailauth/lib/spf/index.js';
import type { RecordType } from '../net/dns/answer.ts';
import type { DnsClient } from '../net/dns/client.ts';

/** Result of check_host() (RFC 7208 2.6). */
export type SpfResult = 'none' | 'neutral' | 'pass' | 'fail' | 'softfail' | 'temperror' | 'permerror';

const KNOWN: ReadonlySet<string> = new Set(['none', 'neutral', 'pass', 'fail', 'softfail', 'temperror', 'permerror']);

const failure = (code: string): Error => Object.assign(new Error(code), { code });

/** Our DNS client in the shape that the library asks for. */
const resolverOf =
  (dns: DnsClient, signal: AbortSignal) =>
  async (name: string, type: string): Promise<unknown> => {
    const answer = await dns.query(name, type as RecordType, signal);
    if (answer.kind === 'nxdomain') throw failure('ENOTFOUND');
    if (answer.kind === 'nodata') throw failure('ENODATA');
    if (answer.kind !== 'answer') throw failure(answer.kind === 'timeout' ? 'ETIMEOUT' : 'ESERVFAIL');
    if (type === 'TXT') return answer.records.map((record) => [record]);
    if (type !== 'MX') return answer.records;
    return (answer.records as { preference: number; exchange: string }[]).map(({ preference, exchange }) => ({
      priority: preference,
      exchange,
    }));
  };

/** What a receiver that checks SPF would find for a sender and a client address; whatever goes wrong is `temperror`. */
export async function evaluateSpf(
  sender: string,
  address: string,
  helo: string,
  dns: DnsClient,
  signal: AbortSignal,
): Promise<SpfResult> {
  try {
    const { status } = await spf({ sender, ip: address, helo, mta: helo, resolver: resolverOf(dns, signal) });
    return KNOWN.has(status.result) ? (status.result as SpfResult) : 'temperror';
  } catch {
    return 'temperror';
  }
}
