import { notTested, row, undecided } from '../../check/row.ts';
import { mayBeGatewayOnly } from '../../visit/sighting.ts';
import type { ConnectionEvidence, SessionEvidence } from './evidence.ts';

const FAILURES = { refused: 'refused', unreachable: 'unreachable', timeout: 'timed-out' } as const;

const evidenceOf = ({ opened, conversation }: ConnectionEvidence) => ({
  stage: 'connect' as const,
  ms: opened.ms,
  evidence: [{ conversation, lines: [opened.outcome === 'open' ? 1 : opened.line] }],
});

/** Row 1. Silence of every address condemns nobody by itself: it may be our own way out (aws.md 1.1). */
export const connect = row<SessionEvidence>()({
  id: 'connect',
  n: 1,
  side: 'server',
  gravity: 90,
  deciding: true,
  watch: true,
  needs: ['connection'],
  codes: { connected: 'pass', 'dead-address': 'warn', refused: 'fail', unreachable: 'fail', 'timed-out': 'fail' },
  judge({ connection }, context) {
    const { opened, anotherAnswers, wayOut } = connection;
    const { target } = context;
    const more = {
      ...evidenceOf(connection),
      data: { host: target.host, port: target.port, seconds: Math.round(opened.ms / 1000), how: opened.outcome },
    };
    switch (opened.outcome) {
      case 'open':
        return { ...more, code: 'connected' };
      case 'no-route':
        return notTested('no-route', more);
      case 'blocked':
        return notTested('our-egress', more);
      case 'own-fault':
        return notTested('internal', more);
      case 'busy':
        return notTested('target-busy', more);
      case 'deadline':
        return undecided('deadline', more);
    }
    if (anotherAnswers) return { ...more, code: 'dead-address' };
    if (opened.outcome !== 'timeout') {
      return mayBeGatewayOnly(context) ? undecided('gateway-only', more) : { ...more, code: FAILURES[opened.outcome] };
    }
    if (wayOut === 'blocked') return notTested('our-egress', more);
    // A server locked to the gateway drops everybody else's packets: only from there does silence prove anything.
    if (wayOut === 'works' && target.egressIsGateway) return { ...more, code: 'timed-out' };
    return undecided('unreachable-from-here', more);
  },
});
