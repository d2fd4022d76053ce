import { absent, type Gathered, type Settled, settled, type Unit } from '../../check/category.ts';
import type { Identities, Io } from '../../check/io.ts';
import { brokenPart, type OwnFinding } from '../../check/own-side.ts';
import type { Target } from '../../check/target.ts';
import { deferralOf, followUpFor } from '../../mail/deferral.ts';
import { softwareOf, tour } from '../../mail/gather.ts';
import { judgeAll } from '../../mail/judged.ts';
import { Postage } from '../../mail/postage.ts';
import { EnvelopeAgenda } from './agenda.ts';
import type { EnvelopeEvidence, MailEvidence } from './evidence.ts';
import { defersFailingSender } from './sandwich.ts';

/** Why two senders cannot be compared; null where they can. */
function noPair({ sender, spfFailSender }: Identities): Settled<never> | null {
  if (sender === null) return absent('not-tested', 'not-configured', { because: 'no-sender' });
  return spfFailSender === null ? absent('not-tested', 'not-configured', { because: 'no-failing-sender' }) : null;
}

/** Where our own SPF records are wrong, a comparison of the two senders would prove nothing. */
function brokenPair(own: readonly OwnFinding[]): Settled<never> | null {
  const part = brokenPart(own, 'sender-spf', 'fail-sender-spf', 'sender-mx', 'fail-sender-mx');
  return part === null ? null : absent('not-tested', 'our-egress', { because: part });
}

const noMessages = ({ errand }: Target): Settled<never> | null =>
  errand.send ? null : absent('not-tested', 'sending-not-allowed');

/** Only once the domain is switched to the gateway must strangers be turned away. */
function noStrangers({ egressIsGateway, mode, phase }: Target): Settled<never> | null {
  if (egressIsGateway) return absent('not-applicable', null, { because: 'from-gateway' });
  if (mode !== 'inline') return absent('not-applicable', null, { because: 'not-inline' });
  return phase === 'after' ? null : absent('not-applicable', null, { because: 'not-switched-yet' });
}

/** Asks the envelope's questions at the first address that answers. */
export async function gather(target: Target, io: Io, signal: AbortSignal): Promise<Gathered<EnvelopeEvidence>> {
  const agenda = new EnvelopeAgenda(target, io.identities, io.ownAddresses);
  const postage = new Postage(target.errand.send, agenda.addressees);
  const done = await tour('envelope', agenda, postage, { target, io, signal });
  const { last, rounds, missing } = done;
  const { transactions } = agenda;
  const visits = rounds.flatMap((round) => round.visits);
  const mail: Settled<MailEvidence> =
    missing === null ? settled({ transactions, shortDeferral: last?.shortDeferral ?? null }) : { ok: false, missing };
  const quits = visits.flatMap(({ quit, conversation }) =>
    quit === null ? [] : [{ heard: quit, conversation: conversation.id }],
  );
  const unit: Unit<EnvelopeEvidence> = {
    subject: null,
    software: softwareOf(done, target.host),
    evidence: {
      mail,
      pair: noPair(io.identities) ?? brokenPair(await io.ownSide()) ?? mail,
      messages: noMessages(target) ?? mail,
      strangers: noStrangers(target) ?? mail,
      quit: missing === null ? settled(quits) : absent('not-tested', 'earlier-step'),
    },
  };
  const judged = judgeAll(transactions, io.ownAddresses);
  const wish =
    followUpFor(deferralOf(judged), target) ??
    (defersFailingSender(judged) && target.errand.earlier === null
      ? { hit: 'sender' as const, waitSeconds: null }
      : null);
  return { units: [unit], conversations: visits.map(({ conversation }) => conversation), followUp: wish };
}
