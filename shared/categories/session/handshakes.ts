import type { EvidenceRef } from '../../check/conversation.ts';
import type { Data } from '../../check/row.ts';
import type { Reason } from '../../check/status.ts';
import { NO_COMMON_CIPHER } from '../../visit/visits.ts';
import type { HandshakeSighting } from './evidence.ts';

export interface BrokenHandshake {
  /** Set where the break says nothing against the server. */
  reason: Reason | null;
  /** Which side broke it off, and how. */
  code: 'alert' | 'not-tls' | 'handshake-closed' | 'handshake-silent';
  data: Data;
  ms: number;
  evidence: EvidenceRef[];
}

/** Judges handshakes none of which succeeded, by the last of them. */
export function judgeHandshake(handshakes: readonly HandshakeSighting[]): BrokenHandshake {
  const last = handshakes.at(-1) as HandshakeSighting;
  // The anonymous try is a control: where it ends another way, the words of the last real try are the clearer ones.
  const { result, ms, line, conversation } = handshakes.findLast((one) => !one.anonymous) ?? last;
  const evidence = [{ conversation, lines: [line] }];
  const closes = handshakes.filter(
    (one) => !one.result.ok && ['closed', 'reset'].includes(one.result.failure.kind),
  ).length;
  if (result.ok) return { reason: 'internal', code: 'not-tls', data: {}, ms, evidence };
  const { failure } = result;
  const made = (code: BrokenHandshake['code'], reason: Reason | null, data: Data): BrokenHandshake => ({
    reason,
    code,
    data,
    ms,
    evidence,
  });
  switch (failure.kind) {
    case 'alert':
      return made('alert', NO_COMMON_CIPHER.has(failure.alert) ? 'no-common-cipher' : null, {
        alert: failure.alert,
        breaker: 'server',
      });
    case 'own-limit':
      return made('not-tls', 'no-common-cipher', { message: failure.message, breaker: 'tester' });
    case 'protocol':
      return made('not-tls', null, { message: failure.message, breaker: 'tester' });
    case 'silent':
      return made('handshake-silent', null, { breaker: 'server' });
    case 'deadline':
      return made('handshake-silent', 'deadline', { breaker: 'tester' });
    default:
      return made('handshake-closed', closes < 2 ? 'connection-closed' : null, {
        how: failure.kind,
        breaker: 'server',
      });
  }
}
