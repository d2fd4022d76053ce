import { isIP } from 'node:net';
import { harmless } from '../net/harmless.ts';
import type { Log } from './deps.ts';

/** Characters of a detail that are kept: enough for a stack, too few for a transcript. */
const LONGEST = 2000;

/** What personal data and secrets look like; errors of others carry them in their messages. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/(?:"[^"\n]{1,64}"|[^\s<>"'(),:;@[\]]+)@[^\s<>"'(),;@]+/g, '(mailbox)'],
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, '$1 (token)'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '(token)'],
];

/** Addresses of either family, with or without a port behind them. */
function withoutAddresses(text: string): string {
  return text.replace(/[0-9a-f:.]{3,}/gi, (token) => {
    const bare = token.replace(/[.:]+$/, '');
    if (isIP(bare) !== 0) return `(address)${token.slice(bare.length)}`;
    const port = bare.lastIndexOf(':');
    return port > 0 && isIP(bare.slice(0, port)) !== 0 ? `(address)${token.slice(port)}` : token;
  });
}

/** A text without mailboxes, addresses and tokens, on as many lines as it had. */
export function discreet(text: string): string {
  const plain = SECRETS.reduce(
    (masked, [pattern, instead]) => masked.replace(pattern, instead),
    text.slice(0, LONGEST),
  );
  return withoutAddresses(plain)
    .split('\n').map((line) => harmless(line, LONGEST)).join('\n'); // biome-ignore format: one thought
}

const discreetly = (value: unknown): unknown => {
  if (typeof value === 'string') return discreet(value);
  if (Array.isArray(value)) return value.map(discreetly);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, discreetly(one)]));
};

/** A log that tells no secrets, whoever writes to it. */
export const discreetLog = (log: Log): Log => ({
  info: (message, details) => log.info(message, discreetly(details ?? {}) as Record<string, unknown>),
  warn: (message, details) => log.warn(message, discreetly(details ?? {}) as Record<string, unknown>),
  error: (message, details) => log.error(message, discreetly(details ?? {}) as Record<string, unknown>),
});

/** A log all of whose lines are about the same thing. */
export const logAbout = (log: Log, about: Readonly<Record<string, unknown>>): Log => ({
  info: (message, details) => log.info(message, { ...about, ...details }),
  warn: (message, details) => log.warn(message, { ...about, ...details }),
  error: (message, details) => log.error(message, { ...about, ...details }),
});
