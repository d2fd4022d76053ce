import { lookAlike } from '../../check/look-alike.ts';
import { type Finding, type JudgeContext, row, undecided } from '../../check/row.ts';
import type { Reason } from '../../check/status.ts';
import { isPositive, type Reply, replyClass } from '../../net/smtp/reply.ts';
import { cite, seconds } from '../../visit/sighting.ts';
import type { SessionEvidence, Sighting, StarttlsEvidence } from './evidence.ts';
import { judgeHandshake } from './handshakes.ts';
import { deciding, mitigated } from './heard.ts';

const CODES = {
  established: 'pass',
  'established-bytes-discarded': 'pass',
  'established-anonymous': 'pass',
  'not-offered': 'warn',
  refused: 'fail',
  closed: 'fail',
  'not-smtp': 'fail',
  alert: 'fail',
  'not-tls': 'fail',
  'handshake-closed': 'fail',
  'handshake-silent': 'fail',
} as const;
type Code = keyof typeof CODES;

function established({ handshakes, discarded }: StarttlsEvidence): Finding<Code> | null {
  const done = handshakes.find((one) => one.result.ok);
  if (!done?.result.ok) return null;
  const { facts } = done.result;
  const more = {
    stage: 'tls' as const,
    ms: done.ms,
    value: `${facts.protocol}, ${facts.cipher}`,
    evidence: [{ conversation: done.conversation, lines: [done.line] }],
  };
  if (facts.leaf === null) return { ...more, code: 'established-anonymous' };
  return discarded > 0
    ? { ...more, code: 'established-bytes-discarded', data: { discarded } }
    : { ...more, code: 'established' };
}

const isPlainDeferral = ({ code, enhanced }: Reply, reason: Reason): boolean =>
  reason === 'server-trouble' && code < 500 && (code === 454 || !/^4\.3\.[015]$/.test(enhanced ?? ''));

/** Offered, and not begun: the second connection must have heard the same before it counts. */
function refused(last: Sighting, replies: readonly Sighting[], context: JudgeContext): Finding<Code> {
  const more = { ...cite(last, 'starttls'), data: seconds(last.heard) };
  switch (last.heard.kind) {
    case 'reply': {
      const transient = replies.filter((one) => replyClass(one.heard) === 4).length;
      const limit = last.heard.reply.code === 421;
      const reason = lookAlike(last.heard.reply, context.ownAddresses);
      // A 4xx of no stated cause is this row's matter, and so is 454, which is about TLS (RFC 3207 4).
      if (reason !== null && !isPlainDeferral(last.heard.reply, reason)) return undecided(reason, more);
      if (replyClass(last.heard) === 4 && (limit || transient < 2))
        return undecided(limit ? 'throttled' : 'server-trouble', more);
      return { ...more, code: 'refused', value: more.reply ?? null };
    }
    case 'silent':
      return undecided('no-reply', more);
    case 'closed':
      return replies.filter((one) => one.heard.kind === 'closed').length < 2
        ? undecided('connection-closed', more)
        : { ...more, code: 'closed' };
    case 'deadline':
      return mitigated(last, 'starttls', 1, context) ?? undecided('deadline', more);
    default:
      return { ...more, code: 'not-smtp' };
  }
}

/** Cites the list that lacks it, and what a probe was answered. */
function notOffered({ hello, replies }: StarttlsEvidence): Finding<Code> {
  const cited = [hello, deciding(replies)].flatMap((one) => (one == null ? [] : [cite(one, 'ehlo')]));
  return { ...cited[0], code: 'not-offered', stage: 'ehlo', evidence: cited.flatMap(({ evidence = [] }) => evidence) };
}

/** Row 5: STARTTLS (RFC 3207). A certificate's faults are none of this row's. */
export const starttls = row<SessionEvidence>()({
  id: 'starttls',
  n: 5,
  side: 'server',
  gravity: 60,
  watch: true,
  needs: ['starttls'],
  codes: CODES,
  judge({ starttls: evidence }, context) {
    const done = established(evidence);
    // The gateway uses what is offered: TLS that only a probe behind a mask gets is none to it.
    if (evidence.offered === false) {
      return { ...notOffered(evidence), data: { answered: done === null ? null : 'answered' } };
    }
    if (done !== null) return done;
    if (evidence.handshakes.length > 0) {
      const { reason, code, ...more } = judgeHandshake(evidence.handshakes);
      const finding = { ...more, stage: 'tls' as const };
      return reason === null ? { ...finding, code } : undecided(reason, finding);
    }
    const last = deciding(evidence.replies);
    // Nothing offered it: then a refusal is none.
    if (evidence.offered === null && (last === undefined || !isPositive(last.heard))) return notOffered(evidence);
    if (last === undefined) return undecided('connection-closed');
    // A go-ahead whose handshake never began: our own time was up in between.
    return isPositive(last.heard)
      ? undecided('deadline', cite(last, 'starttls'))
      : refused(last, evidence.replies, context);
  },
});
