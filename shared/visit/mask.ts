import type { Heard } from '../net/smtp/reply.ts';
import { capabilities } from './keywords.ts';

/** Lengths of the keywords that "SMTP fixup" overwrites; 8 is STARTTLS. */
const KEYWORD_LENGTHS: ReadonlySet<number> = new Set(
  [
    'DSN',
    'SIZE',
    'ETRN',
    'AUTH',
    'HELP',
    'VRFY',
    'EXPN',
    'STARTTLS',
    '8BITMIME',
    'CHUNKING',
    'SMTPUTF8',
    'DELIVERBY',
    'PIPELINING',
    'BINARYMIME',
    'ENHANCEDSTATUSCODES',
  ].map((known) => known.length),
);

/** A greeting of nothing but `2`, `0`, asterisks and blanks, with at least three asterisks. A bare `220` is valid. */
export function greetingMasked(heard: Heard | null): boolean {
  if (heard?.kind !== 'reply') return false;
  const text = heard.reply.lines.join(' ');
  return /^[20* -]+$/.test(text) && (text.match(/\*/g) ?? []).length >= 3;
}

/** Capability lines overwritten with X's; one other letter may stand at the end. */
export const maskedLines = (ehlo: Heard | null): string[] =>
  capabilities(ehlo).filter((line) => /^X{2,}[A-Z]?$/.test(line) && KEYWORD_LENGTHS.has(line.length));

/** Whether STARTTLS may have been hidden, so that it is worth trying although it is not offered. */
export const looksMasked = (greeting: Heard | null, ehlo: Heard | null): boolean =>
  greetingMasked(greeting) || maskedLines(ehlo).length > 0;

/** A refusal that shows our command overwritten: the firewall, not the server, has read it. */
export const echoesMask = (heard: Heard): boolean => heard.kind === 'reply' && /X{4,}/.test(heard.reply.text);
