import type { Identities } from '../../check/io.ts';
import type { Target } from '../../check/target.ts';
import { taggedSender } from '../../mail/addresses.ts';
import { deferralOf } from '../../mail/deferral.ts';
import {
  bySubject,
  isAccepted,
  isDeferred,
  isGood,
  isHeard,
  isRandom,
  type Judged,
  judgeAll,
} from '../../mail/judged.ts';
import type { Mailer } from '../../mail/mailer.ts';
import type { Addressee } from '../../mail/postage.ts';
import { goodRecipients, madeUpRecipients, mainSender } from '../../mail/recipients.ts';
import type { Agenda } from '../../mail/rounds.ts';
import type { Attempt, Transaction } from '../../mail/transaction.ts';

/**
 * The envelope's questions (judgement.md 1 to 3): recipients, good ones before made-up ones; then, through a recipient
 * that was accepted, the sandwich of a passing, a failing and a passing sender; then messages, where they are allowed.
 */
export class EnvelopeAgenda implements Agenda {
  readonly #recipients: readonly Attempt[];
  readonly #identities: Identities;
  readonly #target: Target;
  readonly #ours: readonly string[];
  readonly #from: string;
  #done: Transaction[] = [];
  /** A sandwich is eaten whole: one that was cut is made anew, once. */
  #sandwich: Transaction[] = [];
  /** Its questions are fewer than any server counts. */
  readonly full = false;

  constructor(target: Target, identities: Identities, ours: readonly string[]) {
    this.#target = target;
    this.#identities = identities;
    this.#ours = ours;
    this.#from = mainSender(identities, target);
    this.#recipients = [...goodRecipients(target, this.#from), ...madeUpRecipients(target, this.#from)];
  }

  /** Who may get a message at all: mailboxes that the caller named, and the first made-up one. */
  get addressees(): ReadonlyMap<string, Addressee> {
    const random = this.#recipients.find(({ kind }) => kind === 'random');
    const named = this.#recipients.filter(({ kind }) => kind === 'named');
    return new Map([
      ...named.map(({ to }) => [to, 'named'] as const),
      ...(random === undefined ? [] : [[random.to, 'random'] as const]),
    ]);
  }

  /** Everything that was tried. */
  get transactions(): Transaction[] {
    return [...this.#done, ...this.#sandwich];
  }

  async work(mailer: Mailer, most: number): Promise<void> {
    const todo = this.#unanswered();
    const resumed = this.#done.length > 0;
    if (resumed) {
      // What was seen elsewhere is no control here: first a recipient that is known to be good.
      const control = this.#candidate();
      if (control === null) await this.#tryOneByOne(mailer, todo, most);
      else {
        const [again] = await mailer.tryAll([control]);
        if (again !== undefined) this.#done.push(again);
        if (mailer.over || mailer.refusals > 0) return;
        await this.#tryOneByOne(mailer, todo, most);
      }
    } else this.#done.push(...(await mailer.tryAll(todo)));
    if (mailer.refusals < most) await this.#trySandwich(mailer);
    if (mailer.refusals < most) await this.#sendMessages(mailer);
  }

  left(): boolean {
    return this.#unanswered().length > 0 || this.#sandwichLeft();
  }

  control(): Attempt | null {
    const deferral = deferralOf(this.#judged());
    if (deferral === null || deferral.kind === 'temporary' || deferral.hit === 'message') return null;
    return attemptOf(deferral.shown.one);
  }

  restart(): Transaction[] {
    const before = this.transactions;
    this.#done = [];
    this.#sandwich = [];
    return before;
  }

  #judged(): Judged[] {
    return judgeAll(this.transactions, this.#ours);
  }

  #unanswered(): Attempt[] {
    const answered = new Set(this.#judged().filter(isHeard).map(({ one }) => one.subject)); // biome-ignore format: one thought
    return this.#recipients.filter(({ subject }) => !answered.has(subject));
  }

  async #tryOneByOne(mailer: Mailer, attempts: readonly Attempt[], most: number): Promise<void> {
    for (const attempt of attempts) {
      if (mailer.over || mailer.refusals >= most) return;
      this.#done.push(...(await mailer.tryAll([attempt])));
    }
  }

  /**
   * The best recipient for what needs an existing one: accepted, or only deferred. A deferred one goes before those of
   * less worth, so that the triplets that are offered now are those that a later look asks for again.
   */
  #candidate(): Attempt | null {
    const good = bySubject(this.#judged()).filter(isGood);
    const best = good.find((judged) => isAccepted(judged) || isDeferred(judged));
    return this.#recipients.find(({ subject }) => subject === best?.one.subject) ?? null;
  }

  #sandwichLeft(): boolean {
    const { sender, spfFailSender } = this.#identities;
    const whole = this.#sandwich.length > 0 && judgeAll(this.#sandwich, this.#ours).every(isHeard);
    return sender !== null && spfFailSender !== null && !whole && this.#candidate() !== null;
  }

  async #trySandwich(mailer: Mailer): Promise<void> {
    const to = this.#candidate();
    const { spfFailSender } = this.#identities;
    if (mailer.over || to === null || spfFailSender === null || !this.#sandwichLeft()) return;
    const failing = taggedSender(spfFailSender, this.#target.errand.root);
    const send = this.#maySend(to);
    const layer = (subject: string, kind: 'passing' | 'failing'): Attempt => ({
      subject,
      kind,
      to: to.to,
      from: kind === 'failing' ? failing : this.#from,
      send,
    });
    const layers = [layer('A1', 'passing'), layer('B', 'failing'), layer('A2', 'passing')];
    const made = send ? await deliverAll(mailer, layers) : await mailer.tryAll(layers);
    const answered = (all: readonly Transaction[]): number => judgeAll(all, this.#ours).filter(isHeard).length;
    if (answered(made) >= answered(this.#sandwich)) this.#sandwich = made;
  }

  #maySend({ kind }: Attempt): boolean {
    return this.#target.errand.send && kind === 'named';
  }

  /** Messages that the sandwich has not sent: to a named recipient, and to the first made-up one where both were accepted. */
  async #sendMessages(mailer: Mailer): Promise<void> {
    const candidate = this.#candidate();
    const isSent = this.transactions.some(({ data, kind }) => data !== null && kind !== 'random');
    if (candidate !== null && this.#maySend(candidate) && !isSent && !mailer.over)
      this.#done.push(await mailer.deliver({ ...candidate, send: true }));
    const random = bySubject(this.#judged()).filter(isRandom);
    const first = random[0]?.one;
    if (first === undefined || !this.#target.errand.send || mailer.over || first.data !== null) return;
    const controlled = this.#judged().some((judged) => isGood(judged) && isAccepted(judged));
    if (!controlled || !random.every(isAccepted)) return;
    this.#done.push(await mailer.deliver({ ...attemptOf(first), send: true }));
  }
}

const attemptOf = ({ subject, kind, from, to, send }: Transaction): Attempt => ({ subject, kind, from, to, send });

async function deliverAll(mailer: Mailer, attempts: readonly Attempt[]): Promise<Transaction[]> {
  const all: Transaction[] = [];
  for (const attempt of attempts) all.push(await mailer.deliver(attempt));
  return all;
}
