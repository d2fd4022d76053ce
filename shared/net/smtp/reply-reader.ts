import type { Socket } from 'node:net';
import { errorCode } from '../../check/failure.ts';
import { CONNECTION_BYTES, Flood } from '../tls/flood.ts';
import { type ParsedReply, type ParserOutcome, ReplyParser } from './reply-parser.ts';

export type ReadOutcome =
  | { kind: 'reply'; reply: ParsedReply; firstMs: number }
  | { kind: 'closed'; how: 'closed' | 'reset' }
  | { kind: 'silent' | 'endless' | 'deadline' }
  | { kind: 'malformed'; text: string };

export interface ReaderOptions {
  clock: () => number;
  signal: AbortSignal;
  /** Hears of each line, and gives it its number in the transcript. */
  onLine: (line: string) => number;
}

/** Reads replies from a socket, with patience and with bounds. One read at a time. */
export class ReplyReader {
  readonly #socket: Socket;
  readonly #options: ReaderOptions;
  readonly #parser: ReplyParser;
  #bytes = 0;
  #flooded = false;
  #gone: 'closed' | 'reset' | null = null;
  #firstAt: number | null = null;
  #lastLineAt = 0;
  #wake: (() => void) | null = null;

  constructor(socket: Socket, options: ReaderOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#parser = new ReplyParser((line) => {
      this.#lastLineAt = options.clock();
      return options.onLine(line);
    });
    socket.on('data', this.#onData);
    socket.once('end', this.#onEnd);
    socket.once('close', this.#onEnd);
    socket.on('error', this.#onError);
  }

  /** What was received of a line that never ended, harmless. */
  get rest(): string {
    return this.#parser.rest;
  }

  /**
   * Waits for the next reply.
   * @param patience milliseconds that each of its lines may take
   * @param grace milliseconds added to that for the whole of it, so that drips come to an end
   */
  async read(patience: number, grace: number): Promise<ReadOutcome> {
    const { clock, signal } = this.#options;
    const start = clock();
    this.#lastLineAt = start;
    this.#firstAt = null;
    for (;;) {
      const taken = this.#parser.take();
      if (taken !== null) return this.#outcome(taken, start);
      if (this.#flooded) return { kind: 'endless' };
      if (this.#gone !== null) return { kind: 'closed', how: this.#gone };
      if (signal.aborted) return { kind: 'deadline' };
      const left = Math.min(this.#lastLineAt + patience, start + patience + grace) - clock();
      if (left <= 0) return { kind: this.#parser.partial || this.#firstAt !== null ? 'endless' : 'silent' };
      await this.#wait(left);
    }
  }

  /** Drops whole replies that nobody asked for and says how many; a 421 is kept, it announces the end. */
  discardReplies(): number {
    if (this.#parser.waiting === 0) return 0;
    const dropped = this.#parser.discard().replies;
    const last = dropped.at(-1);
    if (last?.kind === 'reply' && last.reply.code === 421) {
      this.#parser.putBack(last);
      return dropped.length - 1;
    }
    return dropped.length;
  }

  discard(): ReturnType<ReplyParser['discard']> {
    return this.#parser.discard();
  }

  /** Lets go of the socket: TLS takes it over, or it is closed. A late error must still find a listener. */
  detach(): void {
    this.#socket.off('data', this.#onData);
    this.#socket.off('end', this.#onEnd);
    this.#socket.off('close', this.#onEnd);
    this.#socket.off('error', this.#onError);
    this.#socket.on('error', () => {});
  }

  #outcome(taken: ParserOutcome, start: number): ReadOutcome {
    if (taken.kind !== 'reply') return taken;
    return { kind: 'reply', reply: taken.reply, firstMs: (this.#firstAt ?? start) - start };
  }

  #wait(ms: number): Promise<void> {
    const { signal } = this.#options;
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      this.#wake = done;
    });
  }

  #onData = (chunk: Buffer): void => {
    this.#firstAt ??= this.#options.clock();
    this.#bytes += chunk.length;
    this.#flooded ||= this.#bytes > CONNECTION_BYTES;
    if (this.#flooded) this.#socket.destroy();
    else this.#parser.feed(chunk);
    this.#wake?.();
  };

  #onEnd = (): void => {
    this.#gone ??= 'closed';
    this.#wake?.();
  };

  #onError = (error: unknown): void => {
    this.#flooded ||= error instanceof Flood;
    const code = errorCode(error);
    this.#gone ??= code === 'ECONNRESET' || code === 'EPIPE' ? 'reset' : 'closed';
    this.#wake?.();
  };
}
