import type { Heard } from '../net/smtp/reply.ts';

/** The keyword lines of an EHLO reply (RFC 5321 4.1.1.1): "SIZE 1000", "STARTTLS" ...; none for anything else. */
export function capabilities(heard: Heard | null): string[] {
  if (heard?.kind !== 'reply' || Math.floor(heard.reply.code / 100) !== 2) return [];
  return heard.reply.lines
    .slice(1)
    .map((line) => line.slice(4).trim())
    .filter((line) => line !== '');
}

/** The keyword of a capability line, in capitals; "AUTH=LOGIN" is an old way to write AUTH. */
export const keyword = (line: string): string => (line.split(/[\s=]/)[0] ?? '').toUpperCase();

export const offers = (lines: readonly string[], wanted: string): boolean =>
  lines.some((line) => keyword(line) === wanted);

/** First word after the code: the name that a server gives itself in greeting and EHLO reply. */
export function ownName(heard: Heard | null): string | null {
  if (heard?.kind !== 'reply') return null;
  const word = heard.reply.lines[0]?.slice(4).trim().split(/\s+/)[0] ?? '';
  return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.?$/i.test(word) && word.includes('.')
    ? word.toLowerCase().replace(/\.$/, '')
    : null;
}
