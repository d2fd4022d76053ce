import { providerById } from '../../../../shared/net/provider/provider.ts';
import { COOLING_MS } from '../../../../shared/net/slots.ts';
import type { Simulation } from '../../../faults/model/simulation.ts';

interface Address {
  open: number;
  coolUntil: number;
}

/** Somebody who waits for a place at an address, and at its provider. */
interface Waiting {
  address: string;
  provider: string | null;
  take(): void;
  gone: boolean;
}

/**
 * Places at addresses and providers, as the stored ones are given: two of three to runs, none while an address cools,
 * and one of the provider's. They count what they give, for whoever asks whether it was too much.
 */
export class Servers {
  readonly mostAtAddress: { count: number } = { count: 0 };
  readonly mostAtProvider = new Map<string, number>();
  readonly #addresses = new Map<string, Address>();
  readonly #providers = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #sim: Simulation;
  readonly #perAddress: number;
  /** Power cuts so far: what was held before one is nobody's. */
  #cuts = 0;

  constructor(sim: Simulation, perAddress: number) {
    this.#sim = sim;
    this.#perAddress = Math.max(1, perAddress - 1);
  }

  #at(address: string): Address {
    const known = this.#addresses.get(address) ?? { open: 0, coolUntil: 0 };
    this.#addresses.set(address, known);
    return known;
  }

  #isFree({ address, provider }: Waiting): boolean {
    const { open, coolUntil } = this.#at(address);
    if (open >= this.#perAddress || coolUntil > this.#sim.now) return false;
    return provider === null || (this.#providers.get(provider) ?? 0) < (providerById(provider)?.places ?? 1);
  }

  #give(one: Waiting): void {
    const at = this.#at(one.address);
    at.open += 1;
    this.mostAtAddress.count = Math.max(this.mostAtAddress.count, at.open);
    if (one.provider !== null) {
      const open = (this.#providers.get(one.provider) ?? 0) + 1;
      this.#providers.set(one.provider, open);
      this.mostAtProvider.set(one.provider, Math.max(open, this.mostAtProvider.get(one.provider) ?? 0));
    }
    one.take();
  }

  /** Waits for a place, so long. @param then told how to give it back; null: there was none */
  take(address: string, provider: string | null, patience: number, then: (free: (() => void) | null) => void): void {
    let stop = (): void => {};
    const one: Waiting = {
      ...{ address, provider, gone: false },
      take: () => {
        one.gone = true;
        stop();
        const cuts = this.#cuts;
        then(() => cuts === this.#cuts && this.#free(address, provider));
      },
    };
    if (this.#isFree(one)) {
      this.#give(one);
      return;
    }
    const lane = provider ?? address;
    const queue = this.#waiting.get(lane) ?? [];
    this.#waiting.set(lane, queue);
    queue.push(one);
    stop = this.#sim.after(patience, () => {
      one.gone = true;
      then(null);
    });
  }

  #free(address: string, provider: string | null): void {
    const at = this.#at(address);
    at.open -= 1;
    if (provider !== null) this.#providers.set(provider, (this.#providers.get(provider) ?? 1) - 1);
    this.#next(provider ?? address);
    if (at.open === 0 && at.coolUntil <= this.#sim.now) this.#addresses.delete(address);
  }

  #next(lane: string): void {
    const queue = (this.#waiting.get(lane) ?? []).filter(({ gone }) => !gone);
    if (queue.length === 0) this.#waiting.delete(lane);
    else this.#waiting.set(lane, queue);
    for (const one of queue) if (!one.gone && this.#isFree(one)) this.#give(one);
  }

  /** It said 421. */
  cool(address: string, provider: string | null): void {
    this.#at(address).coolUntil = this.#sim.now + COOLING_MS;
    this.#sim.after(COOLING_MS + 1, () => this.#next(provider ?? address));
  }

  /** Whoever had a place is gone, and all who waited. */
  restart(): void {
    this.#cuts += 1;
    this.#addresses.clear();
    this.#providers.clear();
    this.#waiting.clear();
  }
}
