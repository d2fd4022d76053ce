import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Slots } from '../net/slots.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'store' | 'times' | 'now' | 'random' | 'log'>;

/** Milliseconds between two looks for a free place: least, and what chance adds. */
const PAUSE = [100, 300] as const;

/** What one user of an address holds, and how it gets more. */
class Holding {
  readonly owner = randomUUID();
  readonly places: number[] = [];
  readonly #deps: Needs;
  readonly #address: string;

  constructor(deps: Needs, address: string) {
    this.#deps = deps;
    this.#address = address;
  }

  /** Takes one of the places if it is free. A hiccup of the store is as good as none free: we ask again. */
  async take(place: number): Promise<boolean> {
    const { store, now, times, log } = this.#deps;
    try {
      const taken = await store.takeIfFree(this.#address, place, this.owner, now(), now() + times.lease * 1000);
      if (taken) this.places.push(place);
      return taken;
    } catch (error) {
      log.warn('slot not taken', { error: error instanceof Error ? error.message : String(error) });
      return false;
    }
  }

  /** Numbers held by others; all of them when the store does not say. */
  async others(limit: number): Promise<readonly number[]> {
    const all = Array.from({ length: limit }, (_, place) => place);
    const held = await this.#deps.store.readHeld(this.#address, this.#deps.now()).catch(() => all);
    return held.filter((place) => !this.places.includes(place));
  }

  async renew(): Promise<void> {
    const { store, now, times } = this.#deps;
    const until = now() + times.lease * 1000;
    await Promise.allSettled(this.places.map((place) => store.keepIfOwned(this.#address, place, this.owner, until)));
  }

  async free(): Promise<void> {
    await Promise.allSettled(
      this.places.map((place) => this.#deps.store.freeIfOwned(this.#address, place, this.owner)),
    );
  }
}

/** One place, any; true when held. */
async function takeOne(holding: Holding, limit: number): Promise<boolean> {
  const held = await holding.others(limit);
  for (let place = 0; place < limit; place += 1) {
    if (!held.includes(place) && (await holding.take(place))) return true;
  }
  return false;
}

/** All places, in order, so that two who want to be alone cannot hold each other up. */
async function takeAll(holding: Holding, limit: number): Promise<boolean> {
  for (let place = holding.places.length; place < limit; place += 1) {
    if (!(await holding.take(place))) return false;
  }
  return true;
}

/**
 * Bounds our connections at an address over all functions, by places with leases in the table. Who crashes frees its
 * place when the lease ends.
 * @param limit connections at one address at a time
 */
export function storedSlots(deps: Needs, limit: number): Slots {
  return {
    async run(address, alone, signal, work) {
      const holding = new Holding(deps, address);
      const timer = setInterval(() => void holding.renew(), deps.times.renewal * 1000);
      try {
        while (!(await (alone ? takeAll : takeOne)(holding, limit))) {
          signal.throwIfAborted();
          await sleep(PAUSE[0] + deps.random() * PAUSE[1], undefined, { signal }).catch(() => signal.throwIfAborted());
        }
        signal.throwIfAborted();
        return await work(alone ? 1 : (await holding.others(limit)).length + 1);
      } finally {
        clearInterval(timer);
        await holding.free();
      }
    },
  };
}
