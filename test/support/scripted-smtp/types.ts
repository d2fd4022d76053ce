import type { SecureContextOptions } from 'node:tls';

/** One reaction as data. A string is a reply: lines parted by \n, CRLF is added. What is left out stays healthy. */
export type Step = string | StepDetail;

export interface StepDetail {
  readonly reply?: string;
  /** Exact bytes in place of a reply; nothing is added. */
  readonly raw?: string | Buffer;
  /** EHLO: the reply is made of these. STARTTLS is left out inside TLS. */
  readonly keywords?: readonly string[];
  /** Pad the reply to this many lines by repeating its last one. */
  readonly repeat?: number;
  /** Bytes in the same segment after the reply, such as a plaintext injection after STARTTLS. */
  readonly extraAfter?: string | Buffer;
  readonly delayMs?: number;
  /** Nothing is said before this settles. */
  readonly until?: Promise<unknown>;
  /** Write in segments of so many bytes, with a turn of the event loop between. */
  readonly splitEvery?: number;
  /** One byte every so many milliseconds. */
  readonly dripMs?: number;
  /** fin, reset: after the reply, or in place of it when none is given here. before: FIN in place of any reply. */
  readonly close?: 'fin' | 'reset' | 'before';
  /** No reply, and none to any later command: the server hangs. Commands are still recorded. */
  readonly silent?: boolean;
  /** After the reply's code, continuation lines or one line's bytes without end, until the client closes. */
  readonly endless?: 'lines' | 'bytes';
  /** STARTTLS (or the start, with implicitTls): this fatal alert answers the ClientHello. */
  readonly alert?: number;
  readonly garbageTls?: boolean;
  readonly closeInTls?: 'fin' | 'reset';
  readonly silentTls?: boolean;
}

/** What a stage function may look at; `line` is the command, or the message at `endOfData`. */
export interface State {
  /** From 0: which connection of this server. */
  readonly connection: number;
  readonly secure: boolean;
  readonly from: string | null;
  readonly recipients: readonly string[];
  /** How often each stage was reached on this connection, this time included. */
  readonly count: Readonly<Partial<Record<StageName, number>>>;
}

/** A list: the first step the first time, and so on; the last one stays. A function's `undefined` is the default. */
export type Stage = Step | readonly Step[] | ((line: string, state: State) => Step | undefined);

export type StageName =
  | 'greeting'
  | 'ehlo'
  | 'ehloTls'
  | 'helo'
  | 'starttls'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'endOfData'
  | 'rset'
  | 'noop'
  | 'quit'
  | 'other';

/** Handed to node:tls as it is. `{}` is a server without a usable certificate: Node answers with alert 40. */
export type ServerTls = SecureContextOptions;

/** `ehloTls` not given: what `ehlo` says. */
export type Script = { readonly [stage in StageName]?: Stage } & {
  /** In the default greeting and EHLO; mx.contoso.test unless given. */
  readonly name?: string;
  readonly tls?: ServerTls;
  readonly implicitTls?: boolean;
};

export type ServerOptions = Script & {
  readonly address?: string;
  readonly port?: number;
  /** Each laid over the rest of the options: the nth connection gets the nth, the last one repeats. */
  readonly connections?: readonly Script[];
  /** More than so many at once are told `overLimit` in place of a greeting. */
  readonly maxConnections?: number;
  /** 421 and FIN unless given. */
  readonly overLimit?: Step;
  /** Accept, then reset: every connection, or the first n. */
  readonly acceptAndDropConnections?: boolean | number;
};

export interface ConnectionRecord {
  /** Every command line received, in order, in and outside TLS; the text after DATA is in `messages`. */
  readonly commands: string[];
  /** Those of them that came inside TLS. */
  readonly commandsInTls: string[];
  /** Without dot-stuffing and without the final dot. */
  readonly messages: string[];
  /** The client spoke before the greeting was sent. */
  earlyTalk: boolean;
  /** What the client had sent behind STARTTLS without waiting for the reply; it is thrown away. */
  pipelinedAfterStarttls: string;
  /** Bytes of the SMTP conversation received. */
  bytesIn: number;
  tls: { readonly version: string; readonly cipher: string; readonly servername: string | null } | null;
  /** null while it is open. */
  closedBy: 'client' | 'client-reset' | 'server' | 'server-reset' | null;
}
