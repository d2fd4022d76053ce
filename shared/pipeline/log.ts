import { harmless } from '../net/harmless.ts';
import type { Log } from './deps.ts';

/** Characters of a detail that are kept: enough for a stack, too few for a transcript. */
const LONGEST = 2000;
/** Half of a secret is not recognised as one: where a text is cut, the word that was cut goes as a whole. */
const LAST_WORD = /\S{1,300}$/;

const GROUP = '[0-9a-f]{1,4}';
const IPV4 = '\\d{1,3}(?:\\.\\d{1,3}){3}';
const TAIL = `(?:${GROUP}:)*(?:${IPV4}|${GROUP})`;
/**
 * Addresses wherever they stand, so without a look at what surrounds them (`code:192.0.2.1:25`): rather a version of
 * four parts too many. Only the numbers of accounts in ARNs of AWS (`arn:aws:iam::123456789012:role/x`) are spared.
 */
const IPV6 = [
  `(?:${GROUP}:)+:(?:${TAIL})?`,
  `::(?!\\d{12}\\b)${TAIL}`,
  `(?:${GROUP}:){6,}${IPV4}`,
  `(?:${GROUP}:){7,}${GROUP}`,
];
const REVERSE = '[\\w./-]+\\.(?:in-addr|ip6)\\.arpa';
/** As providers put addresses into host names: `ip-192-0-2-1`. */
const DASHED = '(?<!\\d)\\d{1,3}(?:-\\d{1,3}){3}(?!\\d)';
const ADDRESS = new RegExp([REVERSE, ...IPV6, IPV4, DASHED].join('|'), 'gi');

/** The form of RFC 5322 and RFC 6531, its @ as it is or as it stands in URLs. */
const MAILBOX = /(?:"(?:[^"\\\n]|\\.){1,64}"|[^\s<>"(),:;@[\]]+)(?:@|%(?:25)*40)[^\s<>"'(),;@]+/gi;

const SECRET = 'token|secret|passw(?:or)?d|pwd|api[-_]?key|access[-_]?key(?:[-_]?id)?|signature|credential|idempotency[-_]?key'; // biome-ignore format: one list
/** Their values have spaces in them. */
const HEADER = 'authorization|cookie';
const IS_SECRET = new RegExp(`(?:${SECRET}|${HEADER})$`, 'i');
/** Between a name and its value, in prose, JSON and queries. */
const BEHIND = '\\\\?["\']?\\s*(?:[:=]|%3[ad])';

/** What secrets look like; errors of others carry them in their messages. */
const TOKENS: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)(?:[\s:=+"']|%20|%3[ad])+(?!\()[^\s"',;&<>()]+/gi, '$1 (token)'],
  [new RegExp(`((?:${HEADER})${BEHIND})(?!\\s*\\\\?["']?(?:bearer|basic) \\(token\\))\\s*\\\\?["']?[^"'\\n]+`, 'gi'), '$1 (token)'], // biome-ignore format: one thought
  [new RegExp(`((?:${SECRET})${BEHIND}\\s*\\\\?["']?)(?!\\()[^\\s"',;&<>()\\\\]+`, 'gi'), '$1(token)'],
  [/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '(token)'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, '(token)'],
];

/** A text without mailboxes, addresses and tokens, on as many lines as it had. */
export function discreet(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST).replace(LAST_WORD, '')}…` : text;
  return TOKENS.reduce((masked, [pattern, instead]) => masked.replace(pattern, instead), short.replace(MAILBOX, '(mailbox)'))
    .replace(ADDRESS, '(address)')
    .split('\n').map((line) => harmless(line, LONGEST)).join('\n'); // biome-ignore format: one thought
}

/** An error that its host may print as it is. */
export function discreetError(error: unknown): Error {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const told = new Error(discreet(message));
  told.name = name;
  told.stack = discreet(stack ?? message);
  return told;
}

const discreetly = (value: unknown): unknown => {
  if (typeof value === 'string') return discreet(value);
  if (value instanceof Error) return discreet(value.stack ?? value.message);
  if (Array.isArray(value)) return value.map(discreetly);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      discreet(name),
      typeof one === 'string' && IS_SECRET.test(name) ? '(token)' : discreetly(one),
    ]),
  );
};

/** A log that tells no secrets, whoever writes to it. */
export function discreetLog(log: Log): Log {
  const masked =
    (level: keyof Log): Log['info'] =>
    (message, details) =>
      log[level](discreet(message), discreetly(details ?? {}) as Record<string, unknown>);
  return { info: masked('info'), warn: masked('warn'), error: masked('error') };
}

/** A log all of whose lines are about the same thing. */
export const logAbout = (log: Log, about: Readonly<Record<string, unknown>>): Log => ({
  info: (message, details) => log.info(message, { ...about, ...details }),
  warn: (message, details) => log.warn(message, { ...about, ...details }),
  error: (message, details) => log.error(message, { ...about, ...details }),
});
