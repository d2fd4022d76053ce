import type { ConversationLine } from '../../check/conversation.ts';
import { harmless } from '../harmless.ts';

/** Bytes of text kept of one conversation (architecture.md 5a). */
export const TRANSCRIPT_BYTES = 32 * 1024;
/** Kept free for what comes after a flood: our own QUIT and how it ended. */
const RESERVE = 2 * 1024;

/** The lines of one conversation, in order, bounded. Numbers given out count from 1. */
export class Transcript {
  readonly lines: ConversationLine[] = [];
  #bytes = 0;
  #dropped = 0;
  #clock: () => number;
  #start: number;

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#start = clock();
  }

  /** Adds a line and returns its number; beyond the bound the number of the last line that was kept. */
  add(dir: ConversationLine['dir'], text: string, tls: boolean): number {
    const safe = harmless(text);
    const size = Buffer.byteLength(safe) + 32;
    const bound = dir === 'S' ? TRANSCRIPT_BYTES - RESERVE : TRANSCRIPT_BYTES;
    if (this.#bytes + size > bound) {
      this.#dropped += 1;
      return this.lines.length;
    }
    if (this.#dropped > 0) this.#note(tls);
    this.#bytes += size;
    return this.lines.push({ ms: Math.round(this.#clock() - this.#start), dir, tls, text: safe });
  }

  #note(tls: boolean): void {
    const text = `${this.#dropped} more lines were not kept`;
    this.#dropped = 0;
    this.#bytes += text.length + 32;
    this.lines.push({ ms: Math.round(this.#clock() - this.#start), dir: '*', tls, text });
  }
}
