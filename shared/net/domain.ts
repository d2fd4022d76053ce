import { domainToASCII } from 'node:url';
import { parseAddress } from './address.ts';
import { harmless } from './harmless.ts';

/** Why a text is no domain name; `what` is a sentence's end. */
export class DomainError extends Error {}

/** Characters that nobody sees; the conversion would drop them silently. The joiners of RFC 5892 A.1 and A.2 have a meaning. */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/**
 * Domain name in A-label form, lower case, without the trailing dot (RFC 5890, RFC 5321 2.3.5, RFC 1035 2.3.4).
 *
 * @throws DomainError naming what is wrong
 */
export function parseDomain(text: string): string {
  const trimmed = text.trim().replace(/\.$/, '');
  if (trimmed === '') throw new DomainError('the domain is empty');
  if (UNSEEN.test(trimmed)) throw new DomainError(`"${brief(text)}" has characters that cannot be seen`);
  if (isAddress(trimmed) || isAddress(domainToASCII(trimmed)))
    throw new DomainError(`"${brief(text)}" is an address, not a domain`);
  // The runtime's conversion is a URL parser's: it would cut at '#', decode '%', drop tabs.
  if (/[^a-z0-9._\u0080-\u{10ffff}-]/iu.test(trimmed)) throw new DomainError(`"${brief(text)}" is not a domain name`);
  if (trimmed.split(/[.\u3002\uff0e\uff61]/).includes('')) throw new DomainError(`"${brief(text)}" has an empty label`);
  const overlong = trimmed.split('.').find((label) => /^[\x21-\x7e]+$/.test(label) && label.length > 63);
  if (overlong !== undefined) throw new DomainError(`a label of ${overlong.length} characters; 63 are allowed`);
  const ascii = domainToASCII(trimmed).toLowerCase();
  if (ascii === '') throw new DomainError(`"${brief(text)}" has characters that no domain name may have`);
  if (isAddress(ascii)) throw new DomainError(`"${brief(text)}" is an address, not a domain`);
  if (ascii.length > 253) throw new DomainError(`a name of ${ascii.length} octets; 253 are allowed`);
  const bad = ascii.split('.').find((label) => !LABEL.test(label));
  if (bad !== undefined) throw new DomainError(`"${brief(bad)}" is not a valid label of a domain name`);
  return ascii;
}

/** As `parseDomain`, for names that must have at least two labels: mail domains. */
export function parseMailDomain(text: string): string {
  const domain = parseDomain(text);
  if (!domain.includes('.')) throw new DomainError(`"${brief(text)}" has only one label; name the whole domain`);
  return domain;
}

/** Any notation that some resolver would read as an address: plain, bracketed, octal, hex, short. */
function isAddress(text: string): boolean {
  const bare = text.replace(/^\[(?:ipv6:)?(.*)\]$/i, '$1');
  return (
    parseAddress(bare) !== null ||
    /^(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+)){0,3}$/i.test(bare) ||
    /^[0-9a-f:.]*:[0-9a-f:.%]*$/i.test(bare)
  );
}

/** A name in a message: harmless, on one line, not at full length. */
export const brief = (text: string): string => harmless(text, 60);

/** Whether `name` lies under `suffix`, by whole labels. */
export const isUnder = (name: string, suffix: string): boolean => name.endsWith(`.${suffix}`);

/** Name to send as SNI (RFC 6066 3: never an address, only a DNS host name); null where there is none. */
export function sniName(host: string | null): string | null {
  if (host === null) return null;
  try {
    return parseDomain(host);
  } catch {
    return null;
  }
}

/**
 * Host to test as a caller names it: address, bracketed or not, in canonical form, or domain name.
 * @throws DomainError naming what is wrong
 */
export function parseHost(text: string): string {
  const bare = text.trim().replace(/^\[(?:ipv6:)?(.*)\]$/i, '$1');
  return parseAddress(bare)?.toString() ?? parseDomain(bare);
}
