import { absent, type Gathered, type Missing, type Unit } from '../../check/category.ts';
import type { Io, WayOut } from '../../check/io.ts';
import { recogniseSoftware } from '../../check/software.ts';
import type { Target, VettedAddress } from '../../check/target.ts';
import { reverseName } from '../../net/dns/resolve.ts';
import { keyword } from '../../visit/keywords.ts';
import { noAddress } from '../../visit/no-address.ts';
import type { Visit } from '../../visit/visit.ts';
import { visits } from '../../visit/visits.ts';
import { buildEvidence } from './build.ts';
import type { SessionEvidence } from './evidence.ts';

interface Visited {
  address: VettedAddress;
  routed: boolean;
  past: Visit[];
  ptr: string[] | null;
}

const PIECES: readonly (keyof SessionEvidence)[] = [
  'connection',
  'greeting',
  'ehlo',
  'starttls',
  'tls',
  'certificate',
  'ehloInTls',
  'capabilities',
  'mask',
  'names',
];

/** A unit of which nothing could be looked at, with one and the same reason for all of it. */
function blank(subject: string | null, missing: Missing): Unit<SessionEvidence> {
  const evidence = Object.fromEntries(PIECES.map((piece) => [piece, { ok: false, missing }]));
  return { subject, software: null, evidence: evidence as unknown as Unit<SessionEvidence>['evidence'] };
}

const blankFor = (subject: string | null, ...why: Parameters<typeof absent>): Unit<SessionEvidence> => {
  const piece = absent(...why);
  return blank(subject, piece.ok ? { code: 'not-tested', reason: 'internal', data: {} } : piece.missing);
};

async function ptrNames(address: string, io: Io, signal: AbortSignal): Promise<string[] | null> {
  const answer = await io.dns.query(reverseName(address), 'PTR', signal);
  if (answer.kind === 'answer') return answer.records;
  return answer.kind === 'nxdomain' || answer.kind === 'nodata' ? [] : null;
}

async function visitAddress(
  target: Target,
  address: VettedAddress,
  index: number,
  io: Io,
  signal: AbortSignal,
): Promise<Visited> {
  const routed = await io.hasRoute(address);
  if (!routed) return { address, routed, past: [], ptr: null };
  const [past, ptr] = await Promise.all([
    visits(`session-${index + 1}`, { category: 'session', target, address, io, signal }),
    ptrNames(address.address, io, signal).catch(() => null),
  ]);
  return { address, routed, past, ptr };
}

/** Nothing to connect to: says so once. Addresses that may not be connected to have units of their own. */
const withoutAddresses = (target: Target): Unit<SessionEvidence>[] =>
  target.absence === null && target.refused.length > 0 ? [] : [blank(null, noAddress(target))];

const opened = (one: Visited): boolean => one.past.some((visit) => visit.opened.outcome === 'open');

function unitOf(
  one: Visited,
  all: readonly Visited[],
  target: Target,
  wayOut: WayOut,
  extraRoots: readonly string[],
): Unit<SessionEvidence> {
  const subject = one.address.address;
  if (!one.routed) return blankFor(subject, 'not-tested', 'no-route', { family: one.address.family });
  const anotherAnswers = all.some((other) => other !== one && opened(other));
  const evidence = buildEvidence(one.past, { target, anotherAnswers, wayOut, ptr: one.ptr, extraRoots });
  const software = evidence.names.ok ? evidence.names.value.software : null;
  return { subject, software: software ?? recogniseSoftware([target.host ?? '']), evidence };
}

/** Tells each address which others announce different capabilities (judgement.md 7: it is said, not judged). */
function compare(units: readonly Unit<SessionEvidence>[]): void {
  const listed = units.flatMap((unit) => {
    const piece = unit.evidence.capabilities;
    if (!piece.ok) return [];
    const lines = piece.value.inTls ?? piece.value.plain ?? [];
    return [{ unit, piece, key: lines.map(keyword).sort().join(' ') }];
  });
  for (const one of listed) {
    one.piece.value.differing = listed.flatMap(({ unit, key }) => (key === one.key ? [] : [unit.subject ?? '']));
  }
}

/** One session per address, all at once: connection, greeting, EHLO, STARTTLS, certificate. */
export async function gather(target: Target, io: Io, signal: AbortSignal): Promise<Gathered<SessionEvidence>> {
  const visited = await Promise.all(
    target.addresses.map((address, index) => visitAddress(target, address, index, io, signal)),
  );
  const routed = visited.filter((one) => one.routed);
  // Whether our own way out works matters only when nobody answers.
  const wayOut =
    routed.length === 0 || routed.some(opened) ? 'works' : await io.wayOut(visited.every((one) => one.address.lab));
  const units = [
    ...visited.map((one) => unitOf(one, visited, target, wayOut, io.extraRoots)),
    ...target.refused.map(({ address, network }) =>
      blankFor(address, 'not-tested', 'no-target', { because: 'forbidden', network }),
    ),
    ...(visited.length === 0 ? withoutAddresses(target) : []),
  ];
  compare(units);
  return { units, conversations: visited.flatMap((one) => one.past.map((visit) => visit.conversation)) };
}
