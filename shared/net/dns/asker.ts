import { setTimeout as sleep } from 'node:timers/promises';
import { exchange } from './exchange.ts';
import type { Question, Reply } from './message.ts';
import type { Server } from './server.ts';

/** Before the next try after a refusal, in milliseconds; doubled each time: a resolver that restarts comes back. */
const FIRST_PAUSE = 100;

const settles = (reply: Reply): boolean => reply.rcode === 'NOERROR' || reply.rcode === 'NXDOMAIN';

/** Puts a question to one server after the other until one knows. */
export class Asker {
  readonly #servers: readonly Server[];
  readonly #timeouts: readonly number[];
  /** Index of the server that helped last, so that a dead one costs its time-out only once. */
  #first = 0;
  heard = false;
  queries = 0;

  constructor(servers: readonly Server[], timeouts: readonly number[]) {
    this.#servers = servers;
    this.#timeouts = timeouts;
  }

  /**
   * The reply, or null when nobody answered. Trouble at the server, SERVFAIL and the like, is believed
   * when it comes twice, or once and then silence. Rejects only when the signal fires.
   */
  async ask(question: Question, signal: AbortSignal): Promise<Reply | null> {
    const first = this.#first;
    let trouble: Reply | null = null;
    let pause = FIRST_PAUSE;
    for (const [turn, ms] of this.#timeouts.entries()) {
      const index = (first + turn) % this.#servers.length;
      const server = this.#servers[index];
      if (server === undefined) return null;
      this.queries += 1;
      const tried = await exchange(server, question, ms, signal);
      if (tried.kind === 'reply') {
        this.heard = true;
        if (settles(tried.reply)) {
          this.#first = index;
          return tried.reply;
        }
        if (trouble !== null) return trouble;
        trouble = tried.reply;
      } else {
        this.heard ||= tried.heard;
        if (tried.kind === 'refused' && turn + 1 < this.#timeouts.length) {
          await sleep(pause, undefined, { signal });
          pause *= 2;
        }
      }
    }
    return trouble;
  }
}
