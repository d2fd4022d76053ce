import type { ConversationLine } from '../check/conversation.ts';
import type { Stage } from '../check/status.ts';
import { isLastOfReply } from './dialogue.ts';

/** A stretch of a conversation: what was waited for. `ours`: for nobody, the tester paused. Milliseconds. */
export interface Stretch {
  stage: Stage | 'ours';
  from: number;
  ms: number;
}

const STAGES: Readonly<Record<string, Stage>> = {
  EHLO: 'ehlo',
  HELO: 'ehlo',
  STARTTLS: 'starttls',
  MAIL: 'mail',
  RSET: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
  QUIT: 'quit',
};

/** What the reply to a line of ours belongs to; what is no command is part of a message. */
const stageOf = (text: string): Stage => STAGES[text.split(/[ :]/, 1)[0]?.toUpperCase() ?? ''] ?? 'endOfData';

/** What the next reply is one to. */
interface Awaited {
  stage: Stage;
}

/**
 * How the time of a conversation was spent. Commands may have been sent together (PIPELINING): a reply is that of the
 * oldest command without one, and the time before it is that command's.
 */
export function timelineOf(lines: readonly ConversationLine[]): Stretch[] {
  const stretches: Stretch[] = [];
  const waiting: Awaited[] = [{ stage: 'connect' }, { stage: 'banner' }];
  let answered: Awaited | null = null;
  let isInside = false;
  let last = 0;
  for (const { dir, ms, text, tls } of lines) {
    // A handshake is a remark of ours; that it ended well shows in the line being inside TLS, as none was before.
    const isHandshake = dir === '*' && (tls !== isInside || (answered?.stage === 'starttls' && waiting.length === 0));
    const stage = isHandshake ? 'tls' : (waiting[0]?.stage ?? 'ours');
    const before = stretches.at(-1);
    if (ms > last && before?.stage === stage) before.ms += ms - last;
    else if (ms > last) stretches.push({ stage, from: last, ms: ms - last });
    last = Math.max(last, ms);
    isInside = tls;
    if (isHandshake) answered = { stage: 'tls' };
    else if (dir === 'C') waiting.push({ stage: stageOf(text) });
    else if (waiting[0]?.stage === 'connect' || (dir === 'S' && isLastOfReply(text)))
      answered = waiting.shift() ?? answered;
  }
  return stretches;
}
