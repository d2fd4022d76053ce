import type { Finding, JudgeContext } from '../check/row.ts';
import type { Stage } from '../check/status.ts';
import { type Heard, shown } from '../net/smtp/reply.ts';

/** Something heard, and in which conversation. A stage may have been visited more than once. */
export interface Sighting {
  heard: Heard;
  conversation: string;
}

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

/** How long it took, for the texts. */
export const seconds = (heard: Heard): { seconds: number } => ({
  seconds: Math.round((heard.kind === 'reply' ? heard.reply.ms : heard.ms) / 100) / 10,
});
