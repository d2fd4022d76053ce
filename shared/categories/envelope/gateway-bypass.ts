import { row, undecided } from '../../check/row.ts';
import { bySubject, citing, isAccepted, isGood, judgeAll, openFinding, readingOf } from '../../mail/judged.ts';
import type { EnvelopeEvidence } from './evidence.ts';

/** Whether the server takes mail past the gateway, once the domain has been switched to it. */
export const gatewayBypass = row<EnvelopeEvidence>()({
  id: 'gateway-bypass',
  n: null,
  side: 'server',
  gravity: 25,
  watch: true,
  needs: ['strangers'],
  codes: { open: 'warn', closed: 'pass' },
  judge({ strangers }, { ownAddresses }) {
    const good = bySubject(judgeAll(strangers.transactions, ownAddresses).filter(isGood));
    const accepted = good.find(isAccepted);
    if (accepted !== undefined) return { ...citing(accepted), code: 'open', value: accepted.one.to };
    const refused = good.filter((judged) => {
      const reading = readingOf(judged);
      return reading?.kind === 'refused' && reading.about !== 'recipient';
    });
    const [first] = good;
    if (first !== undefined && refused.length === good.length) return { ...citing(first), code: 'closed' };
    if (first === undefined) return undecided('connection-closed');
    return openFinding(first) ?? undecided('everything-refused', citing(first));
  },
});
