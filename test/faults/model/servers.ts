import { type Provider, providerOf } from '../../../shared/net/provider/provider.ts';
import { COOLING_MS } from '../../../shared/net/slots.ts';
import type { Lane } from '../../../shared/queue/queue.ts';
import type { Invocation } from './invocation.ts';
import type { Simulation } from './simulation.ts';

/** One connection of ours, as the server sees it. */
interface Connection {
  lane: Lane;
  /** Whose server it is, where it is a provider's. */
  provider: Provider | null;
  alone: boolean;
  openedAt: number;
}

/** How an address treats us. */
export interface Temper {
  /** Says 421 to so many of its connections. */
  throttles: number;
}

/** Who connects, and how. */
export interface Visitor {
  invocation: Invocation;
  lane: Lane;
  alone: boolean;
  /** Of the target. */
  host: string | null;
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
  /** Of runs of many, at providers. */
  readonly #many = new Set<Connection>();
  /** Providers one of whose addresses said 421, and that we know of it for sure. */
  readonly #told = new Map<Provider, Cooling>();
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
  open(address: string, { invocation, lane, alone, host }: Visitor): () => void {
    const there = this.#open.get(address) ?? new Set<Connection>();
    this.#open.set(address, there);
    const mine: Connection = {
      lane,
      alone,
      provider: host === null ? null : providerOf(host),
      openedAt: this.#sim.now,
    };
    there.add(mine);
    if (lane === 'bulk') this.#many.add(mine);
    const gone = (): void => {
      there.delete(mine);
      this.#many.delete(mine);
    };
    const close = (): void => {
      gone();
      const since = this.#coolingOf(address)?.since ?? Number.POSITIVE_INFINITY;
      // Who began before the 421 was known cannot know that a pause is wanted.
      if (mine.openedAt > since + KNOWN_MS) this.#closedAt.set(address, this.#sim.now);
    };
    invocation.onDeath(gone);
    this.#inspect(address, there, mine);
    this.#inspectLane(mine);
    return close;
  }

  /** A server of the host said 421, and whoever heard it has told the others. */
  told(host: string | null): void {
    const provider = host === null ? null : providerOf(host);
    if (provider !== null) this.#told.set(provider, { since: this.#sim.now, until: this.#sim.now + COOLING_MS });
  }

  /** Whether the cool-down has been known for long enough, and will last for long enough, that it must be heeded. */
  #isKnown(cooling: Cooling | null): boolean {
    return cooling !== null && cooling.since <= this.#sim.now - KNOWN_MS && cooling.until >= this.#sim.now + KNOWN_MS;
  }

  #inspectLane({ lane, provider }: Connection): void {
    if (lane !== 'bulk' || provider === null) return;
    const many = [...this.#many].filter((one) => one.provider === provider).length;
    if (many > provider.places)
      this.#wrong(`${many} connections of runs at ${provider.id}, it bears ${provider.places}`);
    const cooling = this.#coolingOf(`lane:${provider.id}`);
    if (this.#isKnown(cooling) || this.#isKnown(this.#told.get(provider) ?? null))
      this.#wrong('a run of many connects to a provider that cools');
  }

  #inspect(address: string, there: ReadonlySet<Connection>, mine: Connection): void {
    const all = [...there];
    if (all.length > this.#limit) this.#wrong(`${all.length} connections at one address, ${this.#limit} are allowed`);
    if (all.length > 1 && all.some(({ alone }) => alone)) this.#wrong('a connection that is to be alone is not');
    const many = all.filter(({ lane, alone }) => lane === 'bulk' && !alone).length;
    if (this.#limit > 1 && many >= this.#limit) this.#wrong('a run of many holds all places of an address');
    const cooling = this.#coolingOf(address);
    if (mine.alone || !this.#isKnown(cooling)) return;
    if (mine.lane === 'bulk') this.#wrong('a run of many connects to an address that cools');
    if (all.length > 1) this.#wrong('two connections at an address that cools');
    if (this.#sim.now - (this.#closedAt.get(address) ?? 0) < APART_MS)
      this.#wrong('a connection follows another at once at an address that cools');
  }
}
