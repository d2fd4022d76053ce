import type { Lane } from '../../../shared/queue/queue.ts';
import type { Invocation } from './invocation.ts';
import type { Simulation } from './simulation.ts';

/** One connection of ours, as the server sees it. */
interface Connection {
  lane: Lane;
  alone: boolean;
  openedAt: number;
}

/** How an address treats us. */
export interface Temper {
  /** Says 421 to so many of its connections. */
  throttles: number;
}

/** What is known of the address in the table. */
export interface Cooling {
  /** When it was written, and until when it holds. */
  since: number;
  until: number;
}

/** Milliseconds between two connections while an address cools: what is meant, less what clocks differ by. */
const APART_MS = 1000;
/** After so many milliseconds whoever begins must know what another wrote. */
const KNOWN_MS = 5000;

/** The addresses that are tested: they count who is there, and tell when it is more than may be. */
export class Servers {
  readonly #open = new Map<string, Set<Connection>>();
  readonly #closedAt = new Map<string, number>();
  readonly #sim: Simulation;
  readonly #limit: number;
  readonly #coolingOf: (address: string) => Cooling | null;
  readonly #wrong: (what: string) => void;

  constructor(
    sim: Simulation,
    limit: number,
    coolingOf: (address: string) => Cooling | null,
    wrong: (what: string) => void,
  ) {
    this.#sim = sim;
    this.#limit = limit;
    this.#coolingOf = coolingOf;
    this.#wrong = wrong;
  }

  /** @returns closes it */
  open(invocation: Invocation, address: string, lane: Lane, alone: boolean): () => void {
    const there = this.#open.get(address) ?? new Set<Connection>();
    this.#open.set(address, there);
    const mine: Connection = { lane, alone, openedAt: this.#sim.now };
    there.add(mine);
    const close = (): void => {
      there.delete(mine);
      const since = this.#coolingOf(address)?.since ?? Number.POSITIVE_INFINITY;
      // Who began before the 421 was known cannot know that a pause is wanted.
      if (mine.openedAt > since + KNOWN_MS) this.#closedAt.set(address, this.#sim.now);
    };
    invocation.onDeath(() => there.delete(mine));
    this.#inspect(address, there, mine);
    return close;
  }

  #inspect(address: string, there: ReadonlySet<Connection>, mine: Connection): void {
    const all = [...there];
    if (all.length > this.#limit) this.#wrong(`${all.length} connections at one address, ${this.#limit} are allowed`);
    if (all.length > 1 && all.some(({ alone }) => alone)) this.#wrong('a connection that is to be alone is not');
    const many = all.filter(({ lane, alone }) => lane === 'bulk' && !alone).length;
    if (this.#limit > 1 && many >= this.#limit) this.#wrong('a run of many holds all places of an address');
    const cooling = this.#coolingOf(address);
    if (cooling === null || mine.alone) return;
    const { since, until } = cooling;
    if (since > this.#sim.now - KNOWN_MS || until < this.#sim.now + KNOWN_MS) return;
    if (mine.lane === 'bulk') this.#wrong('a run of many connects to an address that cools');
    if (all.length > 1) this.#wrong('two connections at an address that cools');
    if (this.#sim.now - (this.#closedAt.get(address) ?? 0) < APART_MS)
      this.#wrong('a connection follows another at once at an address that cools');
  }
}
