import { row } from '../../check/row.ts';
import type { ReportEvidence } from './evidence.ts';

/** Row 25: the transcript. It cites every conversation and copies none. */
export const log = row<ReportEvidence>()({
  id: 'log',
  n: 25,
  side: 'tester',
  fleeting: true,
  needs: ['conversations'],
  codes: { transcript: 'info', empty: 'info' },
  judge({ conversations }) {
    const lines = conversations.reduce((sum, one) => sum + one.lines.length, 0);
    return {
      code: conversations.length === 0 ? 'empty' : 'transcript',
      value: conversations.map(({ id }) => id),
      data: { conversations: conversations.length, lines },
      evidence: conversations.map(({ id, lines: all }) => ({
        conversation: id,
        lines: all.map((_, index) => index + 1),
      })),
    };
  },
});
