import type { QueueDeclaration } from '../../../infra/declarations.ts';
import { deadLetterQueue } from '../../../infra/declarations.ts';

/** A message as whoever receives it sees it. */
export interface Received {
  id: string;
  /** Of this delivery. */
  handle: string;
  body: string;
  /** How often it was received, this time included. */
  count: number;
}

interface Held {
  id: string;
  body: string;
  count: number;
  visibleAt: number;
  handle: string | null;
}

/** The queues of SQS in memory: delays, visibility, receive counts, dead letters. Time is whatever `now` says. */
export class QueueModel {
  readonly #queues = new Map<string, { declared: QueueDeclaration | null; visibility: number; held: Held[] }>();
  readonly #now: () => number;
  #count = 0;

  constructor(declared: readonly QueueDeclaration[], now: () => number) {
    this.#now = now;
    for (const one of declared) {
      this.#queues.set(one.id, { declared: one, visibility: one.visibility, held: [] });
      this.#queues.set(deadLetterQueue(one.id), { declared: null, visibility: one.visibility, held: [] });
    }
  }

  /** @param delay seconds */
  send(queue: string, body: string, delay: number): void {
    this.#count += 1;
    const held: Held = { id: `m${this.#count}`, body, count: 0, visibleAt: this.#now() + delay * 1000, handle: null };
    this.#of(queue).held.push(held);
  }

  /** One message that is visible; `pick` chooses among them, for order is never promised. */
  receive(queue: string, pick: (many: number) => number): Received | null {
    const from = this.#of(queue);
    for (;;) {
      const visible = from.held.filter(({ visibleAt }) => visibleAt <= this.#now());
      const one = visible[pick(visible.length)];
      if (one === undefined) return null;
      if (from.declared !== null && one.count >= from.declared.maxReceiveCount) {
        from.held.splice(from.held.indexOf(one), 1);
        this.#of(deadLetterQueue(queue)).held.push({ ...one, count: 0, visibleAt: this.#now(), handle: null });
        continue;
      }
      this.#count += 1;
      one.count += 1;
      one.handle = `h${this.#count}`;
      one.visibleAt = this.#now() + from.visibility * 1000;
      return { id: one.id, handle: one.handle, body: one.body, count: one.count };
    }
  }

  /** Deletes by the handle of the last delivery; an older one does nothing here, as it may in SQS. */
  delete(queue: string, handle: string): void {
    const from = this.#of(queue);
    from.held = from.held.filter((one) => one.handle !== handle);
  }

  /** @param seconds until it is visible again */
  changeVisibility(queue: string, handle: string, seconds: number): void {
    const one = this.#of(queue).held.find((held) => held.handle === handle);
    if (one !== undefined) one.visibleAt = this.#now() + seconds * 1000;
  }

  /** When the next message of it can be received; null when there is none. */
  nextAt(queue: string): number | null {
    const { held } = this.#of(queue);
    return held.length === 0 ? null : Math.min(...held.map(({ visibleAt }) => visibleAt));
  }

  /** As when the engine that keeps nothing is started anew. */
  clear(): void {
    for (const one of this.#queues.values()) one.held = [];
  }

  get names(): string[] {
    return [...this.#queues.keys()];
  }

  get size(): number {
    return [...this.#queues.values()].reduce((sum, { held }) => sum + held.length, 0);
  }

  #of(queue: string) {
    const found = this.#queues.get(queue);
    if (found === undefined) throw new Error(`no queue ${queue}`);
    return found;
  }
}
