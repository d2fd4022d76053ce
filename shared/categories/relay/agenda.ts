import type { Identities } from '../../check/io.ts';
import type { Target } from '../../check/target.ts';
import { deferralOf } from '../../mail/deferral.ts';
import { isAccepted, isDeferred, isGood, isHeard, type Judged, judgeAll } from '../../mail/judged.ts';
import type { Mailer } from '../../mail/mailer.ts';
import type { Addressee } from '../../mail/postage.ts';
import { goodRecipients, madeUpRecipients, mainSender } from '../../mail/recipients.ts';
import type { Agenda } from '../../mail/rounds.ts';
import type { Attempt, Transaction } from '../../mail/transaction.ts';
import { relayForms } from './forms.ts';

/** Refusals on one connection: Postfix slows down at 10 and hangs up at 20 (judgement.md 4). */
const MOST_REFUSALS = 8;
/** Own recipients that are tried as controls. */
const CONTROLS = 2;

const attemptOf = ({ subject, kind, from, to, send }: Attempt): Attempt => ({ subject, kind, from, to, send });

/** The relay test's questions: own recipients as controls, the forms, and a made-up own one where it matters. */
export class RelayAgenda implements Agenda {
  readonly #controls: readonly Attempt[];
  readonly #forms: readonly Attempt[];
  readonly #madeUp: readonly Attempt[];
  readonly #ours: readonly string[];
  #done: Transaction[] = [];
  full = false;

  constructor(target: Target, identities: Identities, sink: string, ours: readonly string[]) {
    const from = mainSender(identities, target);
    this.#controls = goodRecipients(target, from).slice(0, CONTROLS);
    this.#madeUp = madeUpRecipients(target, from).slice(0, 1);
    this.#forms = relayForms(target, identities, sink);
    this.#ours = ours;
  }

  /** Our own sink, in the forms that may get a message, and nobody else. */
  get addressees(): ReadonlyMap<string, Addressee> {
    return new Map(this.#forms.filter(({ kind }) => kind === 'form').map(({ to }) => [to, 'sink']));
  }

  get transactions(): Transaction[] {
    return this.#done;
  }

  async work(mailer: Mailer, most: number): Promise<void> {
    const bound = Math.min(most, MOST_REFUSALS);
    const resumed = this.#done.length > 0;
    const good = this.#judged().find((judged) => isGood(judged) && (isAccepted(judged) || isDeferred(judged)));
    // Every connection begins with a control: what was seen on another one is none here.
    const controls = resumed && good !== undefined ? [attemptOf(good.one)] : this.#controls;
    this.#done.push(...(await mailer.tryAll(controls)));
    const todo = this.#unanswered();
    if (mailer.refusals + todo.length <= bound) this.#done.push(...(await mailer.tryAll(todo)));
    else await this.#oneByOne(mailer, todo, bound);
    this.full = !mailer.over && mailer.refusals >= bound && this.left();
    if (mailer.refusals < bound) await this.#prove(mailer, bound);
  }

  left(): boolean {
    return this.#unanswered().length > 0;
  }

  control(): Attempt | null {
    const deferral = deferralOf(this.#judged().filter(({ one }) => one.kind !== 'random'));
    return deferral === null || deferral.kind === 'temporary' ? null : attemptOf(deferral.shown.one);
  }

  restart(): Transaction[] {
    const before = this.#done;
    this.#done = [];
    return before;
  }

  #judged(): Judged[] {
    return judgeAll(this.#done, this.#ours);
  }

  #unanswered(): Attempt[] {
    const answered = new Set(this.#judged().filter(isHeard).map(({ one }) => one.subject)); // biome-ignore format: one thought
    return [...this.#forms, ...this.#madeUp].filter(({ subject }) => !answered.has(subject));
  }

  async #oneByOne(mailer: Mailer, attempts: readonly Attempt[], most: number): Promise<void> {
    for (const attempt of attempts) {
      if (mailer.over || mailer.refusals >= most) return;
      this.#done.push(...(await mailer.tryAll([attempt])));
    }
  }

  /** A message to our own sink through each form that was accepted, until one is taken: that is proof enough. */
  async #prove(mailer: Mailer, most: number): Promise<void> {
    const accepted = this.#judged().filter((judged) => judged.one.kind === 'form' && isAccepted(judged));
    const forms = this.#forms.filter(
      ({ subject, send }) => send && accepted.some(({ one }) => one.subject === subject && one.data === null),
    );
    for (const form of forms) {
      if (mailer.over || mailer.refusals >= most) return;
      const sent = await mailer.deliver(form);
      this.#done.push(sent);
      const [judged] = judgeAll([sent], this.#ours);
      if (judged?.outcome.kind === 'reply' && judged.outcome.reading.kind === 'accepted' && sent.endOfData !== null) return; // biome-ignore format: one thought
    }
  }
}
