import { absent, type Gathered, settled, type Unit } from '../../check/category.ts';
import type { Io } from '../../check/io.ts';
import { brokenPart } from '../../check/own-side.ts';
import type { Target } from '../../check/target.ts';
import { deferralOf, FOLLOW_UPS } from '../../mail/deferral.ts';
import { softwareOf, tour } from '../../mail/gather.ts';
import { type Judged, judgeAll } from '../../mail/judged.ts';
import { Postage } from '../../mail/postage.ts';
import { RelayAgenda } from './agenda.ts';
import type { RelayEvidence } from './evidence.ts';
import { formsOf, isForeign } from './outcomes.ts';

/** Whether a second look could settle what greylisting hides. */
function hidden(all: readonly Judged[], { errand }: Target): boolean {
  const open = formsOf(all, errand.earlier !== null)
    .filter(isForeign)
    .some(({ outcome }) => outcome.kind === 'open' && outcome.reason === 'deferred');
  return open && (errand.earlier?.visits ?? 0) < FOLLOW_UPS;
}

/** Asks the server at the first address that answers to relay to our own sink. */
export async function gather(target: Target, io: Io, signal: AbortSignal): Promise<Gathered<RelayEvidence>> {
  const sink = io.identities.relaySink;
  const broken = sink === null ? null : brokenPart(await io.ownSide(), 'sink');
  if (sink === null || broken !== null) {
    const none =
      broken === null
        ? absent('not-tested', 'not-configured', { because: 'no-sink' })
        : absent('not-tested', 'our-egress', { because: broken });
    return { units: [{ subject: null, software: null, evidence: { relay: none } }], conversations: [] };
  }
  const agenda = new RelayAgenda(target, io.identities, sink, io.ownAddresses);
  const postage = new Postage(target.errand.send, agenda.addressees);
  const done = await tour('relay', agenda, postage, { target, io, signal });
  const all = judgeAll(agenda.transactions, io.ownAddresses);
  const { missing } = done;
  const unit: Unit<RelayEvidence> = {
    subject: null,
    software: softwareOf(done, target.host),
    evidence: { relay: missing === null ? settled(agenda.transactions) : { ok: false, missing } },
  };
  return {
    units: [unit],
    conversations: done.rounds.flatMap(({ visits }) => visits.map(({ conversation }) => conversation)),
    followUp: hidden(all, target) ? { hit: 'relay', waitSeconds: deferralOf(all)?.waitSeconds ?? null } : null,
  };
}
