import { buildEvidence, type Surroundings } from '../../../../shared/categories/session/build.ts';
import type { SessionEvidence } from '../../../../shared/categories/session/evidence.ts';
import type { SettledEvidence } from '../../../../shared/check/category.ts';
import type { Target } from '../../../../shared/check/target.ts';
import type { TlsOutcome } from '../../../../shared/net/smtp/outcome.ts';
import type { TlsFacts } from '../../../../shared/net/tls/facts.ts';
import type { TlsFailure } from '../../../../shared/net/tls/handshake.ts';
import type { Plan, Visit } from '../../../../shared/visit/visit.ts';
import { conversation, TARGET } from '../../report/kit.ts';
import { FACTS, reply } from './kit.ts';

const GREETING = reply('220 mx.contoso.test ESMTP Postfix');
export const EHLO = reply('250-mx.contoso.test\n250-SIZE 1000\n250 STARTTLS');
export const IN_TLS = reply('250-mx.contoso.test\n250 AUTH PLAIN');
export const GO = reply('220 2.0.0 go ahead');
export const STARS = reply('220 ************');

export const shaken = (facts: Partial<TlsFacts> = {}): TlsOutcome =>
  ({ ok: true, socket: null, facts: { ...FACTS, ...facts }, ms: 30, line: 9 }) as unknown as TlsOutcome;
export const failed = (failure: TlsFailure): TlsOutcome => ({ ok: false, failure, ms: 30, line: 9 });

/** Greeted and answered; what came to be asked beyond that is each test's own. */
export const visited = (more: Partial<Visit> = {}, plan: Partial<Plan> = {}): Visit => {
  const whole = {
    id: 'session-1',
    tls: 'starttls',
    heloOnly: false,
    heloOnlyInTls: false,
    anonymous: false,
    alone: false,
    ...plan,
  } as const;
  return {
    plan: whole,
    opened: { outcome: 'open', ms: 1 },
    greeting: GREETING,
    ehlo: EHLO,
    helo: null,
    offered: true,
    starttls: null,
    quit: null,
    discarded: 0,
    tls: null,
    ehloInTls: null,
    heloInTls: null,
    conversation: conversation({ id: whole.id }),
    ...more,
  };
};
export const second = (more: Partial<Visit>, plan: Partial<Plan> = {}): Visit =>
  visited(more, { id: 'session-1.2', ...plan });
export const NOTHING: Partial<Visit> = { greeting: null, ehlo: null, offered: false };
export const secured = (facts: Partial<TlsFacts> = {}, more: Partial<Visit> = {}): Visit =>
  visited({ starttls: GO, tls: shaken(facts), ehloInTls: IN_TLS, ...more });

export const build = (past: Visit[], target: Partial<Target> = {}, around: Partial<Surroundings> = {}) =>
  buildEvidence(past, {
    target: { ...TARGET, ...target },
    anotherAnswers: false,
    wayOut: 'works',
    ptr: [],
    extraRoots: [],
    ...around,
  });

type Evidence = SettledEvidence<SessionEvidence>;
export const value = <K extends keyof Evidence>(evidence: Evidence, key: K): SessionEvidence[K] => {
  const piece = evidence[key];
  if (!piece.ok) throw new Error(`${key} is missing: ${JSON.stringify(piece.missing)}`);
  return piece.value as SessionEvidence[K];
};
/** Each piece as "there", or why it is not. */
export const pieces = (evidence: Evidence): Record<string, string> =>
  Object.fromEntries(
    Object.entries(evidence).map(([key, piece]) => [
      key,
      piece.ok ? 'there' : String(piece.missing.reason ?? piece.missing.data.because),
    ]),
  );

export const THERE = { connection: 'there', greeting: 'there', ehlo: 'there', capabilities: 'there', mask: 'there' };
export const LATER = 'earlier-step';
