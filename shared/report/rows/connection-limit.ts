import type { Conversation } from '../../check/conversation.ts';
import { notTested, row } from '../../check/row.ts';
import type { ReportEvidence } from './evidence.ts';

const LIMIT = /^421|too many|connection (?:limit|rate)|concurrent connections/i;

const limited = ({ lines }: Conversation): number | null => {
  const at = lines.findIndex(({ dir, text }) => dir === 'S' && /^[45]/.test(text) && LIMIT.test(text));
  return at === -1 ? null : at + 1;
};

/** Whether the server limits connections, as far as it showed: a fact, since a limit is no fault. */
export const connectionLimit = row<ReportEvidence>()({
  id: 'connection-limit',
  n: null,
  side: 'server',
  fleeting: true,
  needs: ['conversations'],
  codes: { 'none-seen': 'info', limited: 'info' },
  judge({ conversations }) {
    if (conversations.every(({ lines }) => lines.every(({ dir }) => dir !== 'S'))) return notTested('earlier-step');
    const most = Math.max(...conversations.map(({ concurrent }) => concurrent));
    const hits = conversations.flatMap((one) => {
      const line = limited(one);
      return line === null ? [] : [{ one, line }];
    });
    const first = hits[0];
    if (first === undefined) return { code: 'none-seen', value: most, data: { connections: most, times: 0 } };
    return {
      code: 'limited',
      value: first.one.concurrent,
      reply: first.one.lines[first.line - 1]?.text ?? null,
      data: { connections: first.one.concurrent, times: hits.length },
      evidence: hits.map(({ one, line }) => ({ conversation: one.id, lines: [line] })),
    };
  },
});
