import { type Data, type Finding, type JudgeContext, notTested, row, undecided } from '../../check/row.ts';
import { citing, type Judged, judgeAll, openFinding, openReason, readingOf } from '../../mail/judged.ts';
import type { EnvelopeEvidence } from './evidence.ts';
import { type Comparison, compare, sandwichOf } from './sandwich.ts';
import { strangerStatus } from './stranger.ts';

const CODES = { 'passing-sender': 'info', 'treated-alike': 'pass', refused: 'fail', deferred: 'warn' } as const;
type Code = keyof typeof CODES;

const dataOf = ({ one, outcome }: Judged): Data => ({
  sender: one.from,
  recipient: one.to,
  stage: outcome.stage,
  answer: outcome.kind === 'reply' ? String(outcome.reply.code) : outcome.reason,
});

function failing(b: Judged, comparison: Comparison, context: JudgeContext): Finding<Code> {
  const more = { ...citing(b), subject: 'B', value: `<${b.one.from}>`, data: dataOf(b) };
  switch (comparison.kind) {
    case 'refused':
      return { ...more, code: 'refused', ...strangerStatus(context) };
    case 'deferred':
      return { ...more, code: 'deferred' };
    case 'alike':
      return readingOf(b)?.kind === 'deferred' ? undecided('deferred', more) : { ...more, code: 'treated-alike' };
    default: {
      const found = openFinding(comparison.by, more);
      return found === null ? undecided('everything-refused', more) : { ...found, ...more, subject: 'B' };
    }
  }
}

function passing(a: Judged): Finding<Code> {
  const more = { ...citing(a), subject: a.one.subject, value: `<${a.one.from}>`, data: dataOf(a) };
  const reason = openReason(a);
  if (reason === null) return { ...more, code: 'passing-sender' };
  return a.outcome.kind === 'untried' ? notTested(reason, more) : undecided(reason, more);
}

/** Row 19: what each transaction of the SPF test was answered. */
export const spfCheckReply = row<EnvelopeEvidence>()({
  id: 'spf-check-reply',
  n: 19,
  side: 'server',
  fleeting: true,
  gravity: 40,
  needs: ['pair'],
  codes: CODES,
  judge({ pair }, context) {
    const sandwich = sandwichOf(judgeAll(pair.transactions, context.ownAddresses));
    if (sandwich === null) return notTested('earlier-step', { data: { because: 'no-good-recipient' } });
    const { a1, b, a2 } = sandwich;
    return [passing(a1), failing(b, compare(sandwich), context), passing(a2)];
  },
});
