import type { Conversation } from '../../check/conversation.ts';
import { row } from '../../check/row.ts';
import { citeEndings, endings, type ReportEvidence } from './evidence.ts';

const described = (broken: readonly Conversation[], last: Conversation) => {
  const { stage, kind, how, words } = last.ending;
  return {
    value: endings(broken),
    stage,
    data: { count: broken.length, stage, kind, how, words },
    evidence: citeEndings(broken),
  };
};

/** Row 23: connection or protocol trouble, where the talk broke, and the message. What lies with us warns of nobody. */
export const error = row<ReportEvidence>()({
  id: 'error',
  n: 23,
  side: 'server',
  fleeting: true,
  gravity: 14,
  needs: ['conversations'],
  codes: { none: 'notApplicable', trouble: 'warn', 'our-limit': 'info' },
  judge({ conversations }) {
    const broken = conversations.filter(({ ending }) => ending.by === 'trouble');
    const last = broken.at(-1);
    if (last !== undefined) return { code: 'trouble', ...described(broken, last) };
    const ours = conversations.filter(({ ending }) => ending.by === 'us' && ending.kind !== null);
    const ourLast = ours.at(-1);
    return ourLast === undefined ? { code: 'none' } : { code: 'our-limit', ...described(ours, ourLast) };
  },
});
