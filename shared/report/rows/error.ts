import { row } from '../../check/row.ts';
import { citeEndings, endings, type ReportEvidence } from './evidence.ts';

/** Row 23: connection or protocol trouble, where the talk broke, and the message. */
export const error = row<ReportEvidence>()({
  id: 'error',
  n: 23,
  side: 'server',
  gravity: 14,
  needs: ['conversations'],
  codes: { none: 'notApplicable', trouble: 'warn' },
  judge({ conversations }) {
    const broken = conversations.filter(({ ending }) => ending.by === 'trouble');
    const last = broken.at(-1);
    if (last === undefined) return { code: 'none' };
    const { stage, kind, words } = last.ending;
    return {
      code: 'trouble',
      value: endings(broken),
      stage,
      data: { count: broken.length, stage, kind, words },
      evidence: citeEndings(broken),
    };
  },
});
