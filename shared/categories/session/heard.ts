import { lookAlike } from '../../check/look-alike.ts';
import { type Finding, type JudgeContext, undecided } from '../../check/row.ts';
import type { Stage } from '../../check/status.ts';
import { type Heard, isPositive, shown } from '../../net/smtp/reply.ts';
import type { Sighting } from './evidence.ts';

/** The sighting that counts: the first good one, since a server that did it once can; else the last. */
export const deciding = (sightings: readonly Sighting[]): Sighting | undefined =>
  sightings.find((one) => isPositive(one.heard)) ?? sightings.at(-1);

/** What every finding about something heard carries: the words, the stage, the time, the transcript lines. */
export function cite(sighting: Sighting, stage: Stage): Pick<Finding, 'reply' | 'stage' | 'ms' | 'evidence'> {
  const { heard, conversation } = sighting;
  const line = heard.kind === 'reply' ? heard.reply.line : heard.line;
  return {
    reply: heard.kind === 'reply' ? shown(heard.reply) : null,
    stage,
    ms: heard.kind === 'reply' ? heard.reply.ms : heard.ms,
    evidence: line > 0 ? [{ conversation, lines: [line] }] : [],
  };
}

/** A host that is no published MX may rightly be open to the gateway alone (rows.md, "Seen from elsewhere"). */
export const mayBeGatewayOnly = (context: JudgeContext): boolean =>
  !context.target.egressIsGateway && !context.target.published;

/**
 * The verdict that a refusal, a close or silence gets before anything may be called wrong: null where it is the
 * server's own final word.
 * @param times how often the connection was closed at this stage; once proves nothing
 */
export function mitigated(
  sighting: Sighting,
  stage: Stage,
  times: number,
  context: JudgeContext,
): Finding<never> | null {
  const more = { ...cite(sighting, stage), data: seconds(sighting.heard) };
  const { heard } = sighting;
  switch (heard.kind) {
    case 'deadline':
      return undecided('deadline', more);
    case 'closed':
      if (times < 2) return undecided('connection-closed', more);
      return stage === 'banner' && mayBeGatewayOnly(context) ? undecided('gateway-only', more) : null;
    case 'reply': {
      const reason = lookAlike(heard.reply, context.ownAddresses);
      if (reason !== null) return undecided(reason, more);
      return heard.reply.code >= 500 && mayBeGatewayOnly(context) ? undecided('gateway-only', more) : null;
    }
    default:
      return null;
  }
}

/** How long it took, for the texts. */
export const seconds = (heard: Heard): { seconds: number } => ({
  seconds: Math.round((heard.kind === 'reply' ? heard.reply.ms : heard.ms) / 100) / 10,
});
