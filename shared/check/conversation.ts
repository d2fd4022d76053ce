import type { FailureKind } from './failure.ts';
import type { Stage } from './status.ts';

/** One line of a transcript. `ms` counts from the start of the conversation; `*` is a remark of ours. */
export interface ConversationLine {
  ms: number;
  dir: '*' | 'S' | 'C';
  /** Whether the line travelled inside TLS. */
  tls: boolean;
  /** Harmless text: control and bidirectional characters are escaped, length is bounded. */
  text: string;
}

/** How a conversation ended, and where. */
export interface Ending {
  /**
   * `us`: we said QUIT, or a limit of ours ended it (then with a kind). `server`: it closed, reset or said that it was
   * the end. `trouble`: no connection, silence, protocol, TLS.
   */
  by: 'us' | 'server' | 'trouble';
  stage: Stage;
  /** Null when nothing went wrong. */
  kind: FailureKind | null;
  /** How it broke, as a word of the reports' vocabulary ("closed", "silent" ...); null where words tell it. */
  how: string | null;
  /** The server's own last words, or the message of an error. */
  words: string | null;
  /** Number (from 1) of the transcript line that shows it. */
  line: number | null;
}

/** How long one stage took: from our last byte to its complete reply, in milliseconds. */
export interface StageTime {
  stage: Stage;
  ms: number;
}

/** One connection from its opening to its end; the transcript is the evidence that rows cite. */
export interface Conversation {
  id: string;
  category: string;
  address: string;
  port: number;
  lines: ConversationLine[];
  times: StageTime[];
  ending: Ending;
  /** Times that we had to wait for the other side before we could go on. */
  roundTrips: number;
  /** Connections of ours that were open at this address when this one was opened, itself included. */
  concurrent: number;
}

/** Reference to lines of a transcript; numbers count from 1. */
export interface EvidenceRef {
  conversation: string;
  lines: number[];
}
