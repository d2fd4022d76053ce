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
import { type AttemptKind, passed } from '../../mail/transaction.ts';
import type { EnvelopeEvidence } from './evidence.ts';
import { compare, sandwichOf } from './sandwich.ts';
import { strangerStatus } from './stranger.ts';

const CODES = {
  accepted: 'pass',
  refused: 'warn',
  'refused-named': 'fail',
  'refused-made-up': 'pass',
  'accepted-made-up': 'warn',
  'refused-failing-sender': 'fail',
} as const;
type Code = keyof typeof CODES;

const REFUSED: Partial<Record<AttemptKind, Code>> = {
  named: 'refused-named',
  random: 'refused-made-up',
  failing: 'refused-failing-sender',
};

function judgeOne(judged: Judged, all: readonly Judged[], context: JudgeContext): Finding<Code> {
  const { one, outcome } = judged;
  const more = { subject: one.subject, value: one.to, data: { recipient: one.to, sender: one.from } };
  if (passed(one, 'rcpt')) {
    const found = { ...citingStage(judged, 'rcpt'), ...more };
    return { ...found, code: one.kind === 'random' ? 'accepted-made-up' : 'accepted' };
  }
  if (outcome.kind === 'untried') return notTested(outcome.reason, more);
  if (outcome.stage === 'mail') return notTested('earlier-step', more);
  const open = openFinding(judged, more);
  if (open !== null) return open;
  if (isGatewayOnly(all, context)) return undecided('gateway-only', { ...citing(judged), ...more });
  const found = { ...citing(judged), ...more };
  if (one.kind !== 'failing') return { ...found, code: REFUSED[one.kind] ?? 'refused' };
  // Its refusal speaks of the sender only where the passing sender got through.
  const sandwich = sandwichOf(all);
  const alone = sandwich !== null && compare(sandwich).kind === 'refused';
  return alone
    ? { ...found, code: 'refused-failing-sender', ...strangerStatus(context) }
    : undecided('everything-refused', found);
}

/** Row 17: the reply to RCPT, for each recipient (RFC 5321 4.1.1.3, 4.5.1). */
export const rcptTo = row<EnvelopeEvidence>()({
  id: 'rcpt-to',
  n: 17,
  side: 'server',
  fleeting: true,
  gravity: 44,
  watch: true,
  needs: ['mail'],
  codes: CODES,
  judge({ mail }, context) {
    const all = judgeAll(mail.transactions, context.ownAddresses);
    return bySubject(all).map((judged) => judgeOne(judged, all, context));
  },
});
