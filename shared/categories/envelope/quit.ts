import { notTested, row } from '../../check/row.ts';
import { isPositive } from '../../net/smtp/reply.ts';
import { cite } from '../../visit/sighting.ts';
import type { EnvelopeEvidence } from './evidence.ts';

/** Row 21: the reply to QUIT (RFC 5321 4.1.1.10). */
export const quit = row<EnvelopeEvidence>()({
  id: 'quit',
  n: 21,
  side: 'server',
  fleeting: true,
  gravity: 5,
  needs: ['quit'],
  codes: { accepted: 'pass', closed: 'warn', other: 'warn', 'no-reply': 'warn' },
  judge({ quit: all }) {
    const last = all.find(({ heard }) => isPositive(heard)) ?? all.at(-1);
    if (last === undefined) return notTested('earlier-step');
    const more = cite(last, 'quit');
    switch (last.heard.kind) {
      case 'reply':
        return { ...more, code: isPositive(last.heard) ? 'accepted' : 'other', value: more.reply ?? null };
      case 'closed':
        return { ...more, code: 'closed', data: { how: last.heard.how } };
      case 'deadline':
        return notTested('deadline', more);
      default:
        return { ...more, code: 'no-reply', data: { how: last.heard.kind } };
    }
  },
});
