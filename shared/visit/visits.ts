import type { Io } from '../check/io.ts';
import type { Target } from '../check/target.ts';
import { replyClass } from '../net/smtp/reply.ts';
import { type Plan, type Visit, type Visitor, visit } from './visit.ts';

/** Alerts that say "we have no cipher or version in common": handshake_failure, protocol_version, insufficient_security. */
export const NO_COMMON_CIPHER: ReadonlySet<number> = new Set([40, 70, 71]);

/** Of one address; each differs from the one before in one thing. */
const VISIT_LIMIT = 4;

/** What the next visit does otherwise. */
export interface Again {
  change: Partial<Plan>;
  pause: boolean;
}

const closed = (heard: { kind: string } | null): boolean => heard?.kind === 'closed';

/** EHLO after which HELO is worth a try, on a new connection (judgement.md 0). */
const cut = (heard: { kind: string } | null): boolean => closed(heard) || heard?.kind === 'endless';

/** Throttled, or dropped before a word: once more, alone, after a pause. */
function throttled(last: Visit): boolean {
  const early = last.plan.tls === 'implicit' && last.tls?.ok === false && isCut(last);
  return (
    early ||
    closed(last.greeting) ||
    [last.greeting, last.ehlo, last.helo, last.ehloInTls, last.heloInTls].some(
      (heard) => heard !== null && replyClass(heard) === 4,
    )
  );
}

const isCut = (last: Visit): boolean =>
  last.tls?.ok === false && (last.tls.failure.kind === 'closed' || last.tls.failure.kind === 'reset');

/** What a second look could settle, by what the last visit left open; null when it has told all it can. */
export function nextVisit(past: readonly Visit[]): Again | null {
  const last = past.at(-1);
  if (last === undefined || last.opened.outcome !== 'open') return null;
  const already = (made: (plan: Plan) => boolean): boolean => past.some((one) => made(one.plan));
  const alone = already((plan) => plan.alone);
  if (throttled(last)) return alone ? null : { change: { alone: true }, pause: true };
  if (cut(last.ehlo)) return already((plan) => plan.heloOnly) ? null : { change: { heloOnly: true }, pause: false };
  if (cut(last.ehloInTls))
    return already((plan) => plan.heloOnlyInTls) ? null : { change: { heloOnlyInTls: true }, pause: false };
  if (last.tls?.ok === false && last.tls.failure.kind === 'alert' && NO_COMMON_CIPHER.has(last.tls.failure.alert)) {
    return already((plan) => plan.anonymous) ? null : { change: { anonymous: true }, pause: false };
  }
  const refusedForNow = last.starttls !== null && (replyClass(last.starttls) === 4 || closed(last.starttls));
  if (refusedForNow || isCut(last)) return alone ? null : { change: { alone: true }, pause: true };
  return control(past, last);
}

/**
 * HELO was answered where EHLO had hung up: EHLO once more, since one connection that broke may have broken for any
 * reason. Only the same difference twice is one between EHLO and HELO.
 */
function control(past: readonly Visit[], last: Visit): Again | null {
  const cutPlain = past.some((one) => closed(one.ehlo));
  const cutInTls = past.some((one) => closed(one.ehloInTls));
  if (last.plan.heloOnly && cutPlain && last.helo?.kind === 'reply') {
    return { change: { heloOnly: false }, pause: false };
  }
  if (last.plan.heloOnlyInTls && cutInTls && last.heloInTls?.kind === 'reply') {
    return { change: { heloOnlyInTls: false }, pause: false };
  }
  return null;
}

/** Visits one address until it has told what it can: mostly once. */
export async function visits(
  id: string,
  visitor: Visitor,
  next: (past: readonly Visit[]) => Again | null = nextVisit,
): Promise<Visit[]> {
  let plan = firstPlan(id, visitor.target);
  const past: Visit[] = [];
  while (past.length < VISIT_LIMIT) {
    past.push(await visit(plan, visitor));
    const again = next(past);
    if (again === null) break;
    try {
      if (again.pause) await pauseAgain(visitor.io, visitor.signal);
    } catch {
      break; // Our time is up; what was seen stands.
    }
    plan = { ...plan, ...again.change, id: `${id}.${past.length + 1}` };
  }
  return past;
}

const firstPlan = (id: string, { port, tls }: Pick<Target, 'port' | 'tls'>): Plan => ({
  id,
  tls: port === 465 ? 'implicit' : tls ? 'starttls' : 'off',
  ...{ heloOnly: false, heloOnlyInTls: false, anonymous: false, alone: false },
});

/** The pause before a second look at a server that threw us out. @throws the signal's reason */
export function pauseAgain({ patience, random, pause }: Io, signal: AbortSignal): Promise<void> {
  const [least, most] = patience.pause;
  return pause(least + random() * (most - least), signal);
}
