/** One complete reply (RFC 5321 4.2), harmless. */
export interface Reply {
  code: number;
  /** Enhanced status code (RFC 2034, RFC 3463) of the first line that has one, "5.7.1". */
  enhanced: string | null;
  /** The lines as received, code included. */
  lines: string[];
  /** All lines' texts without their codes, joined by blanks; at most 2 KiB, so that reading it costs next to nothing. */
  text: string;
  /** Milliseconds from our question (or the opened connection) to the whole reply. */
  ms: number;
  /** Milliseconds to its first byte: a greeting may come in parts. */
  firstMs: number;
  /** Number (from 1) of its last line in the transcript. */
  line: number;
}

/** What followed a question: a reply, or the way in which none came. */
export type Heard =
  | { kind: 'reply'; reply: Reply }
  | { kind: 'closed'; how: 'closed' | 'reset'; ms: number; line: number }
  | { kind: 'silent'; ms: number; line: number }
  | { kind: 'endless'; ms: number; line: number }
  | { kind: 'malformed'; text: string; ms: number; line: number }
  /** Our own time was up, or the caller stopped us. */
  | { kind: 'deadline'; ms: number; line: number };

/** Cisco's filters write "#5.1.0", qmail puts "(#5.1.1)" at the end. */
const ENHANCED = /^#?([245]\.\d{1,3}\.\d{1,3})(?=\s|$|:|,|;|-)/;
const ENHANCED_AT_END = /\(#([245]\.\d{1,3}\.\d{1,3})(?: - chkuser)?\)\.?$/;

/** Enhanced status code at the start of a line's text, if its class fits the reply code (RFC 2034 4). */
export function enhancedCode(code: number, texts: readonly string[]): string | null {
  for (const text of texts) {
    const found = (ENHANCED.exec(text.trimStart()) ?? ENHANCED_AT_END.exec(text.trimEnd()))?.[1];
    if (found?.startsWith(String(Math.floor(code / 100)))) return found;
  }
  return null;
}

/** First line of a reply, or all of a short one: what a person wants to read. */
export const shown = (reply: Reply): string =>
  reply.lines.length <= 3 ? reply.lines.join(' / ') : `${reply.lines[0]} / … (${reply.lines.length} lines)`;

export const isPositive = (heard: Heard): boolean => heard.kind === 'reply' && Math.floor(heard.reply.code / 100) === 2;

/** First digit of the reply code; 0 where there was no reply. */
export const replyClass = (heard: Heard): number => (heard.kind === 'reply' ? Math.floor(heard.reply.code / 100) : 0);
