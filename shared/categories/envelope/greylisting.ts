import { type Finding, type JudgeContext, row, undecided } from '../../check/row.ts';
import { type Deferral, deferralOf, FOLLOW_UPS } from '../../mail/deferral.ts';
import { bySubject, citing, isAccepted, isGatewayOnly, isOwn, type Judged, judgeAll, openReason } from '../../mail/judged.ts'; // biome-ignore format: one thought
import { passed, type TransactionStage } from '../../mail/transaction.ts';
import type { EnvelopeEvidence, MailEvidence } from './evidence.ts';
import { compare, sandwichOf } from './sandwich.ts';

const CODES = {
  'none-seen': 'pass',
  suspected: 'warn',
  confirmed: 'warn',
  'short-deferral': 'warn',
  'temporary-rejection': 'warn',
} as const;
type Code = keyof typeof CODES;

const STAGES: readonly TransactionStage[] = ['mail', 'rcpt', 'data', 'endOfData'];
/** Stages at which something was let through, so that greylisting would have shown. */
const seen = (all: readonly Judged[]): TransactionStage[] =>
  STAGES.filter((stage) => all.some(({ one }) => passed(one, stage)));

function shortly({ shortDeferral }: MailEvidence, context: JudgeContext): Finding<Code> | null {
  if (shortDeferral === null) return null;
  const before = deferralOf(judgeAll(shortDeferral.before, context.ownAddresses));
  return {
    ...(before === null ? {} : citing(before.shown)),
    code: 'short-deferral',
    ms: shortDeferral.ms,
    data: { seconds: Math.round(shortDeferral.ms / 1000) },
  };
}

function deferred(deferral: Deferral, { target }: JudgeContext): Finding<Code> {
  const { visits = 0 } = target.errand.earlier ?? {};
  const lasting = deferral.kind === 'temporary' || visits >= FOLLOW_UPS;
  return {
    ...citing(deferral.shown),
    code: lasting ? 'temporary-rejection' : 'suspected',
    data: {
      stage: deferral.shown.outcome.stage,
      hit: deferral.hit,
      waitSeconds: deferral.waitSeconds,
      visits: visits + 1,
    },
  };
}

/** A follow-up in which what was deferred at first is let through. */
function overcome(all: readonly Judged[], context: JudgeContext): Finding<Code> | null {
  const { earlier } = context.target.errand;
  if (earlier === null) return null;
  const through = all.find((judged) => isOwn(judged) && isAccepted(judged));
  if (through === undefined) return null;
  // A failing sender that is deferred for good is row 27's matter.
  const sandwich = sandwichOf(all);
  if (earlier.hit === 'sender' && (sandwich === null || compare(sandwich).kind === 'deferred')) return null;
  const minutes = Math.max(1, Math.round((context.now.getTime() - earlier.since) / 60_000));
  return { ...citing(through), code: 'confirmed', data: { minutes, visits: earlier.visits + 1 } };
}

function judge(mail: MailEvidence, context: JudgeContext): Finding<Code> {
  const all = judgeAll(mail.transactions, context.ownAddresses);
  const short = shortly(mail, context);
  if (short !== null) return short;
  const deferral = deferralOf(all);
  const again = context.target.errand.earlier !== null && deferral?.hit === 'random';
  // Made-up recipients that are deferred again are unknown ones: row 26 says so.
  if (deferral !== null && deferral.kind !== 'unknown' && !again) return deferred(deferral, context);
  const own = bySubject(all.filter(isOwn));
  const accepted = own.find(isAccepted);
  if (accepted !== undefined && (!again || context.target.errand.earlier?.hit !== 'random')) {
    const confirmed = overcome(all, context);
    if (confirmed !== null) return confirmed;
  }
  if (accepted !== undefined) {
    const stages = seen(all);
    return { ...citing(accepted), code: 'none-seen', stage: stages.at(-1) ?? null, value: stages, data: { stages } };
  }
  return nothingLetThrough(own, all, context);
}

function nothingLetThrough(own: readonly Judged[], all: readonly Judged[], context: JudgeContext): Finding<Code> {
  const shown = own.find((judged) => openReason(judged) === null) ?? own[0];
  if (shown === undefined) return undecided('connection-closed');
  // A passing trouble that the server reports of itself is a temporary rejection all the same.
  const transient = own.find(
    ({ outcome }) => outcome.kind === 'reply' && outcome.reply.code < 500 && outcome.reply.code !== 421,
  );
  if (transient !== undefined && own.every((judged) => openReason(judged) !== null))
    return { ...citing(transient), code: 'temporary-rejection', data: { stage: transient.outcome.stage, hit: 'recipients' } }; // biome-ignore format: one thought
  if (isGatewayOnly(all, context)) return undecided('gateway-only', citing(shown));
  return undecided(openReason(shown) ?? 'everything-refused', citing(shown));
}

/** Row 18: whether the server puts unknown senders off for a while (RFC 6647). */
export const greylisting = row<EnvelopeEvidence>()({
  id: 'greylisting',
  n: 18,
  side: 'server',
  gravity: 30,
  watch: true,
  needs: ['mail'],
  codes: CODES,
  judge: ({ mail }, context) => judge(mail, context),
});
