import { absent, type Settled, type SettledEvidence, settled } from '../../check/category.ts';
import { recogniseSoftware } from '../../check/software.ts';
import type { Target } from '../../check/target.ts';
import { type Heard, isPositive } from '../../net/smtp/reply.ts';
import { judgeTrust } from '../../net/tls/trust.ts';
import { capabilities, ownName } from '../../visit/keywords.ts';
import { looksMasked } from '../../visit/mask.ts';
import type { Visit } from '../../visit/visit.ts';
import type {
  CapabilityEvidence,
  CertificateEvidence,
  EhloEvidence,
  HandshakeSighting,
  SessionEvidence,
  Sighting,
  StarttlsEvidence,
  TlsEvidence,
} from './evidence.ts';

/** What is known beside the visits themselves. */
export interface Surroundings {
  target: Target;
  anotherAnswers: boolean;
  wayOut: 'works' | 'blocked' | 'undetermined';
  ptr: string[] | null;
  extraRoots: readonly string[];
}

const later = absent('not-tested', 'earlier-step');

const sightings = (past: readonly Visit[], pick: (one: Visit) => Heard | null): Sighting[] =>
  past.flatMap((one) => {
    const heard = pick(one);
    return heard === null ? [] : [{ heard, conversation: one.conversation.id }];
  });

const best = (all: readonly Sighting[]): Sighting | undefined => all.find((one) => isPositive(one.heard)) ?? all.at(-1);

const orLater = <T>(there: boolean, value: T): Settled<T> => (there ? settled(value) : later);

const handshakes = (past: readonly Visit[]): HandshakeSighting[] =>
  past.flatMap(({ tls, conversation, plan }) =>
    tls === null
      ? []
      : [
          {
            result: tls.ok ? { ok: true, facts: tls.facts } : { ok: false, failure: tls.failure },
            ms: tls.ms,
            line: tls.line,
            conversation: conversation.id,
            anonymous: plan.anonymous,
          },
        ],
  );

/** Whether STARTTLS was offered; null where no list of extensions was seen. */
function offerOf(past: readonly Visit[]): boolean | null {
  if (past.some((one) => one.offered)) return true;
  return past.some((one) => one.ehlo !== null && isPositive(one.ehlo)) ? false : null;
}

function starttlsPiece(past: readonly Visit[], target: Target, hello: Sighting | undefined): Settled<StarttlsEvidence> {
  if (target.port === 465) return absent('not-applicable', null, { because: 'implicit-tls' });
  if (!target.tls) return absent('not-applicable', null, { because: 'tls-off' });
  if (hello === undefined || !isPositive(hello.heard)) return later;
  return settled({
    offered: offerOf(past),
    hello,
    replies: sightings(past, (one) => one.starttls),
    handshakes: handshakes(past),
    discarded: past.reduce((sum, one) => sum + one.discarded, 0),
  });
}

/** TLS facts, or why there are none: switched off, not offered, or tried in vain. */
function tlsPiece(past: readonly Visit[], target: Target, spoke: boolean): Settled<TlsEvidence> {
  const done = handshakes(past).find((one) => one.result.ok);
  if (done?.result.ok) {
    return settled({ facts: done.result.facts, ms: done.ms, line: done.line, conversation: done.conversation });
  }
  if (!target.tls && target.port !== 465) return absent('not-applicable', null, { because: 'tls-off' });
  // A probe behind a mask is no offer; where no list was seen, a handshake that was tried is as good as one.
  const offer = offerOf(past);
  const tried = past.some((one) => one.tls !== null && (offer === null || one.plan.tls === 'implicit'));
  return spoke && offer !== true && !tried ? absent('not-applicable', null, { because: 'no-tls' }) : later;
}

function certificatePiece(tls: Settled<TlsEvidence>, extraRoots: readonly string[]): Settled<CertificateEvidence> {
  if (!tls.ok) return tls;
  const { facts, line, conversation } = tls.value;
  const der = facts.chain[0];
  if (der === undefined || facts.leaf === null) return absent('not-applicable', null, { because: 'anonymous' });
  const chain = facts.chain.map((one) => Buffer.from(one, 'base64'));
  return settled({ leaf: facts.leaf, trust: judgeTrust(chain, facts.authorized, extraRoots), der, line, conversation });
}

function ehloInTlsPiece(past: readonly Visit[], tls: Settled<TlsEvidence>, target: Target): Settled<EhloEvidence> {
  if (target.port === 465) return absent('not-applicable', null, { because: 'implicit-tls' });
  const evidence = { ehlo: sightings(past, (one) => one.ehloInTls), helo: sightings(past, (one) => one.heloInTls) };
  if (evidence.ehlo.length + evidence.helo.length > 0) return settled(evidence);
  return tls.ok ? later : tls;
}

/** The lists of extensions before TLS and inside it, as far as they were seen. */
function capabilityPiece(plain: Sighting | undefined, inTls: Sighting | undefined): Settled<CapabilityEvidence> {
  const listed = (one: Sighting | undefined): string[] | null =>
    one !== undefined && isPositive(one.heard) ? capabilities(one.heard) : null;
  const lists = { plain: listed(plain), inTls: listed(inTls) };
  const sighting = lists.inTls === null ? plain : inTls;
  if (sighting === undefined || (lists.plain === null && lists.inTls === null)) return later;
  return settled({ ...lists, differing: [], sighting });
}

function namesPiece(
  greeting: Sighting | undefined,
  ehlo: Sighting | undefined,
  around: Surroundings,
): SettledEvidence<SessionEvidence>['names'] {
  if (greeting === undefined) return later;
  const lines = [greeting, ehlo].flatMap((one) => (one?.heard.kind === 'reply' ? one.heard.reply.lines : []));
  return settled({
    banner: ownName(greeting.heard),
    ehlo: ownName(ehlo?.heard ?? null),
    ptr: around.ptr,
    software: recogniseSoftware(lines),
    sighting: greeting,
  });
}

/** Turns the visits of one address into named pieces of evidence. */
export function buildEvidence(past: readonly Visit[], around: Surroundings): SettledEvidence<SessionEvidence> {
  const { target } = around;
  const first = past[0] as Visit;
  const greeting = sightings(past, (one) => one.greeting);
  const ehlo = { ehlo: sightings(past, (one) => one.ehlo), helo: sightings(past, (one) => one.helo) };
  const spoken = best([...ehlo.ehlo, ...ehlo.helo]);
  const spoke = spoken !== undefined && isPositive(spoken.heard);
  const tls = tlsPiece(past, target, spoke);
  const inTls = best(sightings(past, (one) => one.ehloInTls));
  const greeted = best(greeting);
  const plain = best(ehlo.ehlo);
  // On port 465 a broken handshake is why there is no greeting: row 2 says so.
  const barredBy = target.port === 465 ? handshakes(past).filter((one) => !one.result.ok) : [];
  const probed = past.find((one) => one.starttls !== null && !one.offered && looksMasked(one.greeting, one.ehlo));
  return {
    connection: settled({
      opened: first.opened,
      conversation: first.conversation.id,
      anotherAnswers: around.anotherAnswers,
      wayOut: around.wayOut,
    }),
    greeting: orLater(greeting.length > 0 || barredBy.length > 0, { sightings: greeting, barredBy }),
    ehlo: orLater(spoken !== undefined, ehlo),
    starttls: starttlsPiece(past, target, spoken),
    tls,
    certificate: certificatePiece(tls, around.extraRoots),
    ehloInTls: ehloInTlsPiece(past, tls, target),
    capabilities: target.port === 465 ? capabilityPiece(undefined, plain) : capabilityPiece(plain, inTls),
    mask:
      spoke && greeted !== undefined
        ? settled({
            greeting: greeted,
            ehlo,
            offered: offerOf(past) === true,
            starttls: probed?.starttls ? { heard: probed.starttls, conversation: probed.conversation.id } : null,
          })
        : later,
    names: namesPiece(greeted, plain ?? spoken, around),
  };
}
