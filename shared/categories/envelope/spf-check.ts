import { addressesIn } from '../../check/look-alike.ts';
import { SPF } from '../../check/reply-signs.ts';
import { type Finding, type JudgeContext, notTested, row, undecided } from '../../check/row.ts';
import {
  citing,
  citingAll,
  isGatewayOnly,
  type Judged,
  judgeAll,
  openFinding,
  openReason,
  readingOf,
} from '../../mail/judged.ts';
import { isPrivate, sameAddress } from '../../net/address.ts';
import type { EnvelopeEvidence } from './evidence.ts';
import { compare, type Sandwich, sandwichOf } from './sandwich.ts';
import { strangerStatus } from './stranger.ts';

const CODES = { 'none-seen': 'pass', 'none-seen-to-rcpt': 'warn', rejects: 'fail', defers: 'warn' } as const;
type Code = keyof typeof CODES;

/** An address in an SPF refusal of the passing sender that is not ours: the server sees us behind a NAT of its own. */
function wrongClient({ outcome }: Judged, ours: readonly string[]): string | null {
  if (outcome.kind !== 'reply' || !(SPF.test(outcome.reply.text) || /^[45]\.7\.2[3-6]$/.test(outcome.reply.enhanced ?? ''))) return null; // biome-ignore format: one thought
  const named = addressesIn(outcome.reply.text);
  const foreign = named.filter((one) =>
    ours.length > 0 ? !ours.some((own) => sameAddress(own, one)) : isPrivate(one),
  );
  return foreign.length === named.length ? (foreign[0] ?? null) : null;
}

function withoutComparison(by: Judged, all: readonly Judged[], context: JudgeContext): Finding<Code> {
  const address = by.one.kind === 'passing' ? wrongClient(by, context.ownAddresses) : null;
  if (address !== null)
    return undecided('everything-refused', { ...citing(by), data: { because: 'wrong-client-address', address } });
  const reason = openReason(by);
  if (reason !== null) return openFinding(by) ?? undecided(reason);
  return undecided(isGatewayOnly(all, context) ? 'gateway-only' : 'everything-refused', citing(by));
}

/** Whether something else was put off in the same way, at first or at last. */
function isGreylistedToo(by: Judged, all: readonly Judged[]): boolean {
  const code = ({ outcome }: Judged): string => (outcome.kind === 'reply' ? `${outcome.reply.code} ${outcome.reply.enhanced}` : ''); // biome-ignore format: one line
  return all.some((other) => other.one.kind !== 'failing' && readingOf(other)?.kind === 'deferred' && code(other) === code(by)); // biome-ignore format: one line
}

function judge(sandwich: Sandwich, all: readonly Judged[], context: JudgeContext): Finding<Code> {
  const comparison = compare(sandwich);
  const evidence = citingAll([sandwich.a1, sandwich.b, sandwich.a2]);
  const { one } = sandwich.b;
  const data = { recipient: one.to, sender: one.from };
  switch (comparison.kind) {
    case 'refused':
      return { ...citing(comparison.by), evidence, data: { ...data, stage: comparison.stage }, code: 'rejects', ...strangerStatus(context) }; // biome-ignore format: one thought
    case 'deferred':
      // Greylisting is about: the failing sender may merely be newer to it than the passing one.
      if (isGreylistedToo(comparison.by, all)) return undecided('deferred', { ...citing(comparison.by), evidence });
      return { ...citing(comparison.by), evidence, data: { ...data, stage: comparison.stage }, code: 'defers' };
    case 'undecided':
      return withoutComparison(comparison.by, all, context);
    default: {
      const more = { stage: comparison.stage, evidence };
      if (comparison.stage === 'endOfData') return { ...more, data, code: 'none-seen' };
      // Many servers exempt these two from all policy.
      const isExempt = !context.target.errand.recipients.includes(one.to);
      return { ...more, data: { ...data, exempt: isExempt ? 'often-exempt' : null }, code: 'none-seen-to-rcpt' };
    }
  }
}

/** Row 27: whether the server refuses senders by SPF, which the gateway's hosts would fail. */
export const spfCheck = row<EnvelopeEvidence>()({
  id: 'spf-check',
  n: 27,
  side: 'server',
  gravity: 68,
  deciding: true,
  watch: true,
  needs: ['pair'],
  codes: CODES,
  judge({ pair: mail }, context) {
    const all = judgeAll(mail.transactions, context.ownAddresses);
    const sandwich = sandwichOf(all);
    // What was put off at first and let through a moment later counts here as well.
    const before = judgeAll(mail.shortDeferral?.before ?? [], context.ownAddresses);
    if (sandwich !== null) return judge(sandwich, [...all, ...before], context);
    const shown = all.find((judged) => openReason(judged) !== null) ?? all[0];
    if (shown === undefined) return notTested('earlier-step');
    if (isGatewayOnly(all, context)) return undecided('gateway-only', citing(shown));
    return openFinding(shown) ?? undecided('everything-refused', { ...citing(shown), data: { because: 'no-control' } });
  },
});
