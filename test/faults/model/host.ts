import { deadLetterQueue } from '../../../infra/declarations.ts';
import { type Consumer, deliver } from '../../../shared/pipeline/deliver.ts';
import type { Deps } from '../../../shared/pipeline/deps.ts';
import { signalAfter } from '../../../shared/pipeline/pause.ts';
import { count, type Faults, Invocation, PERFECT, type Tally } from './invocation.ts';
import type { QueueModel, Received } from './queue.ts';
import type { Simulation } from './simulation.ts';

/** What goes wrong with messages, per message. */
export interface Transport {
  lost: number;
  twice: number;
  /** Comes a minute or more late. */
  late: number;
  /** Handled, but not deleted: comes again. */
  undeleted: number;
}

export const RELIABLE: Transport = { lost: 0, twice: 0, late: 0, undeleted: 0 };

/** A function behind a queue. */
export interface Reader {
  queue: string;
  consumer: Consumer;
  concurrency: number;
  /** Messages in one invocation. */
  batchSize: number;
  /** Seconds. */
  timeout: number;
}

/** Milliseconds for which messages may lie before they are received together. */
const LONGEST_POLL_MS = 4000;

interface Options {
  sim: Simulation;
  queues: QueueModel;
  readers: readonly Reader[];
  depsOf(invocation: Invocation): Deps;
  faults: Faults;
  transport: Transport;
  tally: Tally;
}

/** Invokes functions as Lambda does: for messages, by the clock, for a caller. Goes on when one of them dies. */
export class Host {
  up = true;
  /** From then on nothing goes wrong any more. */
  calm = false;
  readonly live = new Set<Invocation>();
  readonly #running = new Map<string, number>();
  readonly #woken = new Map<string, number>();
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  send(queue: string, body: string, delay: number): void {
    const { sim, queues, tally } = this.#options;
    const { lost, twice, late } = this.calm ? RELIABLE : this.#options.transport;
    const strikes = (probability: number, what: string): boolean => {
      const does = probability > 0 && sim.chance(probability);
      if (does) count(tally, what);
      return does;
    };
    if (strikes(lost, 'messages lost')) return;
    const copies = strikes(twice, 'messages doubled') ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const more = strikes(late, 'messages late') ? sim.between(60, 200) : sim.between(0.005, 0.8);
      queues.send(queue, body, delay + more);
    }
    this.#wake(queue);
  }

  returnAfter(queue: string, handle: string, seconds: number): void {
    this.#options.queues.changeVisibility(queue, handle, seconds);
    this.#wake(queue);
  }

  /** Runs something as one invocation. Resolves to null when it died or threw. */
  invoke<T>(
    name: string,
    timeout: number,
    work: (deps: Deps, invocation: Invocation) => Promise<T>,
    other: Partial<Faults> = {},
  ): Promise<T | null> {
    const { sim, depsOf, tally } = this.#options;
    const invocation = new Invocation(
      name,
      sim,
      () => ({ ...(this.calm ? PERFECT : this.#options.faults), ...other }),
      tally,
    );
    this.live.add(invocation);
    return new Promise((resolve) => {
      const cancel = sim.after(timeout * 1000, () => {
        count(tally, 'functions ended by their host');
        invocation.die();
      });
      invocation.onDeath(() => {
        cancel();
        this.live.delete(invocation);
        resolve(null);
      });
      const end = (value: T | null): void => {
        if (!invocation.alive) return;
        resolve(value);
        invocation.die();
      };
      work(depsOf(invocation), invocation).then(end, () => end(null));
    });
  }

  /** Everything that runs ends at this moment, and the queues forget. */
  powerCut(): void {
    this.up = false;
    this.#options.queues.clear();
    for (const one of [...this.live]) one.die();
  }

  restart(): void {
    this.up = true;
    for (const { queue } of this.#options.readers) this.#wake(queue);
  }

  #wake(queue: string): void {
    const { sim, queues } = this.#options;
    const at = queues.nextAt(queue);
    if (at === null) return;
    const due = Math.max(at, sim.now);
    const known = this.#woken.get(queue);
    if (known !== undefined && known <= due && known >= sim.now) return;
    this.#woken.set(queue, due);
    // Where several may come at once, whoever polls finds what lies there by then.
    const lies = (this.#readerOf(queue)?.batchSize ?? 1) > 1 ? sim.between(0, LONGEST_POLL_MS) : 0;
    sim.after(due - sim.now + lies, () => {
      if (this.#woken.get(queue) === due) this.#woken.delete(queue);
      this.#pump(queue);
    });
  }

  #readerOf(queue: string): Reader | undefined {
    return this.#options.readers.find((one) => one.queue === queue);
  }

  #pump(queue: string): void {
    if (!this.up) return;
    const { sim, queues } = this.#options;
    const reader = this.#readerOf(queue);
    if (reader === undefined) return;
    while ((this.#running.get(queue) ?? 0) < reader.concurrency) {
      const batch: Received[] = [];
      while (batch.length < reader.batchSize) {
        const message = queues.receive(queue, (many) => Math.floor(sim.random() * many));
        if (message === null) break;
        batch.push(message);
      }
      if (batch.length === 0) break;
      if (batch.length > 1) count(this.#options.tally, 'batches');
      this.#deliver(reader, batch);
    }
    if ((this.#running.get(queue) ?? 0) < reader.concurrency) this.#wake(queue);
    // What was received too often lies among the dead letters now.
    if (queues.names.includes(deadLetterQueue(queue))) this.#wake(deadLetterQueue(queue));
  }

  /** Each message is handled for itself, and all of them die together. */
  #deliver({ queue, consumer, timeout }: Reader, batch: readonly Received[]): void {
    const { sim, queues, tally, transport } = this.#options;
    this.#running.set(queue, (this.#running.get(queue) ?? 0) + 1);
    const handled: Received[] = [];
    const done = this.invoke(queue, timeout, async (deps, invocation) => {
      const { signal } = signalAfter(invocation, timeout * 1000 - 2000);
      const one = async (message: Received): Promise<void> => {
        const { handle, body, count: received } = message;
        await deliver(deps, consumer, { receipt: `${handle}/${invocation.name}`, handle, body, received, signal });
        handled.push(message);
      };
      await Promise.allSettled(batch.map(one));
      return true;
    });
    void done.then((ended) => {
      this.#running.set(queue, (this.#running.get(queue) ?? 1) - 1);
      // Of an invocation that died nobody heard which of its messages were done.
      for (const { handle } of ended === null ? [] : handled) {
        if (!this.calm && sim.chance(transport.undeleted)) {
          count(tally, 'messages handled and not deleted');
          queues.changeVisibility(queue, handle, sim.between(1, 90));
        } else queues.delete(queue, handle);
      }
      this.#wake(queue);
      this.#pump(queue);
    });
  }
}
