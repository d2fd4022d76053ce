import type { Target } from '../check/target.ts';
import type { SmtpConversation } from '../net/smtp/conversation.ts';
import { isPositive } from '../net/smtp/reply.ts';
import { capabilities, offers } from '../visit/keywords.ts';
import { addressLiteral, lastEhlo, type Seen, type Visit, type Visitor, visit } from '../visit/visit.ts';
import { type Again, nextVisit, pauseAgain, visits } from '../visit/visits.ts';
import { Mailer } from './mailer.ts';
import { testMessage } from './message.ts';
import type { Postage } from './postage.ts';
import { type Attempt, passed, type Transaction } from './transaction.ts';

/** What is to be tried, and what of it is done. */
export interface Agenda {
  /**
   * Does what is left to do, as far as this connection allows.
   * @param most refusals after which it stops
   */
  work(mailer: Mailer, most: number): Promise<void>;
  /** Whether something is left that another connection could settle. */
  left(): boolean;
  /** Whether the last connection was left because it had borne enough refusals. */
  readonly full: boolean;
  /** The deferred triplet that a quick control should try again; null where nothing was deferred in that way. */
  control(): Attempt | null;
  /** Forgets what was seen: it is all done again. @returns what was forgotten */
  restart(): Transaction[];
}

/** What came of it. */
export interface Rounds {
  visits: Visit[];
  /** Whether any transaction was begun. */
  begun: boolean;
  /** Set where what was deferred was accepted a moment later: after so many milliseconds; what had been said before. */
  shortDeferral: { ms: number; before: Transaction[] } | null;
}

/** Refusals on a connection that follows one which was thrown out after refusals (judgement.md 0). */
const MOST_AFTER_LIMIT = 3;

/** Without TLS, where TLS could not be had: then the rest is looked at in plain text. */
function withoutTls(past: readonly Visit[]): Again | null {
  const last = past.at(-1);
  const broken = last?.plan.tls === 'starttls' && last.starttls !== null && (last.tls === null || !last.tls.ok);
  return broken && !past.some(({ plan }) => plan.tls === 'off') ? { change: { tls: 'off' }, pause: false } : null;
}

class Round {
  readonly #agenda: Agenda;
  readonly #visitor: Visitor;
  readonly #postage: Postage;
  readonly #id: string;
  readonly #visits: Visit[] = [];
  #last: Mailer | null = null;
  #mayPipeline = true;
  begun = false;

  constructor(id: string, agenda: Agenda, visitor: Visitor, postage: Postage) {
    this.#id = id;
    this.#agenda = agenda;
    this.#visitor = visitor;
    this.#postage = postage;
  }

  get visits(): Visit[] {
    return this.#visits;
  }

  /** Whether the last connection fell silent in the midst of a group. */
  get stalled(): boolean {
    return this.#last?.stalled ?? false;
  }

  #mailer(talk: SmtpConversation, seen: Seen, id: string): Mailer {
    const { target, io } = this.#visitor;
    this.#last = new Mailer(talk, {
      conversation: id,
      pipelining: this.#mayPipeline && offers(capabilities(lastEhlo(seen)), 'PIPELINING'),
      postage: this.#postage,
      letter: (attempt) =>
        testMessage({
          ...attempt,
          helo: io.helo ?? addressLiteral(talk.localAddress),
          checkId: target.errand.root,
          token: `${attempt.subject.replaceAll(/[^a-z0-9]/gi, '-')}.${Math.floor(io.random() * 2 ** 40).toString(36)}`,
          domain: target.domain,
          date: io.now(),
        }),
    });
    return this.#last;
  }

  /** The first conversations: as many as it takes to come to a mail transaction. */
  async begin(): Promise<void> {
    let running = this.#id;
    const errand = async (talk: SmtpConversation, seen: Seen): Promise<void> => {
      this.begun = true;
      await this.#agenda.work(this.#mailer(talk, seen, running), Number.POSITIVE_INFINITY);
    };
    const past = await visits(this.#id, { ...this.#visitor, errand }, (so) => {
      const again = this.begun ? null : (nextVisit(so) ?? withoutTls(so));
      running = `${this.#id}.${so.length + 1}`;
      return again;
    });
    this.#visits.push(...past);
  }

  /** One more conversation in the way in which the last one came to its transactions, one command at a time. */
  async again(alone: boolean, work: (mailer: Mailer) => Promise<void>): Promise<void> {
    const last = this.#visits.at(-1) as Visit;
    // Whoever threw us out, or fell silent, may have done so over groups of commands.
    if (this.stalled || thrownOut(last)) this.#mayPipeline = false;
    const id = `${this.#id}.${this.#visits.length + 1}`;
    const errand = (talk: SmtpConversation, seen: Seen): Promise<void> => work(this.#mailer(talk, seen, id));
    this.#visits.push(await visit({ ...last.plan, alone, id }, { ...this.#visitor, errand }));
  }
}

/** Who hung up, or said 421; one that merely kept silent would do so again. */
const thrownOut = (one: Visit): boolean => one.conversation.ending.by === 'server';

/**
 * Carries out an agenda at one address: once, once more for what was left when the server threw us out, and once more
 * for all of it where a quick control shows that a deferral was short.
 */
export async function carryOut(id: string, agenda: Agenda, visitor: Visitor, postage: Postage): Promise<Rounds> {
  const { io, signal, target } = visitor;
  const round = new Round(id, agenda, visitor, postage);
  await round.begin();
  let shortDeferral: Rounds['shortDeferral'] = null;
  try {
    if (round.begun && agenda.left() && !signal.aborted) await resume(round, agenda, visitor);
    const control = isFirst(target) ? agenda.control() : null;
    if (control !== null && !signal.aborted) {
      const since = io.clock();
      await io.pause(io.patience.deferral, signal);
      await round.again(false, async (mailer) => {
        const [tried] = await mailer.tryAll([control]);
        if (tried === undefined || !passed(tried, 'rcpt')) return;
        shortDeferral = { ms: Math.round(io.clock() - since), before: agenda.restart() };
        await agenda.work(mailer, Number.POSITIVE_INFINITY);
      });
      if (shortDeferral !== null && agenda.left()) await resume(round, agenda, visitor);
    }
  } catch (error) {
    // Our time is up while we waited; what was seen stands.
    if (!signal.aborted) throw error;
  }
  return { visits: round.visits, begun: round.begun, shortDeferral };
}

const isFirst = ({ errand }: Target): boolean => errand.earlier === null;

async function resume(round: Round, agenda: Agenda, { io, signal }: Visitor): Promise<void> {
  const last = round.visits.at(-1) as Visit;
  if (agenda.full || round.stalled) {
    await round.again(false, (mailer) => agenda.work(mailer, Number.POSITIVE_INFINITY));
    return;
  }
  // Who let us finish will not say more if asked again.
  if (!thrownOut(last)) return;
  await pauseAgain(io, signal);
  await round.again(true, (mailer) => agenda.work(mailer, MOST_AFTER_LIMIT));
}

/** Whether the server greeted, so that the target's next address need not be asked. */
export const greeted = (all: readonly Visit[]): boolean =>
  all.some(({ greeting }) => greeting !== null && isPositive(greeting));
