import { type Finding, type JudgeContext, notTested, row, undecided } from '../../check/row.ts';
import {
  bySubject,
  citing,
  citingAll,
  isAccepted,
  isDeferred,
  isGatewayOnly,
  isGood,
  isOwn,
  isPolicy,
  type Judged,
  judgeAll,
  openFinding,
  openReason,
  readingOf,
} from '../../mail/judged.ts';
import { shown } from '../../net/smtp/reply.ts';
import type { RelayEvidence } from './evidence.ts';
import { type Form, formsOf, isForeign, madeUpBeside } from './outcomes.ts';

const CODES = {
  refused: 'pass',
  relays: 'fail',
  'accepts-at-rcpt': 'fail',
  'refused-after-data': 'warn',
  'accepts-local-forms': 'warn',
} as const;
type Code = keyof typeof CODES;

function lineOf({ judged, outcome }: Form): string {
  const { one, outcome: last } = judged;
  const reply = last.kind === 'reply' ? `: ${shown(last.reply)}` : '';
  const what = outcome.kind === 'open' ? outcome.reason : outcome.kind;
  return `${one.subject}, ${last.stage}, ${what}${reply}`;
}

/** All that every finding of this row shows. */
const shared = (forms: readonly Form[], decisive: Form): Omit<Finding, 'code' | 'reason'> => ({
  ...citing(decisive.judged),
  value: forms.map(lineOf),
  evidence: citingAll(forms.map(({ judged }) => judged)),
  data: { forms: forms.map(lineOf), form: decisive.judged.one.subject, recipient: decisive.judged.one.to },
});

const refusalOf = ({ outcome }: Judged): string =>
  outcome.kind === 'reply' ? `${outcome.reply.code} ${outcome.reply.enhanced ?? ''}` : '';

/** Everything was refused: is it the foreign recipients that are, or we? */
function allRefused(forms: readonly Form[], all: readonly Judged[], context: JudgeContext): Finding<Code> {
  const first = forms[0] as Form;
  const more = shared(forms, first);
  const own = bySubject(all.filter(isOwn));
  // A rule that hits own recipients as well is not about relaying, whoever is exempt from it.
  const rule = forms.map(({ judged }) => judged).find(isPolicy);
  if (rule !== undefined && own.some((judged) => isPolicy(judged) && refusalOf(judged) === refusalOf(rule)))
    return undecided(isGatewayOnly(all, context) ? 'gateway-only' : 'everything-refused', more);
  if (own.some((judged) => isAccepted(judged) || isDeferred(judged))) return { ...more, code: 'refused' };
  const told = own.filter(isGood).find((judged) => openReason(judged) !== null);
  if (told !== undefined) return openFinding(told, { data: more.data ?? {} }) ?? undecided('everything-refused', more);
  if (isGatewayOnly(all, context)) return undecided('gateway-only', more);
  // Own mailboxes that do not exist, and foreign ones that are refused in other words: two different refusals.
  const apart = own.every((judged) => {
    const reading = readingOf(judged);
    const isUnknown = reading?.kind === 'refused' && reading.about === 'recipient';
    return isUnknown && forms.filter(isForeign).every((form) => refusalOf(form.judged) !== refusalOf(judged));
  });
  return apart && own.length > 0 ? { ...more, code: 'refused' } : undecided('everything-refused', more);
}

/** Accepted at RCPT, and no message was to be sent: what a made-up own recipient is told decides. */
function acceptedOnly(
  accepted: readonly Form[],
  forms: readonly Form[],
  all: readonly Judged[],
  { target }: JudgeContext,
): Finding<Code> | null {
  const proven = accepted.find((form) => isForeign(form) && madeUpBeside(form, all) === 'refused');
  if (proven !== undefined) return { ...shared(forms, proven), code: 'accepts-at-rcpt' };
  const foreign = accepted.find(isForeign);
  if (foreign !== undefined) {
    const isFilter = madeUpBeside(foreign, all) === 'accepted';
    if (target.errand.send) return undecided('connection-closed', shared(forms, foreign));
    return undecided(isFilter ? 'sending-not-allowed' : 'deferred', shared(forms, foreign));
  }
  return null;
}

/** Judges the forms together (judgement.md 4). */
function judgeRelay(all: readonly Judged[], context: JudgeContext): Finding<Code> {
  const forms = formsOf(all, context.target.errand.earlier !== null);
  const of = (kind: Form['outcome']['kind']): Form[] => forms.filter(({ outcome }) => outcome.kind === kind);
  const [first] = forms;
  if (first === undefined) return notTested('earlier-step');
  const relayed = of('relayed')[0];
  if (relayed !== undefined) return { ...shared(forms, relayed), code: 'relays' };
  const accepted = acceptedOnly(of('accepted'), forms, all, context);
  if (accepted !== null) return accepted;
  // A local form that is put off is put off as own recipients are, and says nothing of foreign ones.
  const isPutOff = ({ outcome }: Form): boolean => outcome.kind === 'open' && outcome.reason === 'deferred';
  const open = of('open').find(isForeign) ?? of('open').find((form) => !isPutOff(form));
  const afterData = of('refused-after-data')[0];
  const local = of('accepted').find((form) => madeUpBeside(form, all) === 'refused');
  // A form that could not be tried leaves it open, unless another one decides; these two are no more than warnings.
  if (open?.outcome.kind === 'open' && (isForeign(open) || (local === undefined && afterData === undefined))) {
    const more = shared(forms, open);
    return open.judged.outcome.kind === 'untried' && forms.every(({ outcome }) => outcome.kind === 'open')
      ? notTested(open.outcome.reason, more)
      : undecided(open.outcome.reason, more);
  }
  if (afterData !== undefined) return { ...shared(forms, afterData), code: 'refused-after-data' };
  if (local !== undefined) return { ...shared(forms, local), code: 'accepts-local-forms' };
  // Whether it takes any local part at all was put off.
  const unclear = of('accepted').find((form) => madeUpBeside(form, all) === 'unknown');
  if (unclear !== undefined) return undecided('deferred', shared(forms, unclear));
  return allRefused(forms, all, context);
}

/** Row 28: whether the server takes mail from strangers to strangers. */
export const openRelay = row<RelayEvidence>()({
  id: 'open-relay',
  n: 28,
  side: 'server',
  fleeting: true,
  gravity: 100,
  deciding: true,
  watch: true,
  needs: ['relay'],
  codes: CODES,
  judge({ relay }, context) {
    const found = judgeRelay(judgeAll(relay, context.ownAddresses), context);
    // Whoever may relay from the address that we come from is no stranger: so it is said which that is.
    return { ...found, data: { ...found.data, egress: [...context.ownAddresses] } };
  },
});
