import { row, undecided } from '../../check/row.ts';
import {
  bySubject,
  citing,
  isAccepted,
  isGood,
  type Judged,
  judgeAll,
  openFinding,
  readingOf,
} from '../../mail/judged.ts';
import type { EnvelopeEvidence } from './evidence.ts';

/** Words of a block list: who is on one is refused for another reason than being a stranger. */
const LIST = /list|reputation|spam|\b\w*bl\b|banned|blocked/i;

/** Refused as whom we are, not for the recipient. */
function turnsUsAway(judged: Judged): boolean {
  const reading = readingOf(judged);
  if (reading?.kind === 'refused') return reading.about !== 'recipient';
  const { outcome } = judged;
  const excused = reading?.kind === 'excused' && reading.reason === 'our-address-listed';
  return excused && outcome.kind === 'reply' && !LIST.test(outcome.reply.text);
}

/** Whether the server takes mail past the gateway, once the domain has been switched to it. */
export const gatewayBypass = row<EnvelopeEvidence>()({
  id: 'gateway-bypass',
  n: null,
  side: 'server',
  fleeting: true,
  gravity: 25,
  watch: true,
  needs: ['strangers'],
  codes: { open: 'warn', closed: 'pass' },
  judge({ strangers }, { ownAddresses }) {
    const good = bySubject(judgeAll(strangers.transactions, ownAddresses).filter(isGood));
    const accepted = good.find(isAccepted);
    if (accepted !== undefined) return { ...citing(accepted), code: 'open', value: accepted.one.to };
    const refused = good.filter(turnsUsAway);
    const [first] = good;
    if (first !== undefined && refused.length === good.length) return { ...citing(first), code: 'closed' };
    if (first === undefined) return undecided('connection-closed');
    return openFinding(first) ?? undecided('everything-refused', citing(first));
  },
});
