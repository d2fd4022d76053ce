import { absent, type Missing, type Settled } from '../check/category.ts';
import type { Io } from '../check/io.ts';
import { lookAlike } from '../check/look-alike.ts';
import { recogniseSoftware } from '../check/software.ts';
import type { Target } from '../check/target.ts';
import { type Heard, isPositive } from '../net/smtp/reply.ts';
import { noAddress } from '../visit/no-address.ts';
import type { Visit } from '../visit/visit.ts';
import type { Postage } from './postage.ts';
import { type Agenda, carryOut, greeted, type Rounds } from './rounds.ts';

/** What a category of mail transactions came back with. */
export interface Tour {
  rounds: Rounds[];
  /** Those at the address that was talked to; null where there was none. */
  last: Rounds | null;
  /** Why there were no transactions; null where there were. */
  missing: Missing | null;
}

const missing = (...why: Parameters<typeof absent>): Missing => {
  const piece: Settled<never> = absent(...why);
  return piece.ok ? { code: 'not-tested', reason: 'internal', data: {} } : piece.missing;
};

/** The reply, or the lack of one, that kept a transaction from being begun. */
function stopped(visits: readonly Visit[]): Heard | null {
  const last = visits.findLast(({ opened }) => opened.outcome === 'open');
  if (last === undefined) return null;
  const { greeting, ehlo, helo, ehloInTls, heloInTls } = last;
  return [heloInTls, ehloInTls, helo, ehlo, greeting].find((heard) => heard !== null && !isPositive(heard)) ?? null;
}

async function whyNone(target: Target, visits: readonly Visit[], io: Io): Promise<Missing> {
  const strangers = !target.egressIsGateway && !target.published;
  if (!visits.some(({ opened }) => opened.outcome === 'open')) {
    const outcomes = visits.map(({ opened }) => opened.outcome);
    if (outcomes.includes('deadline')) return missing('not-tested', 'deadline');
    if (outcomes.includes('busy')) return missing('not-tested', 'target-busy');
    if (outcomes.includes('own-fault')) return missing('not-tested', 'internal');
    if (outcomes.every((one) => one === 'blocked' || one === 'no-route')) return missing('not-tested', outcomes.includes('blocked') ? 'our-egress' : 'no-route'); // biome-ignore format: one thought
    if (outcomes.every((one) => one === 'timeout')) {
      const wayOut = await io.wayOut(target.addresses.every(({ lab }) => lab));
      return missing('not-tested', wayOut === 'blocked' ? 'our-egress' : 'earlier-step');
    }
    return strangers ? missing('undecided', 'gateway-only') : missing('not-tested', 'earlier-step');
  }
  const heard = stopped(visits);
  if (heard?.kind === 'deadline') return missing('not-tested', 'deadline');
  if (heard?.kind === 'reply') {
    const reason = lookAlike(heard.reply, io.ownAddresses);
    if (reason !== null) return missing('undecided', reason);
    if (strangers && heard.reply.code >= 500) return missing('undecided', 'gateway-only');
  }
  return heard?.kind === 'closed' && strangers
    ? missing('undecided', 'gateway-only')
    : missing('not-tested', 'earlier-step');
}

/** Nothing to connect to: no address, or none that may be connected to. */
function withoutAddress(target: Target): Missing {
  const network = target.absence === null ? target.refused[0]?.network : undefined;
  return network === undefined
    ? noAddress(target)
    : missing('not-tested', 'no-target', { because: 'forbidden', network });
}

/**
 * Carries out an agenda at the first address of the target that answers, IPv4 first.
 * @param category its id, which names the conversations too
 */
export async function tour(
  category: string,
  agenda: Agenda,
  postage: Postage,
  { target, io, signal }: { target: Target; io: Io; signal: AbortSignal },
): Promise<Tour> {
  const rounds: Rounds[] = [];
  for (const [index, address] of target.addresses.entries()) {
    if (signal.aborted) break;
    if (!(await io.hasRoute(address))) continue;
    const one = await carryOut(`${category}-${index + 1}`, agenda, { category, target, address, io, signal }, postage);
    rounds.push(one);
    if (one.begun || greeted(one.visits)) break;
  }
  const last = rounds.at(-1) ?? null;
  if (last?.begun === true) return { rounds, last, missing: null };
  if (target.addresses.length === 0) return { rounds, last, missing: withoutAddress(target) };
  if (last === null) return { rounds, last, missing: missing('not-tested', 'no-route') };
  return { rounds, last, missing: await whyNone(target, rounds.flatMap(({ visits }) => visits), io) }; // biome-ignore format: one thought
}

/** Mail software, from the lines of greeting and EHLO, else from the target's name. */
export function softwareOf({ last }: Tour, host: string | null): string | null {
  const lines = (last?.visits ?? []).flatMap(({ greeting, ehlo, ehloInTls }) =>
    [greeting, ehlo, ehloInTls].flatMap((heard) =>
      heard?.kind === 'reply' ? heard.reply.lines.map((line) => line.slice(4)) : [],
    ),
  );
  return recogniseSoftware([...lines, host ?? '']);
}
