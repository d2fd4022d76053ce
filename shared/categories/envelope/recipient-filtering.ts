import { OUTBOUND_SERVICE } from '../../check/request.ts';
import { type Data, type Finding, type JudgeContext, notTested, row, undecided } from '../../check/row.ts';
import { deferralOf } from '../../mail/deferral.ts';
import {
  bySubject,
  citing,
  citingAll,
  controlled,
  isAccepted,
  isDeferred,
  isGatewayOnly,
  isGood,
  isPolicy,
  isRandom,
  isRefused,
  type Judged,
  judgeAll,
  openFinding,
  openReason,
  readingOf,
} from '../../mail/judged.ts';
import { shown as shownReply } from '../../net/smtp/reply.ts';
import type { EnvelopeEvidence } from './evidence.ts';

const CODES = { 'at-rcpt': 'pass', 'after-data': 'warn', none: 'fail', 'defers-unknown': 'warn' } as const;
type Code = keyof typeof CODES;

/** Exchange holds each refusal back for about this long (its tarpit interval, 5 s by default). */
const TARPIT_MS: readonly [number, number] = [4500, 6500];

const repliesOf = (all: readonly Judged[]): string[] =>
  all.flatMap(({ outcome }) => (outcome.kind === 'reply' ? [shownReply(outcome.reply)] : []));

function tarpit(all: readonly Judged[]): Data {
  const [least, most] = TARPIT_MS;
  const held = all.filter(isRefused).flatMap(({ outcome }) => (outcome.heard?.kind === 'reply' ? [outcome.heard.reply.ms] : [])); // biome-ignore format: one thought
  const isTarpit = held.length > 0 && held.every((ms) => ms >= least && ms <= most);
  return isTarpit ? { tarpitSeconds: Math.round(Math.max(...held) / 100) / 10 } : {};
}

/** No recipient that should exist was accepted: then nothing that a made-up one is told proves anything. */
function withoutControl(all: readonly Judged[], context: JudgeContext): Finding<Code> {
  const good = bySubject(all.filter(isGood));
  const told = good.find((judged) => openReason(judged) !== null);
  const shown = told ?? good[0];
  if (shown === undefined) return undecided('connection-closed');
  const open = told === undefined ? null : openFinding(told);
  if (open !== null) return open;
  if (isGatewayOnly(all, context)) return undecided('gateway-only', citing(shown));
  const hosted = !good.every((judged) => {
    const reading = readingOf(judged);
    return reading?.kind === 'refused' && reading.about === 'relay';
  });
  const named = context.target.errand.recipients.length > 0;
  const because = !hosted ? 'domain-not-hosted' : named ? 'good-refused' : 'no-control';
  return undecided('everything-refused', { ...citing(shown), data: { because } });
}

/** What a message to the made-up recipient was answered. */
function afterData(sent: Judged, all: readonly Judged[], services: readonly string[]): Finding<Code> {
  const more = { ...citing(sent), data: { recipient: sent.one.to } };
  const open = openFinding(sent, more);
  if (open !== null) return open;
  const reading = readingOf(sent);
  if (reading?.kind === 'accepted') {
    const ordered: Data = services.includes(OUTBOUND_SERVICE) ? { ordered: OUTBOUND_SERVICE } : {};
    return { ...more, data: { ...more.data, ...ordered }, code: 'none', value: sent.one.to };
  }
  // The same message to a recipient that exists: what differs is the recipient.
  const accepted = all.some(({ one, outcome }) => one.kind !== 'random' && one.endOfData !== null && outcome.kind === 'reply' && outcome.reading.kind === 'accepted'); // biome-ignore format: one thought
  const told = reading?.kind === 'refused' && reading.about === 'recipient';
  return told || accepted
    ? { ...more, code: 'after-data', value: sent.one.to }
    : undecided('everything-refused', { ...more, data: { ...more.data, because: 'message-refused' } });
}

function undecidedBetween(random: readonly Judged[], all: readonly Judged[], context: JudgeContext): Finding<Code> {
  const more = { evidence: citingAll(random), data: { replies: repliesOf(random) } };
  const open = random.find((judged) => openReason(judged) !== null && !isDeferred(judged));
  if (open !== undefined) return openFinding(open, more) ?? undecided('internal', more);
  const deferred = random.filter(isDeferred);
  const first = deferred[0];
  if (first === undefined) return undecided('server-trouble', { ...more, data: { ...more.data, because: 'inconsistent' } }); // biome-ignore format: one thought
  const isForGood = deferralOf(all)?.kind === 'unknown' || context.target.errand.earlier !== null;
  if (deferred.length === random.length && isForGood)
    return { ...citing(first), evidence: more.evidence, code: 'defers-unknown', value: first.one.to, data: more.data };
  return undecided('deferred', { ...citing(first), ...more });
}

function judge(all: readonly Judged[], context: JudgeContext): Finding<Code> {
  const random = bySubject(all.filter(isRandom));
  const [first] = random;
  if (first === undefined) return notTested('earlier-step');
  if (!random.every(({ one }) => controlled(all, one.conversation))) {
    const untried = random.find(({ outcome }) => outcome.kind === 'untried');
    const someControl = all.some((judged) => isGood(judged) && isAccepted(judged));
    if (someControl) return openFinding(untried ?? first, citing(first)) ?? undecided('everything-refused', { ...citing(first), data: { because: 'good-refused' } }); // biome-ignore format: one thought
    return withoutControl(all, context);
  }
  if (random.every(isRefused)) {
    const named = all.some((judged) => judged.one.kind === 'named' && isAccepted(judged));
    if (random.some(isPolicy) && !named)
      return undecided('everything-refused', { ...citing(first), data: { because: 'policy' } });
    const more = { ...citing(first), evidence: citingAll(random), data: { recipients: random.map(({ one }) => one.to), ...tarpit(random) } }; // biome-ignore format: one thought
    return { ...more, code: 'at-rcpt', value: first.one.to };
  }
  if (!random.every(isAccepted)) return undecidedBetween(random, all, context);
  const sent = all.find(({ one }) => one.kind === 'random' && one.data !== null);
  if (sent !== undefined) return afterData(sent, all, context.target.services ?? []);
  if (context.target.errand.send) return undecided('connection-closed', { ...citing(first), evidence: citingAll(random) }); // biome-ignore format: one line
  return undecided('sending-not-allowed', { ...citing(first), evidence: citingAll(random), value: first.one.to });
}

/** Row 26: whether the server tells, while it is asked, that a recipient does not exist (classes C3, C2, C1). */
export const recipientFiltering = row<EnvelopeEvidence>()({
  id: 'recipient-filtering',
  n: 26,
  side: 'server',
  fleeting: true,
  gravity: 65,
  deciding: true,
  watch: true,
  needs: ['mail'],
  codes: CODES,
  judge: ({ mail }, context) => judge(judgeAll(mail.transactions, context.ownAddresses), context),
});
