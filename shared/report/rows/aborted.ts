import { row } from '../../check/row.ts';
import { citeEndings, endings, type ReportEvidence } from './evidence.ts';

/** Row 22: the server ended a conversation early. */
export const aborted = row<ReportEvidence>()({
  id: 'aborted',
  n: 22,
  side: 'server',
  fleeting: true,
  gravity: 15,
  needs: ['conversations'],
  codes: { none: 'notApplicable', 'ended-early': 'warn' },
  judge({ conversations }) {
    const early = conversations.filter(({ ending }) => ending.by === 'server');
    if (early.length === 0) return { code: 'none' };
    const last = early.at(-1);
    const words = endings(early);
    return {
      code: 'ended-early',
      value: words,
      stage: last?.ending.stage ?? null,
      reply: last?.ending.words ?? null,
      data: {
        count: early.length,
        words: last?.ending.words ?? null,
        how: last?.ending.how ?? null,
        stage: last?.ending.stage ?? null,
      },
      evidence: citeEndings(early),
    };
  },
});
