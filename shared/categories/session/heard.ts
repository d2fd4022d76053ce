import { lookAlike } from '../../check/look-alike.ts';
import { type Finding, type JudgeContext, undecided } from '../../check/row.ts';
import type { Stage } from '../../check/status.ts';
import { isPositive } from '../../net/smtp/reply.ts';
import { cite, mayBeGatewayOnly, type Sighting, seconds } from '../../visit/sighting.ts';

/** The sighting that counts: the first good one, since a server that did it once can; else the last. */
export const deciding = (sightings: readonly Sighting[]): Sighting | undefined =>
  sightings.find((one) => isPositive(one.heard)) ?? sightings.at(-1);

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
