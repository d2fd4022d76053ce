import { randomUUID } from 'node:crypto';
import { COOLING_MS, type Slots, SPACING_MS, TargetBusy } from '../net/slots.ts';
import type { Lane } from '../queue/queue.ts';
import type { Deps } from './deps.ts';
import { keepLease } from './lease.ts';
import { pause } from './pause.ts';

type Needs = Pick<Deps, 'store' | 'times' | 'now' | 'after' | 'random' | 'log' | 'measure'>;

/** Milliseconds between two looks for a free place: least, and what chance adds. */
const PAUSE = [100, 300] as const;

/** What one user of an address holds, and how it gets more. */
class Holding {
  readonly owner = randomUUID();
  readonly places: number[] = [];
  readonly #deps: Needs;
  readonly #address: string;
  readonly #mayBeOurs = new Set<number>();
  #stop: (() => void) | null = null;
  /** What a loss means: while we still wait for more places, only that we begin anew. */
  #lost = (): void => this.#forget();

  constructor(deps: Needs, address: string) {
    this.#deps = deps;
    this.#address = address;
  }

  /** Whether all of so many places are held now: one may have been lost while the last one was asked for. */
  hasAll(limit: number): boolean {
    return this.places.length === limit;
  }

  /** Takes one of the places if it is free. A hiccup of the store is as good as none free: we ask again. */
  async take(place: number): Promise<boolean> {
    const { store, now, times, log } = this.#deps;
    const until = now() + times.lease * 1000;
    try {
      if (!(await store.takeIfFree(this.#address, place, this.owner, now(), until))) return false;
      this.places.push(place);
      this.#stop ??= keepLease(
        this.#deps,
        until,
        (next) => this.#renew(next),
        () => this.#lost(),
      );
      return true;
    } catch (error) {
      // It may have been taken all the same, and only the answer got lost.
      this.#mayBeOurs.add(place);
      log.warn('slot not taken', { error: error instanceof Error ? error.message : String(error) });
      return false;
    }
  }

  /** Who else is here; as if all places were held, and it cooled, when the store does not say. */
  async look(limit: number): Promise<{ others: readonly number[]; cooling: boolean }> {
    const all = Array.from({ length: limit }, (_, place) => place);
    const { held, coolUntil } = await this.#deps.store
      .readPlaces(this.#address, this.#deps.now())
      .catch(() => ({ held: all, coolUntil: Number.POSITIVE_INFINITY }));
    return { others: held.filter((place) => !this.places.includes(place)), cooling: coolUntil > this.#deps.now() };
  }

  /** The connection is open from here on. @param lost called when a place of it is no longer ours */
  use(lost: () => void): void {
    this.#lost = lost;
    // Lost between being taken and being used.
    if (this.places.length === 0) lost();
  }

  async #renew(until: number): Promise<boolean> {
    const { store } = this.#deps;
    const kept = await Promise.all(this.places.map((one) => store.keepIfOwned(this.#address, one, this.owner, until)));
    return !kept.includes(false);
  }

  #forget(): void {
    for (const place of this.places.splice(0)) this.#mayBeOurs.add(place);
    this.#stop = null;
  }

  /** Gives the places back; while the address cools, only after a pause. */
  async free(cooling: boolean): Promise<void> {
    this.#stop?.();
    const { store, now } = this.#deps;
    const all = [...new Set([...this.places, ...this.#mayBeOurs])];
    await Promise.allSettled(
      all.map((place) =>
        cooling
          ? store.leaveIfOwned(this.#address, place, this.owner, now() + SPACING_MS)
          : store.freeIfOwned(this.#address, place, this.owner),
      ),
    );
  }
}

/**
 * Places that one of a lane may take, the first free one first: a run of many leaves one to whoever is waited for,
 * and none is for it where the address cools.
 */
function placesFor(lane: Lane, limit: number, cooling: boolean): readonly number[] {
  if (cooling) return lane === 'bulk' ? [] : [0];
  const all = Array.from({ length: limit }, (_, place) => place);
  return lane === 'bulk' && limit > 1 ? all.slice(1) : all;
}

/** One place, any; true when held. */
async function takeOne(holding: Holding, limit: number, lane: Lane): Promise<boolean> {
  const { others, cooling } = await holding.look(limit);
  // One at a time means nobody else at all: the others may have begun before it cooled.
  if (cooling && others.length > 0) return false;
  for (const place of placesFor(lane, limit, cooling)) {
    if (!others.includes(place) && (await holding.take(place))) return true;
  }
  return false;
}

/**
 * All places, in one order for all, so that two who want to be alone cannot hold each other up; the one that a run of
 * many leaves free comes last, so that nobody else waits while we do. Of either lane: an answer that depends on being
 * alone is worth the wait of one conversation.
 */
async function takeAll(holding: Holding, limit: number): Promise<boolean> {
  const order = Array.from({ length: limit }, (_, at) => (at + 1) % limit);
  for (const place of order) {
    if (!holding.places.includes(place) && !(await holding.take(place))) return false;
  }
  return holding.hasAll(limit);
}

/** Whose connections are bounded. */
interface Use {
  /** Connections at one address at a time. */
  limit: number;
  lane: Lane;
  /** Told when a place was lost while its connection was open. */
  lost(): void;
}

/**
 * Bounds our connections at an address over all functions, by places with leases in the table. Who crashes frees its
 * place when the lease ends. Made for one run of a category: where its first connection finds no place for
 * `times.slotPatience` it is not begun at all (TargetBusy), since another time will do as well. One that has begun
 * waits until its signal fires: to begin anew would ask the server again.
 */
export function storedSlots(deps: Needs, { limit, lane, lost }: Use): Slots {
  const { now, times, random } = deps;
  let begun = false;
  let givenUp = false;
  const cooled = new Set<string>();
  return {
    async run(address, alone, signal, work) {
      const holding = new Holding(deps, address);
      const patience = now() + times.slotPatience * 1000;
      let cooling = false;
      const stopIfOver = (): void => {
        if (givenUp) throw new TargetBusy('no place at the address');
        signal.throwIfAborted();
      };
      try {
        while (!(await (alone ? takeAll(holding, limit) : takeOne(holding, limit, lane)))) {
          givenUp ||= !begun && now() >= patience;
          stopIfOver();
          await pause(deps, PAUSE[0] + random() * PAUSE[1], signal);
        }
        stopIfOver();
        begun = true;
        holding.use(lost);
        const seen = await holding.look(limit);
        cooling = seen.cooling;
        return await work(alone ? 1 : seen.others.length + 1);
      } finally {
        await holding.free(cooling || cooled.has(address));
      }
    },
    async cool(address) {
      cooled.add(address);
      deps.measure('throttled', 1);
      // A hint to others; who cannot leave it has at least heard the 421 itself.
      await deps.store.coolIfLonger(address, now() + COOLING_MS).catch(() => false);
    },
  };
}
