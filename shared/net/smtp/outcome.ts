import type { Ending } from '../../check/conversation.ts';
import { errorCode, type FailureKind, failureKind } from '../../check/failure.ts';
import type { Io } from '../../check/io.ts';
import type { VettedAddress } from '../../check/target.ts';
import { ForbiddenAddress } from '../address.ts';
import type { Handshake, TlsFailure } from '../tls/handshake.ts';
import type { Heard } from './reply.ts';
import type { ReplyReader } from './reply-reader.ts';

export interface ConversationOptions {
  id: string;
  category: string;
  address: VettedAddress;
  port: number;
  concurrent: number;
  io: Io;
  signal: AbortSignal;
  /** Told when the server ends it with 421. */
  throttled?(): void;
}

/** How opening the connection went. */
export type Opened = { outcome: 'open'; ms: number } | { outcome: NotOpened; ms: number; line: number };
/**
 * `blocked`: our own system or network forbids it. `own-fault`: we could not even try. `busy`: never tried, since
 * connections of our own held every place at the address until our time was up.
 */
export type NotOpened =
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'no-route'
  | 'blocked'
  | 'own-fault'
  | 'deadline'
  | 'busy';
/** No server had a part in these. */
export const OURS: ReadonlySet<NotOpened> = new Set(['no-route', 'blocked', 'own-fault', 'deadline', 'busy']);

/** What the negotiation of TLS came to. */
export type TlsOutcome = Handshake & { ms: number; line: number };

/** Where a talk broke, by what was heard. */
export const KIND_OF: Readonly<Record<Exclude<Heard['kind'], 'reply'>, FailureKind>> = {
  closed: 'dropped',
  silent: 'timeout',
  endless: 'limit',
  malformed: 'protocol',
  deadline: 'timeout',
};

/**
 * How a connection failed, by the system's error. One that we do not know tells nothing of a server.
 * @throws ForbiddenAddress, as it came: no server had a part in it, so no row may tell it of one
 */
export function connectOutcome(error: unknown): NotOpened {
  if (error instanceof ForbiddenAddress) throw error;
  switch (failureKind(error)) {
    case 'timeout':
      return 'timeout';
    case 'connect':
      return errorCode(error) === 'ECONNREFUSED' ? 'refused' : 'unreachable';
    case 'dropped':
      return 'refused';
    case 'egress':
      return errorCode(error) === 'EACCES' || errorCode(error) === 'EPERM' ? 'blocked' : 'no-route';
    default:
      return 'own-fault';
  }
}

/** What the transcript says when no reply came. */
export function remarkOf(
  heard: Exclude<Awaited<ReturnType<ReplyReader['read']>>, { kind: 'reply' }>,
  rest: string,
  ms: number,
): string {
  const after = `after ${(ms / 1000).toFixed(1)} s`;
  switch (heard.kind) {
    case 'closed':
      return `${heard.how === 'reset' ? 'the server reset the connection' : 'the server closed the connection'} ${after}${rest === '' ? '' : `, in the midst of "${rest}"`}`;
    case 'silent':
      return `no reply ${after}`;
    case 'endless':
      return `a reply that does not end, given up ${after}`;
    case 'malformed':
      return 'this is not an SMTP reply';
    case 'deadline':
      return `stopped by our own time limit ${after}`;
  }
}

/** What the transcript says of a broken handshake. */
export function describeFailure(failure: TlsFailure): string {
  if (failure.kind === 'alert') return `the server sent alert ${failure.alert}`;
  if (failure.kind === 'own-limit' || failure.kind === 'protocol') return failure.message;
  return failure.kind;
}

/** Who ended it, and how, when the handshake broke: what our runtime cannot do is no fault of the server. */
export function failedHandshake(failure: TlsFailure): Pick<Ending, 'by' | 'how' | 'words'> {
  const by = failure.kind === 'own-limit' || failure.kind === 'deadline' ? 'us' : 'trouble';
  const words = 'message' in failure ? failure.message : 'alert' in failure ? `alert ${failure.alert}` : null;
  return { by, how: failure.kind, words };
}
