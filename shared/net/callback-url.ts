import { isVetted, type Network, parseAddress, vet } from './address.ts';
import { brief, DomainError, parseHost } from './domain.ts';
import { harmless } from './harmless.ts';

/** Characters of a URL. */
const LONGEST = 1000;
/** The port of https; any other must be allowed by whoever runs the service. */
const HTTPS = 443;

/** What may be reached beyond public addresses and the port of https. */
interface Allowed {
  allowNetworks: readonly Network[];
  allowPorts: readonly number[];
}

/** Name or address of a URL's host, without brackets and the trailing dot. @throws DomainError */
export function hostOf(url: URL): string {
  const host = parseHost(url.hostname);
  // A name of one label is completed by the resolver's search list: it leads into a network of somebody's own.
  if (parseAddress(host) === null && !host.includes('.'))
    throw new DomainError(`"${brief(host)}" has only one label; name the whole host`);
  return host;
}

export const portOf = ({ port }: URL): number => (port === '' ? HTTPS : Number(port));

/**
 * An absolute https URL as a caller gives it, in the form in which it is used.
 * @throws Error naming what is wrong
 */
export function parseCallbackUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new Error(`"${brief(text)}" is not an absolute URL, like https://hooks.example.com/mxready`);
  if (url.protocol !== 'https:') throw new Error('a callback goes to an https URL');
  if (url.username !== '' || url.password !== '') throw new Error('a callback URL has no user and no password');
  if (url.href.includes('#')) throw new Error('a callback URL has no fragment');
  if (url.href.length > LONGEST) throw new Error(`a callback URL has at most ${LONGEST} characters`);
  hostOf(url);
  return url.href;
}

/** Why a URL may not be called whatever its host resolves to; null: it may. */
export function refusalOf(text: string, { allowNetworks, allowPorts }: Allowed): string | null {
  const url = new URL(text);
  const [host, port] = [hostOf(url), portOf(url)];
  if (port !== HTTPS && !allowPorts.includes(port)) return `port ${port} is not called; allowed is ${HTTPS}`;
  if (parseAddress(host) === null) return null;
  const verdict = vet(host, allowNetworks);
  return isVetted(verdict) ? null : `${harmless(verdict.address, 60)} lies in ${verdict.network}: not called`;
}
