import type { Conversation } from '../../check/conversation.ts';
import { notTested, row } from '../../check/row.ts';
import type { ReportEvidence } from './evidence.ts';

/** From here on a greeting counts as held back on purpose. */
const GREET_DELAY_MS = 2000;

/** Exchange holds each refusal back for 5 s by default. */
const TARPIT_MS: readonly [number, number] = [4500, 6500];

function patterns({ times }: Conversation): string[] {
  const greeting = times.find(({ stage }) => stage === 'banner');
  const slow = times.some(({ stage, ms }) => stage !== 'banner' && stage !== 'connect' && ms >= 4000);
  const held = times.filter(({ stage, ms }) => stage === 'rcpt' && ms >= TARPIT_MS[0] && ms <= TARPIT_MS[1]);
  return [
    ...(greeting !== undefined && greeting.ms >= GREET_DELAY_MS ? ['greet-delay'] : []),
    ...(held.length > 1 ? ['tarpit'] : slow ? ['slow-replies'] : []),
  ];
}

/** Milliseconds of each stage, by address: of the conversation that came furthest through the opening. */
export const responseTimes = row<ReportEvidence>()({
  id: 'response-times',
  n: null,
  side: 'server',
  fleeting: true,
  needs: ['conversations'],
  codes: { measured: 'info', delayed: 'info' },
  judge({ conversations }) {
    const spoken = conversations.filter(({ times }) => times.length > 0);
    if (spoken.length === 0) return notTested('earlier-step');
    const furthest = new Map<string, Conversation>();
    for (const one of spoken) {
      if ((furthest.get(one.address)?.times.length ?? 0) < one.times.length) furthest.set(one.address, one);
    }
    return [...furthest.values()].map((one) => {
      const found = patterns(one);
      const stages = one.times.map(({ stage, ms }) => `${stage} ${Math.round(ms)}`);
      const total = Math.round(one.times.reduce((sum, { ms }) => sum + ms, 0));
      const more = {
        subject: one.address,
        value: stages,
        ms: total,
        data: { total, stages, patterns: found, roundTrips: one.roundTrips },
      };
      return { ...more, code: found.length > 0 ? ('delayed' as const) : ('measured' as const) };
    });
  },
});
