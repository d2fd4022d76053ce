import { request } from 'node:https';
import { rootCertificates } from 'node:tls';
import type { VettedAddress } from '../check/target.ts';
import { isVetted, type Network, parseAddress, vet } from './address.ts';
import { hostOf, portOf, refusalOf } from './callback-url.ts';
import type { DnsClient } from './dns/client.ts';
import { lookupAddresses } from './dns/resolve.ts';

/** Bytes of an answer that are read; nobody looks at them. */
const MOST_BYTES = 64 * 1024;

/** What is sent to a receiver. */
export interface Letter {
  /** As `parseCallbackUrl` gives it. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

interface Ways {
  allowNetworks: readonly Network[];
  allowPorts: readonly number[];
  extraRoots: readonly string[];
  dns: DnsClient;
}

async function textsOf(host: string, dns: DnsClient, signal: AbortSignal): Promise<string[]> {
  if (parseAddress(host) !== null) return [host];
  const answers = Object.values(await lookupAddresses(dns, host, signal));
  return answers.flatMap((one) => (one.kind === 'answer' ? one.records : []));
}

/** The addresses that may be connected to: of IPv4 where there are any, since not every host of ours has IPv6. */
async function addressesOf(host: string, { dns, allowNetworks }: Ways, signal: AbortSignal): Promise<VettedAddress[]> {
  const texts = await textsOf(host, dns, signal);
  if (texts.length === 0) throw new Error('its host cannot be resolved');
  const vetted = texts.map((text) => vet(text, allowNetworks)).filter(isVetted);
  if (vetted.length === 0) throw new Error('its host has no address that may be called');
  const ipv4 = vetted.filter(({ family }) => family === 4);
  return ipv4.length > 0 ? ipv4 : vetted;
}

/** @returns the status of the answer, once that was read, is too long, or the time is up */
function exchange(
  { url, headers, body }: Letter,
  { address, family }: VettedAddress,
  { extraRoots }: Ways,
  signal: AbortSignal,
): Promise<number> {
  const to = new URL(url);
  const host = hostOf(to);
  return new Promise((resolve, reject) => {
    let status: number | undefined;
    // Once there is a status it counts, whatever becomes of the rest of the answer.
    const over = (error: Error): void => (status === undefined ? reject(error) : resolve(status));
    const sent = request({
      // The address that was vetted and not the name: nothing is looked up a second time.
      ...{ host: address, family, port: portOf(to), path: `${to.pathname}${to.search}`, method: 'POST' },
      // It is still the name that the certificate must be for (RFC 6066 3: an address is never named).
      servername: parseAddress(host) === null ? host : '',
      headers: { ...headers, host: to.host, 'content-length': `${Buffer.byteLength(body)}` },
      ...(extraRoots.length === 0 ? {} : { ca: [...rootCertificates, ...extraRoots] }),
      // A connection for this alone, closed afterwards.
      agent: false,
      rejectUnauthorized: true,
      signal,
    });
    sent.on('error', over);
    sent.on('close', () => over(new Error('it answered nothing')));
    sent.on('response', (answer) => {
      status = answer.statusCode;
      let read = 0;
      answer.on('data', (chunk: Buffer) => {
        read += chunk.length;
        if (read > MOST_BYTES) sent.destroy();
      });
      // The request tells of it as well.
      answer.on('error', () => {});
    });
    sent.end(body);
  });
}

/**
 * Posts a letter to a public address of its host and to nobody else: no redirect is followed, no proxy asked.
 * @param turn which of several addresses, so that one that is dead does not stand in the way of all attempts
 * @param signal ends it, wherever it stands
 * @returns the status of the answer
 * @throws Error saying why there is none
 */
export async function postLetter(letter: Letter, turn: number, ways: Ways, signal: AbortSignal): Promise<number> {
  // Settings may be others than when the URL was taken.
  const refusal = refusalOf(letter.url, ways);
  if (refusal !== null) throw new Error(refusal);
  const addresses = await addressesOf(hostOf(new URL(letter.url)), ways, signal);
  const chosen = addresses[turn % addresses.length] as VettedAddress;
  return exchange(letter, chosen, ways, signal);
}
