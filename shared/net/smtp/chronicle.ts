import type { Conversation, Ending, StageTime } from '../../check/conversation.ts';
import { errorCode, type FailureKind } from '../../check/failure.ts';
import type { Stage } from '../../check/status.ts';
import { harmless } from '../harmless.ts';
import type { TlsFailure } from '../tls/handshake.ts';
import {
  type ConversationOptions,
  describeFailure,
  failedHandshake,
  KIND_OF,
  type NotOpened,
  OURS,
  remarkOf,
} from './outcome.ts';
import type { Heard, Reply } from './reply.ts';
import type { ReadOutcome } from './reply-reader.ts';
import { Transcript } from './transcript.ts';

const NO_CONNECTION: Readonly<Record<NotOpened, FailureKind>> = {
  refused: 'connect',
  unreachable: 'connect',
  timeout: 'timeout',
  deadline: 'timeout',
  'no-route': 'egress',
  blocked: 'egress',
  'own-fault': 'internal',
  busy: 'limit',
};

/** What is said where the system named no error. */
const WITHOUT_ERROR: Partial<Record<NotOpened, string>> = {
  timeout: 'no answer',
  busy: 'our own connections hold every place there',
};

/** The conversation ran to its end and we said QUIT. */
export const OUR_END: Ending = { by: 'us', stage: 'quit', kind: null, how: null, words: null, line: null };

const ENDED_BY: Readonly<Record<Exclude<Heard['kind'], 'reply'>, Ending['by']>> = {
  closed: 'server',
  silent: 'trouble',
  endless: 'trouble',
  malformed: 'trouble',
  deadline: 'us',
};

/** What is written down of a conversation: transcript, times, round trips, and how it ended. */
export class Chronicle {
  readonly #options: ConversationOptions;
  readonly #transcript: Transcript;
  readonly #times: StageTime[] = [];
  #ending: Ending | null = null;
  /** Whether what follows travels inside TLS. */
  tls = false;
  roundTrips = 0;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#transcript = new Transcript(options.io.clock);
  }

  /** Number of the transcript's last line. */
  get line(): number {
    return this.#transcript.lines.length;
  }

  heard(line: string): number {
    return this.#transcript.add('S', line, this.tls);
  }

  said(line: string): void {
    this.#transcript.add('C', line, this.tls);
  }

  /** Notes a message of ours by its size: its words are the same each time. */
  sent(lines: number, octets: number): void {
    this.remark(`a test message of ${lines} lines, ${octets} octets`);
    this.said('.');
  }

  remark(text: string): number {
    return this.#transcript.add('*', text, this.tls);
  }

  /** Notes how long a stage took, and returns it. */
  took(stage: Stage, start: number): number {
    const ms = this.#options.io.clock() - start;
    this.#times.push({ stage, ms });
    return ms;
  }

  /** Notes that no reply came, and how the conversation ended by that. */
  silence(outcome: Exclude<ReadOutcome, { kind: 'reply' }>, stage: Stage, rest: string, ms: number): Heard {
    const line = this.remark(remarkOf(outcome, rest, ms));
    const how = outcome.kind === 'closed' ? outcome.how : outcome.kind;
    const words = outcome.kind === 'malformed' ? outcome.text : rest === '' ? null : rest;
    // A server that hangs up on QUIT has ended nothing early.
    if (outcome.kind === 'closed' && stage === 'quit') this.end({ ...OUR_END, stage, line });
    else this.end({ by: ENDED_BY[outcome.kind], stage, kind: KIND_OF[outcome.kind], how, words, line });
    return { ...outcome, ms, line };
  }

  /** Notes that there was no connection, and why. */
  unconnected(outcome: NotOpened, error: unknown): number {
    const { address, port } = this.#options;
    const words = WITHOUT_ERROR[outcome] ?? errorCode(error) ?? String(error);
    const line = this.remark(`no connection to ${address.address} port ${port}: ${words}`);
    const by = OURS.has(outcome) ? 'us' : 'trouble';
    this.end({ by, stage: 'connect', kind: NO_CONNECTION[outcome], how: outcome, words: errorCode(error), line });
    return line;
  }

  /** Notes that the handshake broke, and how. */
  brokenHandshake(failure: TlsFailure): number {
    const line = this.remark(`TLS handshake failed: ${describeFailure(failure)}`);
    this.end({ ...failedHandshake(failure), stage: 'tls', kind: 'tls', line });
    return line;
  }

  /** Notes that this reply of the server left nothing to ask. */
  stopped(stage: Stage, { lines, line }: Reply): void {
    this.end({ by: 'server', stage, kind: null, how: null, words: lines.join(' '), line });
  }

  /** The first ending counts. Its words may be a whole reply of 64 KiB: of these no more is kept than of a line. */
  end(ending: Ending): void {
    const words = ending.words === null ? null : harmless(ending.words);
    this.#ending ??= { ...ending, words };
  }

  record(): Conversation {
    const { id, category, address, port, concurrent } = this.#options;
    return {
      id,
      category,
      address: address.address,
      port,
      lines: this.#transcript.lines,
      times: this.#times,
      ending: this.#ending ?? OUR_END,
      roundTrips: this.roundTrips,
      concurrent,
    };
  }
}
