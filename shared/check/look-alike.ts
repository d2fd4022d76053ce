import { parseAddress, sameAddress } from '../net/address.ts';
import type { Reply } from '../net/smtp/reply.ts';
import type { Reason } from './status.ts';

/**
 * Replies that look like a finding and are none (judgement.md 0.3). Reply codes and enhanced codes decide; text speaks
 * only where they leave it open. First rule that applies.
 */
interface Rule {
  /** Null: this is a finding, whatever its words. */
  reason: Reason | null;
  applies(reply: Reply, ours: readonly string[]): boolean;
}

/** A word of its own, not a part of a host name. */
const word = (pattern: string): string => `(?<![\\w.-])(?:${pattern})(?![\\w-]|\\.\\w)`;

const LISTED = new RegExp(
  [
    word('(?:dns|r)?bl'),
    '\\b(?:dnsbl|rbl)\\b',
    '(?:block|black|deny)[- ]?list',
    'spamhaus|spamcop|sorbs|uceprotect|barracudacentral|abuseat|senderscore',
    '\\breputation\\b',
    '\\bbanned\\b',
    '\\b(?:is|are|been|was) (?:currently |temporarily )?(?:listed|blocked|blacklisted)',
    '\\b(?:listed|blocked) (?:using|by|for|due|at|in|on)\\b',
    'client host (?:\\[[^\\]]*\\] )?(?:rejected|blocked): (?:access|blocked)',
  ].join('|'),
  'i',
);
const NAMES_CLIENT = /\byour (?:ip|host|server|address)\b/i;
const REVERSE_DNS = new RegExp(
  [
    'reverse (?:dns|host|lookup|mapping|name|address)',
    word('rdns|ptr|fcrdns'),
    'cannot find your (?:reverse )?host ?name',
    'does not resolve',
  ].join('|'),
  'i',
);
/** Complaints of the name in HELO, or of our sender's domain: both are about our DNS. */
const OUR_NAME =
  /\b(?:helo|ehlo)\b|fully[- ]qualified|invalid (?:domain|host) ?name|sender (?:address rejected: )?domain|domain of sender|sender address rejected: domain/i;
const CROWDED =
  /too many|too much mail|connection (?:limit|rate|count)|concurrent|rate limit|throttl|slow down|limit exceeded|exceeded (?:a |the )?limit|\bbusy\b|unusual rate/i;
const AUTHENTICATION = /authentication (?:is )?required|not authenticated/i;

const has = ({ enhanced }: Reply, pattern: RegExp): boolean => enhanced !== null && pattern.test(enhanced);
const transient = ({ code }: Reply): boolean => code < 500;
/** Codes that complain of the command itself, not of who sent it. */
const ofCommand = ({ code }: Reply): boolean => code === 500 || code === 502 || code === 503;

const RULES: readonly Rule[] = [
  { reason: 'tls-demanded', applies: (reply) => reply.code === 530 && /starttls|\btls\b/i.test(reply.text) },
  {
    reason: 'authentication-required',
    applies: (reply) => reply.code === 530 || (reply.code >= 550 && AUTHENTICATION.test(reply.text)),
  },
  { reason: 'our-reverse-dns', applies: (reply) => has(reply, /^[45]\.(?:7\.25|1\.8)$/) },
  // Recipients (RFC 3463 3.2, 3.3), routing, and what was found wrong with a sender's SPF, DKIM or DMARC (RFC 7372).
  { reason: null, applies: (reply) => has(reply, /^5\.(?:1\.\d+|2\.\d+|4\.1|7\.2[0-46])$/) },
  { reason: 'server-trouble', applies: (reply) => has(reply, /^4\.(?:3\.[015]|2\.2)$/) },
  { reason: 'throttled', applies: (reply) => transient(reply) && CROWDED.test(reply.text) },
  { reason: 'our-reverse-dns', applies: (reply) => REVERSE_DNS.test(reply.text) },
  { reason: 'our-address-listed', applies: (reply) => LISTED.test(reply.text) },
  {
    // A 4xx that names us says no more than that: Postfix puts the client's address into all its refusals.
    reason: 'our-address-listed',
    applies: (reply, ours) =>
      !transient(reply) && (mentions(reply.text, ours) || (!ofCommand(reply) && NAMES_CLIENT.test(reply.text))),
  },
  { reason: 'our-reverse-dns', applies: (reply) => !ofCommand(reply) && OUR_NAME.test(reply.text) },
  { reason: 'throttled', applies: (reply) => reply.code === 421 || has(reply, /^4\.(?:3\.2|4\.5|5\.3)$/) },
  { reason: 'server-trouble', applies: transient },
];

/** The look-alike that a negative reply to connection, greeting or EHLO is; null where it is a finding. */
export function lookAlike(reply: Reply, ourAddresses: readonly string[] = []): Reason | null {
  if (reply.code < 400) return null;
  return RULES.find(({ applies }) => applies(reply, ourAddresses))?.reason ?? null;
}

/** Whether one of the addresses stands in the text, in whatever notation. */
function mentions(text: string, addresses: readonly string[]): boolean {
  if (addresses.length === 0) return false;
  const found = text.replaceAll(/ipv6:/gi, ' ').match(/[\da-f][\da-f:.]*[\da-f]|::[\da-f:.]*/gi) ?? [];
  return found.some((one) => parseAddress(one) !== null && addresses.some((address) => sameAddress(one, address)));
}
