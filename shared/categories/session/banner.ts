import { type Finding, row, undecided } from '../../check/row.ts';
import { isPositive, replyClass, shown } from '../../net/smtp/reply.ts';
import { cite, seconds } from '../../visit/sighting.ts';
import type { HandshakeSighting, SessionEvidence } from './evidence.ts';
import { judgeHandshake } from './handshakes.ts';
import { deciding, mitigated } from './heard.ts';

/** Beyond this a person notices, and impatient senders and testers give up: greet delays are 5 to 30 s. */
const LATE_MS = 2000;

function barred(handshakes: readonly HandshakeSighting[]): Finding<'tls-broken'> {
  const { reason, data, evidence, ms } = judgeHandshake(handshakes);
  const more = { stage: 'tls' as const, evidence, ms, data };
  return reason === null ? { ...more, code: 'tls-broken' } : undecided(reason, more);
}

/** Row 2: the greeting (RFC 5321 3.1, 4.3.1). */
export const banner = row<SessionEvidence>()({
  id: 'banner',
  n: 2,
  side: 'server',
  fleeting: true,
  gravity: 85,
  deciding: true,
  watch: true,
  needs: ['greeting'],
  codes: {
    greeted: 'pass',
    'greeted-late': 'pass',
    refused: 'fail',
    closed: 'fail',
    silent: 'fail',
    endless: 'fail',
    'not-smtp': 'fail',
    'tls-broken': 'fail',
  },
  judge({ greeting }, context) {
    const last = deciding(greeting.sightings);
    if (last === undefined)
      return greeting.barredBy.length === 0 ? undecided('connection-closed') : barred(greeting.barredBy);
    const { heard } = last;
    const more = { ...cite(last, 'banner'), data: seconds(heard) };
    if (heard.kind === 'reply' && isPositive(heard)) {
      const late = heard.reply.ms >= LATE_MS;
      return { ...more, code: late ? 'greeted-late' : 'greeted', value: shown(heard.reply) };
    }
    const closes = greeting.sightings.filter((one) => one.heard.kind === 'closed').length;
    const softer = mitigated(last, 'banner', closes, context);
    if (softer !== null) return softer;
    switch (heard.kind) {
      case 'reply':
        return { ...more, code: replyClass(heard) === 5 ? 'refused' : 'not-smtp', value: shown(heard.reply) };
      case 'malformed':
        return { ...more, code: 'not-smtp', value: heard.text };
      case 'deadline':
        return undecided('deadline', more);
      default:
        return { ...more, code: heard.kind };
    }
  },
});
