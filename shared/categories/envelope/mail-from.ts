import { type Finding, type JudgeContext, notTested, row, undecided } from '../../check/row.ts';
import {
  bySubject,
  citing,
  citingStage,
  isGatewayOnly,
  type Judged,
  judgeAll,
  openFinding,
} from '../../mail/judged.ts';
import { passed } from '../../mail/transaction.ts';
import type { EnvelopeEvidence } from './evidence.ts';
import { strangerStatus } from './stranger.ts';

type Code = 'accepted' | 'refused' | 'refused-failing-sender';

function judgeOne(judged: Judged, all: readonly Judged[], context: JudgeContext): Finding<Code> {
  const { one, outcome } = judged;
  const more = { subject: one.subject, value: `<${one.from}>`, data: { sender: one.from, recipient: one.to } };
  if (outcome.kind === 'untried') return notTested(outcome.reason, more);
  if (passed(one, 'mail')) return { ...citingStage(judged, 'mail'), ...more, code: 'accepted' };
  const open = openFinding(judged, more);
  if (open !== null) return open;
  if (isGatewayOnly(all, context)) return undecided('gateway-only', { ...citing(judged), ...more });
  const refused = { ...citing(judged), ...more };
  return one.kind === 'failing'
    ? { ...refused, code: 'refused-failing-sender', ...strangerStatus(context) }
    : { ...refused, code: 'refused' };
}

/** Row 16: the reply to MAIL, for each transaction (RFC 5321 4.1.1.2). */
export const mailFrom = row<EnvelopeEvidence>()({
  id: 'mail-from',
  n: 16,
  side: 'server',
  fleeting: true,
  gravity: 45,
  watch: true,
  needs: ['mail'],
  codes: { accepted: 'pass', refused: 'fail', 'refused-failing-sender': 'fail' },
  judge({ mail }, context) {
    const all = judgeAll(mail.transactions, context.ownAddresses);
    return bySubject(all).map((judged) => judgeOne(judged, all, context));
  },
});
