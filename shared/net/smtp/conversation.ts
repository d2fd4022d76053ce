import type { Socket } from 'node:net';
import type { Conversation } from '../../check/conversation.ts';
import type { Stage } from '../../check/status.ts';
import { handshake } from '../tls/handshake.ts';
import { Chronicle, OUR_END } from './chronicle.ts';
import { assertPipelinable, commandLine, messageText } from './command.ts';
import { type ConversationOptions, connectOutcome, type Opened, type TlsOutcome } from './outcome.ts';
import type { Heard, Reply } from './reply.ts';
import { ReplyReader } from './reply-reader.ts';

/**
 * One connection, one transcript. Every step is a call that returns what was heard, never an exception for what a
 * server does. After anything but a reply the conversation is over and the connection is closed.
 */
export class SmtpConversation {
  readonly #options: ConversationOptions;
  readonly #chronicle: Chronicle;
  #socket: Socket | null = null;
  #reader: ReplyReader | null = null;
  #over = false;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#chronicle = new Chronicle(options);
  }

  /** Whether nothing more can be said on this connection. */
  get over(): boolean {
    return this.#over;
  }

  /** Our own address on this connection; the unspecified one while there is none. */
  get localAddress(): string {
    return this.#socket?.localAddress ?? '0.0.0.0';
  }

  async open(): Promise<Opened> {
    const { io, address, port, signal } = this.#options;
    const start = io.clock();
    this.#chronicle.roundTrips += 1;
    const patience = AbortSignal.timeout(io.patience.connect);
    try {
      const socket = await io.dial(address, port, AbortSignal.any([signal, patience]));
      const ms = this.#chronicle.took('connect', start);
      this.#chronicle.remark(`connected to ${address.address} port ${port}`);
      this.#attach(socket);
      return { outcome: 'open', ms };
    } catch (error) {
      const outcome = signal.aborted ? 'deadline' : patience.aborted ? 'timeout' : connectOutcome(error);
      this.#close();
      return { outcome, ms: io.clock() - start, line: this.#chronicle.unconnected(outcome, error) };
    }
  }

  /** Waits for the greeting, all of it: postscreen and others send it in parts (RFC 5321 4.2, 4.3.1). */
  greeting(): Promise<Heard> {
    return this.#hear('banner', this.#options.io.patience.greeting);
  }

  /** Sends one command and waits for its reply; `stage` names both in times and evidence. */
  command(text: string, stage: Stage, patience = this.#options.io.patience.command): Promise<Heard> {
    this.#say(text);
    return this.#hear(stage, patience);
  }

  /**
   * Sends independent commands as one group (RFC 2920) where the server offered PIPELINING, else one by one.
   * Commands that change the state of the connection do not belong into a group.
   */
  async group(commands: readonly { text: string; stage: Stage }[], pipelining: boolean): Promise<Heard[]> {
    assertPipelinable(commands.map(({ text }) => text));
    const heard: Heard[] = [];
    // One segment for all, as far as they fit.
    this.#socket?.cork();
    if (pipelining) for (const { text } of commands) this.#say(text);
    this.#socket?.uncork();
    for (const [index, { text, stage }] of commands.entries()) {
      if (!pipelining) this.#say(text);
      // Within a group only the first reply costs a round trip.
      if (pipelining && index > 0) this.#chronicle.roundTrips -= 1;
      const one = await this.#hear(stage, this.#options.io.patience.command);
      heard.push(one);
      if (one.kind !== 'reply') break;
    }
    return heard;
  }

  /**
   * Sends a message after the go-ahead and waits for the reply to its end (RFC 5321 4.1.1.4, 4.5.2).
   * @throws RangeError for a line that may not be sent; nothing was sent then
   */
  message(lines: readonly string[]): Promise<Heard> {
    const text = messageText(lines);
    if (!this.#over && this.#socket !== null) {
      this.#chronicle.sent(lines.length, text.length);
      this.#socket.write(text);
    }
    return this.#hear('endOfData', this.#options.io.patience.endOfData);
  }

  /**
   * Throws away what arrived after the reply to STARTTLS and before the handshake: a man in the middle could have
   * put it there (CVE-2011-0411).
   * @returns how many bytes or replies that were
   */
  async discardPlaintext(): Promise<number> {
    // Two turns of the event loop: what has reached this machine by now is read before TLS takes the socket.
    for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const dropped = this.#reader?.discard() ?? { replies: [], bytes: 0 };
    const count = dropped.bytes + dropped.replies.length;
    if (count > 0) this.#chronicle.remark('bytes that arrived before the TLS handshake were thrown away');
    return count;
  }

  /** Speaks TLS from here on. */
  async startTls(servername: string | null, anonymous: boolean): Promise<TlsOutcome> {
    const { io, signal } = this.#options;
    const start = io.clock();
    this.#reader?.detach();
    const options = { servername, anonymous, extraRoots: io.extraRoots, patience: io.patience.command, signal };
    const outcome = await handshake(this.#socket as Socket, options);
    const ms = this.#chronicle.took('tls', start);
    if (!outcome.ok) {
      const line = this.#chronicle.brokenHandshake(outcome.failure);
      this.#close();
      return { ...outcome, ms, line };
    }
    this.#chronicle.roundTrips += outcome.facts.protocol === 'TLSv1.3' ? 1 : 2;
    this.#chronicle.tls = true;
    this.#attach(outcome.socket);
    const line = this.#chronicle.remark(`${outcome.facts.protocol} with ${outcome.facts.cipher}`);
    return { ...outcome, ms, line };
  }

  /**
   * Ends politely; to be called whenever the connection still stands.
   * @param stopper the refusal after which there was nothing left to ask: then it was the server that ended it
   */
  async quit(stopper: { stage: Stage; reply: Reply } | null = null): Promise<Heard | null> {
    if (stopper !== null) this.#chronicle.stopped(stopper.stage, stopper.reply);
    if (this.#over) return null;
    this.#say('QUIT');
    const heard = await this.#hear('quit', this.#options.io.patience.quit);
    this.#chronicle.end(OUR_END);
    this.#close();
    return heard;
  }

  record(): Conversation {
    return this.#chronicle.record();
  }

  #attach(socket: Socket): void {
    this.#socket = socket;
    this.#reader = new ReplyReader(socket, {
      clock: this.#options.io.clock,
      signal: this.#options.signal,
      onLine: (line) => this.#chronicle.heard(line),
    });
  }

  #say(text: string): void {
    const line = commandLine(text);
    if (this.#over || this.#socket === null) return;
    const early = this.#reader?.discardReplies() ?? 0;
    if (early > 0) this.#chronicle.remark('a reply came before the command it would belong to; it is not counted');
    this.#chronicle.said(text);
    this.#socket.write(line);
  }

  async #hear(stage: Stage, patience: number): Promise<Heard> {
    const { io } = this.#options;
    const reader = this.#reader;
    if (this.#over || reader === null) return { kind: 'closed', how: 'closed', ms: 0, line: this.#chronicle.line };
    this.#chronicle.roundTrips += 1;
    const start = io.clock();
    const outcome = await reader.read(patience, io.patience.replyGrace);
    if (outcome.kind !== 'reply') {
      const heard = this.#chronicle.silence(outcome, stage, reader.rest, io.clock() - start);
      this.#close();
      return heard;
    }
    const ms = this.#chronicle.took(stage, start);
    const reply = { ...outcome.reply, ms, firstMs: outcome.firstMs };
    // RFC 5321 3.8: after a 421 the server closes; there is nothing left to say.
    if (reply.code === 421) {
      this.#options.throttled?.();
      this.#chronicle.stopped(stage, reply);
      this.#close();
    }
    return { kind: 'reply', reply };
  }

  #close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#reader?.detach();
    this.#socket?.destroy();
  }
}
