import { type Finding, type JudgeContext, notTested, row, undecided } from '../../check/row.ts';
import { citing, isAccepted, isGatewayOnly, type Judged, judgeAll, openFinding, readingOf } from '../../mail/judged.ts';
import { shown } from '../../net/smtp/reply.ts';
import type { EnvelopeEvidence } from './evidence.ts';

const CODES = { accepted: 'pass', refused: 'fail', 'made-up-recipient': 'info' } as const;
type Code = keyof typeof CODES;

function judgeSent(judged: Judged): Finding<Code> {
  const { one, outcome } = judged;
  const more = { ...citing(judged), subject: one.kind === 'random' ? one.subject : subjectOf(judged), data: { recipient: one.to } }; // biome-ignore format: one thought
  const value = outcome.kind === 'reply' ? shown(outcome.reply) : null;
  if (one.kind === 'random') return { ...more, value, code: 'made-up-recipient' };
  const open = openFinding(judged, more);
  if (open !== null) return { ...open, ...more };
  const reading = readingOf(judged);
  if (reading?.kind !== 'refused') return { ...more, value, code: 'accepted' };
  // What a filter says of the message, or of us, says nothing of the server's readiness.
  const ofContent = reading.about === 'content' || reading.about === 'spf' || /^5\.7\./.test(enhancedOf(judged));
  if (ofContent)
    return undecided('everything-refused', { ...more, data: { ...more.data, because: 'message-refused' } });
  return { ...more, value, code: 'refused' };
}

const enhancedOf = ({ outcome }: Judged): string => (outcome.kind === 'reply' ? (outcome.reply.enhanced ?? '') : '');
const subjectOf = ({ one }: Judged): string =>
  one.kind === 'named' && !one.subject.includes(':') ? one.subject : `recipient:${one.to}`;

/** Messages were to be sent, and none could be. */
function notSent(all: readonly Judged[], context: JudgeContext): Finding<Code> {
  if (context.target.errand.recipients.length === 0)
    return notTested('not-asked', { data: { because: 'no-recipient-named' } });
  if (isGatewayOnly(all, context)) return undecided('gateway-only');
  const accepted = all.some((judged) => judged.one.kind === 'named' && isAccepted(judged));
  return notTested('earlier-step', accepted ? {} : { data: { because: 'no-good-recipient' } });
}

/** Row 20: DATA and the end of data (RFC 5321 4.1.1.4): 354, then 2xx, is as it should be. */
export const data = row<EnvelopeEvidence>()({
  id: 'data',
  n: 20,
  side: 'server',
  gravity: 43,
  watch: true,
  needs: ['messages'],
  codes: CODES,
  judge({ messages }, context) {
    const all = judgeAll(messages.transactions, context.ownAddresses);
    const sent = all.filter(({ one }) => one.data !== null);
    // Of the sandwich the first message is an ordinary one.
    const plain = sent.find(({ one }) => one.kind === 'named' || one.subject === 'A1');
    const random = sent.find(({ one }) => one.kind === 'random');
    return [
      plain === undefined ? notSent(all, context) : judgeSent(plain),
      ...(random === undefined ? [] : [judgeSent(random)]),
    ];
  },
});
