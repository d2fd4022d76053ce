import { parseAddress, sameAddress } from '../net/address.ts';
import type { Reply } from '../net/smtp/reply.ts';
import {
  AUTHENTICATION,
  CROWDED,
  LISTED,
  NAMES_CLIENT,
  OUR_NAME,
  OUR_SENDER,
  RELAY,
  REVERSE_DNS,
  SPF,
  TOO_MANY_ERRORS,
  UNKNOWN_RECIPIENT,
} from './reply-signs.ts';
import type { Reason } from './status.ts';

/** What is known about who was refused. */
export interface Circumstances {
  /** Addresses that we come from, as far as they are known. */
  ours: readonly string[];
  /** Whether the same client was accepted, so that a reply that merely names it is not about it. */
  clientAccepted?: boolean;
}

/**
 * Replies that look like a finding and are none (judgement.md 0.3). Reply codes and enhanced codes decide; text speaks
 * only where they leave it open. First rule that applies.
 */
interface Rule {
  /** Null: this is a finding, whatever its words. */
  reason: Reason | null;
  applies(reply: Reply, about: Circumstances): boolean;
}

const has = ({ enhanced }: Reply, pattern: RegExp): boolean => enhanced !== null && pattern.test(enhanced);
const transient = ({ code }: Reply): boolean => code < 500;
/** Codes that complain of the command itself, not of who sent it. */
const ofCommand = ({ code }: Reply): boolean => code === 500 || code === 502 || code === 503;

/** What is asked of every negative reply, whatever it answers. */
const ALWAYS: readonly Rule[] = [
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
  {
    // A verdict on sender, recipient or relaying often names the client too, and is none about it.
    reason: null,
    applies: ({ code, text }) => code >= 550 && (SPF.test(text) || RELAY.test(text)) && !LISTED.test(text),
  },
  { reason: 'our-reverse-dns', applies: (reply) => REVERSE_DNS.test(reply.text) },
  { reason: 'our-address-listed', applies: (reply) => LISTED.test(reply.text) },
  {
    reason: null,
    applies: ({ code, text }) => code >= 550 && UNKNOWN_RECIPIENT.test(text) && !OUR_NAME.test(text),
  },
  {
    // A 4xx that names us says no more than that: Postfix puts the client's address into all its refusals.
    reason: 'our-address-listed',
    applies: (reply, { ours, clientAccepted = false }) =>
      !clientAccepted &&
      !transient(reply) &&
      (mentions(reply.text, ours) || (!ofCommand(reply) && NAMES_CLIENT.test(reply.text))),
  },
  { reason: 'our-reverse-dns', applies: (reply) => !ofCommand(reply) && OUR_NAME.test(reply.text) },
];

/** What only a mail transaction can bring up. */
const IN_TRANSACTION: readonly Rule[] = [
  { reason: 'throttled', applies: ({ code, text }) => code >= 500 && TOO_MANY_ERRORS.test(text) },
  { reason: 'our-reverse-dns', applies: ({ text }) => OUR_SENDER.test(text) },
];

/** What a 4xx is that says no more: before a transaction there is nothing that could be greylisted. */
const AT_OPENING: readonly Rule[] = [
  { reason: 'throttled', applies: (reply) => reply.code === 421 || has(reply, /^4\.(?:3\.2|4\.5|5\.3)$/) },
  { reason: 'server-trouble', applies: transient },
];

const first = (rules: readonly Rule[], reply: Reply, about: Circumstances): Reason | null =>
  rules.find(({ applies }) => applies(reply, about))?.reason ?? null;

/** The look-alike that a negative reply to connection, greeting or EHLO is; null where it is a finding. */
export function lookAlike(reply: Reply, ourAddresses: readonly string[] = []): Reason | null {
  return reply.code < 400 ? null : first([...ALWAYS, ...AT_OPENING], reply, { ours: ourAddresses });
}

/** The look-alike that a negative reply within a mail transaction is, but for what a 4xx of no stated cause may be. */
export function lookAlikeInTransaction(reply: Reply, about: Circumstances): Reason | null {
  return reply.code < 400 ? null : first([...IN_TRANSACTION, ...ALWAYS], reply, about);
}

const ADDRESSES = /[\da-f][\da-f:.]*[\da-f]|::[\da-f:.]*/gi;

/** The addresses that stand in a text, in whatever notation. */
export const addressesIn = (text: string): string[] =>
  (text.replaceAll(/ipv6:/gi, ' ').match(ADDRESSES) ?? []).filter(
    (one) => /[.:].*[.:]/.test(one) && parseAddress(one) !== null,
  );

const mentions = (text: string, ours: readonly string[]): boolean =>
  ours.length > 0 && addressesIn(text).some((one) => ours.some((address) => sameAddress(one, address)));
