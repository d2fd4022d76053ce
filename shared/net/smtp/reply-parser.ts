import { beginning, decodeBytes, harmless } from '../harmless.ts';
import { enhancedCode } from './reply.ts';

/** Caps of one reply (judgement.md, "Patience"): beyond them it counts as one without end. */
export const REPLY_LINES = 512;
export const REPLY_BYTES = 64 * 1024;
/** Characters of a reply that are read for what they mean; the texts of honest ones have a tenth of it. */
export const MEANING_LIMIT = 2048;

const LF = 0x0a;
const CR = 0x0d;
const LINE = /^([1-5]\d\d)([ -]|$)(.*)$/s;

export interface ParsedReply {
  code: number;
  enhanced: string | null;
  lines: string[];
  text: string;
  /** Number of its last line, as `onLine` counts. */
  line: number;
}

export type ParserOutcome =
  | { kind: 'reply'; reply: ParsedReply }
  | { kind: 'endless' }
  | { kind: 'malformed'; text: string };

/** The texts of all lines as one, as far as anybody reads it. */
const meaningOf = (texts: readonly string[]): string => beginning(texts.join(' ').trim(), MEANING_LIMIT);

/**
 * Incremental parser of SMTP replies: bytes in, whole replies out, over any segmentation. Takes CRLF and bare LF,
 * bare codes ("250"), and lines without a code inside a multi-line reply (some servers wrap long texts so).
 * Memory stays bounded whatever comes.
 */
export class ReplyParser {
  #head: Buffer[] = [];
  #headBytes = 0;
  #lineBytes = 0;
  #replyBytes = 0;
  #lines: string[] = [];
  #texts: string[] = [];
  #outcomes: ParserOutcome[] = [];
  #onLine: (line: string) => number;
  #line = 0;

  /** `onLine` hears of each complete line, made harmless, when it is complete, and gives it its number. */
  constructor(onLine: (line: string) => number = () => 0) {
    this.#onLine = onLine;
  }

  /** Whether a reply has begun and is not complete. */
  get partial(): boolean {
    return this.#lines.length > 0 || this.#lineBytes > 0;
  }

  get waiting(): number {
    return this.#outcomes.length;
  }

  feed(chunk: Buffer): void {
    let from = 0;
    while (from < chunk.length && !this.#broken()) {
      const end = chunk.indexOf(LF, from);
      this.#collect(chunk.subarray(from, end === -1 ? chunk.length : end + 1));
      if (end === -1) break;
      this.#endLine();
      from = end + 1;
    }
  }

  /** Takes the next complete outcome; null when more bytes are needed. */
  take(): ParserOutcome | null {
    return this.#outcomes.shift() ?? null;
  }

  /** Puts an outcome back, to be taken next. */
  putBack(outcome: ParserOutcome): void {
    this.#outcomes.unshift(outcome);
  }

  /** Forgets everything that is waiting or half received, and says how many bytes of a half reply that was. */
  discard(): { replies: ParserOutcome[]; bytes: number } {
    const dropped = { replies: this.#outcomes, bytes: this.#replyBytes };
    this.#outcomes = [];
    this.#resetReply();
    return dropped;
  }

  /** The unfinished line, harmless; what a server said last before it hung up. */
  get rest(): string {
    return harmless(decodeBytes(Buffer.concat(this.#head)));
  }

  #broken(): boolean {
    const last = this.#outcomes.at(-1);
    return last !== undefined && last.kind !== 'reply';
  }

  #collect(bytes: Buffer): void {
    this.#lineBytes += bytes.length;
    this.#replyBytes += bytes.length;
    // Of an overlong line only the beginning is kept; 2 KiB is four times what RFC 5321 4.5.3.1.5 allows.
    const room = 2048 - this.#headBytes;
    if (room > 0) {
      const kept = bytes.subarray(0, room);
      this.#head.push(Buffer.from(kept));
      this.#headBytes += kept.length;
    }
    if (this.#replyBytes > REPLY_BYTES) this.#end({ kind: 'endless' });
  }

  #endLine(): void {
    if (this.#broken()) return;
    let raw = Buffer.concat(this.#head);
    const whole = this.#lineBytes;
    if (raw.at(-1) === LF) raw = raw.subarray(0, -1);
    if (raw.at(-1) === CR) raw = raw.subarray(0, -1);
    this.#head = [];
    this.#headBytes = 0;
    this.#lineBytes = 0;
    // An empty line between replies means nothing; qmail patches and load balancers send such.
    if (raw.length === 0 && this.#lines.length === 0 && whole <= 2) {
      this.#replyBytes = 0;
      return;
    }
    this.#acceptLine(decodeBytes(raw));
  }

  #acceptLine(decoded: string): void {
    const line = harmless(decoded);
    const match = LINE.exec(decoded);
    this.#line = this.#onLine(line);
    if (match === null && this.#lines.length === 0) {
      this.#end({ kind: 'malformed', text: line });
      return;
    }
    this.#lines.push(line);
    this.#texts.push(harmless(match === null ? decoded : (match[3] ?? '')));
    if (match !== null && match[2] !== '-') {
      const code = Number(match[1]);
      const enhanced = enhancedCode(code, this.#texts);
      this.#end({
        kind: 'reply',
        reply: { code, enhanced, lines: this.#lines, text: meaningOf(this.#texts), line: this.#line },
      });
    } else if (this.#lines.length >= REPLY_LINES) this.#end({ kind: 'endless' });
  }

  #end(outcome: ParserOutcome): void {
    this.#outcomes.push(outcome);
    this.#resetReply();
  }

  #resetReply(): void {
    this.#lines = [];
    this.#texts = [];
    this.#head = [];
    this.#headBytes = 0;
    this.#lineBytes = 0;
    this.#replyBytes = 0;
  }
}
