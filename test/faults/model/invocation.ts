import type { Deps } from '../../../shared/pipeline/deps.ts';
import type { Simulation } from './simulation.ts';

/** How often things go wrong, per call out; 0 of all is a perfect world. */
export interface Faults {
  /** The process ends before the call, and after it. */
  crash: number;
  /** The engine refuses, nothing done. */
  throttle: number;
  /** It is done, and the answer never comes: an error at the caller. */
  lost: number;
  /** Neither: the call never ends, and the host ends the function when its time is up. */
  hang: number;
  /** The caller has given up waiting, and then it is done, many seconds late. */
  slow: number;
}

export const PERFECT: Faults = { crash: 0, throttle: 0, lost: 0, hang: 0, slow: 0 };
/** Milliseconds that the client of an engine waits for an answer (shared/sdk.ts). */
const CLIENT_MS = 5000;

const throttled = (): Error =>
  Object.assign(new Error('throughput exceeded'), { name: 'ProvisionedThroughputExceededException' });
const unanswered = (): Error => Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });

/** What the runs of all worlds saw, to show that nothing was left out. */
export type Tally = Map<string, number>;
export const count = (tally: Tally, what: string): void => {
  tally.set(what, (tally.get(what) ?? 0) + 1);
};

/**
 * One invocation of a function: it lives until it ends, crashes, or its time is up. Of one that is dead nothing is
 * ever heard again: its calls never return, its timers never fire, its connections are gone.
 */
export class Invocation {
  alive = true;
  readonly name: string;
  readonly #sim: Simulation;
  readonly #faults: () => Faults;
  readonly #tally: Tally;
  /** Its host's clock is a little off, like everybody's. */
  readonly skew: number;
  readonly bornAt: number;
  readonly #timers = new Set<() => void>();
  readonly #onDeath: (() => void)[] = [];

  constructor(name: string, sim: Simulation, faults: () => Faults, tally: Tally) {
    this.name = name;
    this.#sim = sim;
    this.#faults = faults;
    this.#tally = tally;
    this.skew = sim.between(-400, 400);
    this.bornAt = sim.now;
  }

  readonly now = (): number => Math.round(this.#sim.now + this.skew);

  readonly after: Deps['after'] = (ms, run) => {
    if (!this.alive) return () => {};
    const cancel = this.#sim.after(ms, () => {
      this.#timers.delete(cancel);
      if (this.alive) run();
    });
    this.#timers.add(cancel);
    return () => {
      this.#timers.delete(cancel);
      cancel();
    };
  };

  onDeath(run: () => void): void {
    this.#onDeath.push(run);
  }

  /** Ends it, well or not. */
  die(): void {
    if (!this.alive) return;
    this.alive = false;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    for (const one of this.#onDeath) one();
  }

  /** A call to an engine: takes time, and may go wrong in every way there is. */
  call<T>(operation: () => T): Promise<T> {
    const faults = this.#faults();
    if (!this.alive) return new Promise(() => {});
    if (this.#strikes(faults.crash, 'crashes before a call')) {
      this.die();
      return new Promise(() => {});
    }
    if (this.#strikes(faults.slow, 'calls done late')) return this.#late(operation);
    return new Promise((resolve, reject) => {
      this.#sim.after(this.#sim.between(1, 12), () => {
        // What was under way when its sender died may arrive or not.
        if (!this.alive && this.#sim.chance(0.5)) return;
        if (this.#strikes(faults.throttle, 'calls refused')) return this.#answer(() => reject(throttled()));
        if (this.#strikes(faults.hang, 'calls that never end')) return;
        let settle: () => void;
        try {
          const result = operation();
          settle = () => resolve(result);
        } catch (error) {
          settle = () => reject(error);
        }
        if (this.#strikes(faults.crash, 'crashes after a call')) return this.die();
        if (this.#strikes(faults.lost, 'answers lost')) settle = () => reject(unanswered());
        this.#answer(settle);
      });
    });
  }

  /** Nobody waits for it any more when it is done. */
  #late<T>(operation: () => T): Promise<T> {
    this.#sim.after(this.#sim.between(CLIENT_MS, 40_000), () => {
      try {
        operation();
      } catch {
        // A condition that does not hold any more: then it is not done at all.
      }
    });
    return new Promise((_, reject) => {
      this.after(CLIENT_MS, () => reject(unanswered()));
    });
  }

  #strikes(probability: number, what: string): boolean {
    if (probability === 0 || !this.#sim.chance(probability)) return false;
    count(this.#tally, what);
    return true;
  }

  /** Mostly at once; sometimes the answer is long on its way while others go on. */
  #answer(settle: () => void): void {
    if (!this.#sim.chance(0.2)) {
      if (this.alive) settle();
      return;
    }
    this.#sim.after(this.#sim.between(1, 400), () => {
      if (this.alive) settle();
    });
  }
}
