import type { Conversation } from '../check/conversation.ts';
import type { Io } from '../check/io.ts';
import type { Target, VettedAddress } from '../check/target.ts';
import { sniName } from '../net/domain.ts';
import { Chronicle } from '../net/smtp/chronicle.ts';
import { SmtpConversation } from '../net/smtp/conversation.ts';
import type { Opened, TlsOutcome } from '../net/smtp/outcome.ts';
import { type Heard, isPositive, replyClass } from '../net/smtp/reply.ts';
import { capabilities, offers } from './keywords.ts';
import { looksMasked } from './mask.ts';

/** What one visit is to do; a second one differs in one thing only. */
export interface Plan {
  /** Of the conversation. */
  id: string;
  tls: 'starttls' | 'implicit' | 'off';
  /** Begin with HELO: EHLO broke an earlier conversation. */
  heloOnly: boolean;
  /** The same inside TLS. */
  heloOnlyInTls: boolean;
  anonymous: boolean;
  /** Wait until no other conversation of ours is open at the address. */
  alone: boolean;
}

/** One conversation, stage by stage; null where it did not come to that stage. */
export interface Visit {
  plan: Plan;
  opened: Opened;
  greeting: Heard | null;
  ehlo: Heard | null;
  helo: Heard | null;
  offered: boolean;
  starttls: Heard | null;
  discarded: number;
  tls: TlsOutcome | null;
  ehloInTls: Heard | null;
  heloInTls: Heard | null;
  quit: Heard | null;
  conversation: Conversation;
}

/** The EHLO reply that counts: inside TLS where there is TLS. */
export const lastEhlo = ({ tls, ehlo, ehloInTls }: Pick<Visit, 'tls' | 'ehlo' | 'ehloInTls'>): Heard | null =>
  tls?.ok === true && ehloInTls !== null ? ehloInTls : ehlo;

/** Whether a mail transaction may begin: greeted, and EHLO or HELO accepted, inside TLS where there is TLS. */
function isReady({ tls, ehlo, helo, ehloInTls, heloInTls }: Seen): boolean {
  // On port 465 TLS comes first, and there is no second EHLO.
  const inside = tls?.ok === true && (ehloInTls !== null || heloInTls !== null);
  const hellos = inside ? [ehloInTls, heloInTls] : [ehlo, helo];
  return hellos.some((heard) => heard !== null && isPositive(heard));
}

export type Seen = Omit<Visit, 'plan' | 'opened' | 'conversation' | 'quit'>;

interface Scene {
  talk: SmtpConversation;
  target: Target;
  plan: Plan;
  helo: string;
  seen: Seen;
}

async function hello({ talk, helo }: Scene, heloOnly: boolean): Promise<{ ehlo: Heard | null; helo: Heard | null }> {
  const ehlo = heloOnly ? null : await talk.command(`EHLO ${helo}`, 'ehlo');
  // Only a refusal leaves a connection on which HELO can be tried (RFC 5321 3.2).
  const tryHelo = ehlo === null || replyClass(ehlo) === 5;
  return { ehlo, helo: tryHelo && !talk.over ? await talk.command(`HELO ${helo}`, 'ehlo') : null };
}

async function secure({ talk, target, plan, seen }: Scene): Promise<boolean> {
  seen.tls = await talk.startTls(sniName(target.host), plan.anonymous);
  return seen.tls.ok;
}

/** Whether to send STARTTLS: offered, or hidden by a mask, or unseen because EHLO could not be had. */
function wantsStarttls({ plan, seen, talk }: Scene): boolean {
  if (plan.tls !== 'starttls' || talk.over) return false;
  const greeted = [seen.ehlo, seen.helo].some((heard) => heard !== null && isPositive(heard));
  return greeted && (seen.offered || plan.heloOnly || looksMasked(seen.greeting, seen.ehlo));
}

async function converse(scene: Scene): Promise<void> {
  const { talk, plan, seen } = scene;
  if (plan.tls === 'implicit' && !(await secure(scene))) return;
  seen.greeting = await talk.greeting();
  if (!isPositive(seen.greeting)) return;
  const first = await hello(scene, plan.heloOnly);
  seen.ehlo = first.ehlo;
  seen.helo = first.helo;
  seen.offered = first.ehlo !== null && offers(capabilities(first.ehlo), 'STARTTLS');
  if (!wantsStarttls(scene)) return;
  seen.starttls = await talk.command('STARTTLS', 'starttls');
  if (!isPositive(seen.starttls)) return;
  seen.discarded = await talk.discardPlaintext();
  if (!(await secure(scene))) return;
  const second = await hello(scene, plan.heloOnlyInTls);
  seen.ehloInTls = second.ehlo;
  seen.heloInTls = second.helo;
}

/** What is done on a connection whose greeting and EHLO went well, before QUIT. */
export type Errand = (talk: SmtpConversation, seen: Seen) => Promise<void>;

/** Who visits, and what for. */
export interface Visitor {
  category: string;
  target: Target;
  address: VettedAddress;
  io: Io;
  signal: AbortSignal;
  errand?: Errand;
}

const nothingSeen = (): Seen => ({
  greeting: null,
  ehlo: null,
  helo: null,
  offered: false,
  starttls: null,
  discarded: 0,
  tls: null,
  ehloInTls: null,
  heloInTls: null,
});

/** The visit itself, at a place at the address that is held. @param concurrent connections of ours there */
async function hold(plan: Plan, visitor: Visitor, concurrent: number): Promise<Visit> {
  const { category, target, address, io, signal, errand } = visitor;
  let cool = false;
  const throttled = (): void => {
    cool = true;
  };
  const { port } = target;
  const talk = new SmtpConversation({ id: plan.id, category, address, port, concurrent, io, signal, throttled });
  const opened = await talk.open();
  const seen = nothingSeen();
  const helo = io.helo ?? addressLiteral(talk.localAddress);
  if (opened.outcome === 'open') await converse({ talk, target, plan, helo, seen });
  if (errand !== undefined && !talk.over && isReady(seen)) await errand(talk, seen);
  const quit = await talk.quit(stopper(seen));
  // Before the place is given back, so that whoever comes next knows.
  if (cool) await io.slots.cool(address.address);
  return { plan, opened, ...seen, quit, conversation: talk.record() };
}

/** A visit for which no place was to be had until our time was up. */
function unheld(plan: Plan, { category, target, address, io, signal }: Visitor, ms: number): Visit {
  const chronicle = new Chronicle({ id: plan.id, category, address, port: target.port, concurrent: 0, io, signal });
  const opened = { outcome: 'busy', ms, line: chronicle.unconnected('busy', null) } as const;
  return { plan, opened, ...nothingSeen(), quit: null, conversation: chronicle.record() };
}

/**
 * Makes one visit. Never rejects for what a server does, nor where our time is up before a place is free: what was
 * seen elsewhere stands.
 * @throws TargetBusy where another time will do
 */
export async function visit(plan: Plan, visitor: Visitor): Promise<Visit> {
  const { address, io, signal } = visitor;
  const start = io.clock();
  let held = false;
  try {
    return await io.slots.run(address.address, plan.alone, signal, (concurrent) => {
      held = true;
      return hold(plan, visitor, concurrent);
    });
  } catch (error) {
    if (held || error !== signal.reason) throw error;
    return unheld(plan, visitor, io.clock() - start);
  }
}

/** The refusal that left nothing to ask: of the connection, or of EHLO and HELO both. */
function stopper({ greeting, ehlo, helo }: Seen): Parameters<SmtpConversation['quit']>[0] {
  if (greeting?.kind === 'reply' && !isPositive(greeting)) return { stage: 'banner', reply: greeting.reply };
  const last = helo ?? ehlo;
  return last?.kind === 'reply' && !isPositive(last) ? { stage: 'ehlo', reply: last.reply } : null;
}

/** What a client without a name of its own says in EHLO (RFC 5321 4.1.3). */
export const addressLiteral = (address: string): string =>
  address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;
