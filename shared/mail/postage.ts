/** What kind of mailbox a message would go to; who is not of these gets none. */
export type Addressee = 'named' | 'random' | 'sink';

/** At most so many messages to each kind in one check (judgement.md 3). */
export const MOST: Readonly<Record<Addressee, number>> = { named: 4, random: 1, sink: 6 };

/**
 * Decides whether a message may be sent, and counts. The only way to DATA leads through it: a message is never sent
 * that the options do not allow.
 */
export class Postage {
  readonly #send: boolean;
  readonly #kinds: ReadonlyMap<string, Addressee>;
  readonly #sent = new Map<Addressee, number>();

  /** @param addressees the only mailboxes that may ever get one */
  constructor(send: boolean, addressees: ReadonlyMap<string, Addressee>) {
    this.#send = send;
    this.#kinds = addressees;
  }

  /** Messages sent so far. */
  get sent(): number {
    return [...this.#sent.values()].reduce((sum, one) => sum + one, 0);
  }

  /** Takes one off the allowance, if there is one for this mailbox. */
  take(to: string): boolean {
    const kind = this.#kinds.get(to);
    if (!this.#send || kind === undefined) return false;
    const sent = this.#sent.get(kind) ?? 0;
    if (sent >= MOST[kind]) return false;
    this.#sent.set(kind, sent + 1);
    return true;
  }
}
