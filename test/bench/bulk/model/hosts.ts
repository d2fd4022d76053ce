import type { Simulation } from '../../../faults/model/simulation.ts';

/** How often an invocation ends in the middle, per call out. */
export interface Trouble {
  crash: number;
  /** Milliseconds of one call out, least and most. */
  call: readonly [number, number];
}

/** Milliseconds that a function of 512 MB takes to read a page of a run: some 7 kB, parsed with 0.29 of a processor. */
const PAGE_MS = 1;

const never = <T>(): Promise<T> => new Promise(() => {});

type Calls = Record<string, (...args: never[]) => unknown>;

/** One invocation of a function. Of one that is dead nothing is heard again: no call returns, no timer fires. */
export class Invocation {
  alive = true;
  readonly bornAt: number;
  readonly #sim: Simulation;
  readonly #trouble: Trouble;
  readonly #over: () => void;

  /** @param over told when it dies */
  constructor(sim: Simulation, trouble: Trouble, over: () => void = () => {}) {
    this.#sim = sim;
    this.#trouble = trouble;
    this.#over = over;
    this.bornAt = sim.now;
  }

  die(): void {
    if (!this.alive) return;
    this.alive = false;
    this.#over();
  }

  readonly after = (ms: number, run: () => void): (() => void) =>
    this.#sim.after(ms, () => {
      if (this.alive) run();
    });

  /** The same with calls that take time, and at which it may end: before, after, or with nobody there to hear the answer. */
  over<T extends object>(store: T): T {
    const calls = Object.entries(store as Calls).map(([name, operation]) => {
      const first = (...args: never[]): unknown => operation(...args);
      return [name, name === 'due' ? first : (...args: never[]) => this.#call(name, () => operation(...args), args)];
    });
    return Object.fromEntries(calls) as T;
  }

  #call(name: string, operation: () => unknown, [, first, last]: readonly number[]): Promise<unknown> {
    if (!this.alive) return never();
    const strikes = (): boolean => this.#trouble.crash > 0 && this.#sim.chance(this.#trouble.crash / 2);
    if (strikes()) {
      this.die();
      return never();
    }
    return new Promise((resolve, reject) => {
      this.#sim.after(this.#sim.between(...this.#trouble.call), () => {
        // What was under way when its sender died may arrive or not.
        if (!this.alive && this.#sim.chance(0.5)) return;
        const done = operation();
        if (strikes()) this.die();
        if (!this.alive) return;
        const pages = name === 'readPages' ? PAGE_MS * ((last ?? 0) - (first ?? 0)) : 0;
        if (pages < 1) Promise.resolve(done).then(resolve, reject);
        else this.after(pages, () => Promise.resolve(done).then(resolve, reject));
      });
    });
  }
}
