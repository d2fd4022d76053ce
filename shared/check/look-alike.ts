import type { Reply } from '../net/smtp/reply.ts';
import type { Reason } from './status.ts';

/**
 * Replies that look like a finding and are none (judgement.md 0.3). Codes and enhanced codes come first; text only
 * where no code tells. Order matters: what names us comes before what names the server's own state.
 */
const BLOCKED =
  /\b(?:dns|r)?bl\b|block[- ]?list|black[- ]?list|deny[- ]?list|spamhaus|spamcop|sorbs|uceprotect|barracudacentral|abuseat|senderscore|\breputation\b|(?:is|are|been|was) (?:currently )?(?:listed|blocked|banned|blacklisted)|blocked (?:using|by|for|due)|client host (?:\[[^\]]*\] )?(?:rejected|blocked): (?:access|blocked)|your (?:ip|host|server|address)\b/i;
const REVERSE_DNS =
  /reverse (?:dns|host|lookup|mapping|name|address)|\brdns\b|\bptr\b|cannot find your (?:reverse )?host ?name|fcrdns|does not resolve/i;
const HELO = /\b(?:helo|ehlo)\b/i;
const CONNECTIONS =
  /too many|connection (?:limit|rate|count)|concurrent|rate limit|throttl|slow down|limit exceeded|exceeded (?:a |the )?limit|try (?:again|later)|busy/i;

type Rule = readonly [Reason, (reply: Reply, ourAddresses: readonly string[]) => boolean];

const is = (reply: Reply, ...enhanced: string[]): boolean => enhanced.includes(reply.enhanced ?? '');

const RULES: readonly Rule[] = [
  ['tls-demanded', (reply) => reply.code === 530 && /starttls|\btls\b/i.test(reply.text)],
  [
    'authentication-required',
    (reply) => reply.code === 530 || (reply.code === 550 && /authentication (?:is )?required/i.test(reply.text)),
  ],
  ['our-reverse-dns', (reply) => is(reply, '4.7.25', '5.7.25', '4.1.8', '5.1.8') || REVERSE_DNS.test(reply.text)],
  [
    'our-address-listed',
    (reply, ours) =>
      BLOCKED.test(reply.text) ||
      // A 4xx that names us says no more than that: Postfix puts the client's address into all its refusals.
      (reply.code >= 500 && ours.some((address) => mentions(reply.text, address))),
  ],
  // 500, 502 and 503 complain of the command itself, not of the name in it.
  ['our-reverse-dns', (reply) => HELO.test(reply.text) && ![500, 502, 503].includes(reply.code)],
  ['throttled', (reply) => reply.code === 421 && !is(reply, '4.3.0', '4.3.1', '4.3.5')],
  ['throttled', (reply) => reply.code < 500 && CONNECTIONS.test(reply.text)],
  ['server-trouble', (reply) => reply.code < 500],
];

/** The look-alike that a negative reply to connection, greeting or EHLO is; null where it is a finding. */
export function lookAlike(reply: Reply, ourAddresses: readonly string[] = []): Reason | null {
  if (reply.code < 400) return null;
  return RULES.find(([, applies]) => applies(reply, ourAddresses))?.[0] ?? null;
}

function mentions(text: string, address: string): boolean {
  const at = text.indexOf(address);
  if (address === '' || at === -1) return false;
  const after = text[at + address.length] ?? '';
  return !/[0-9a-f]/i.test(text[at - 1] ?? '') && !/[0-9a-f]/i.test(after);
}
