import { randomUUID } from 'node:crypto';
import { SPACING_MS } from '../net/slots.ts';
import type { Deps } from './deps.ts';
import { keepLease } from './lease.ts';

export type HoldingDeps = Pick<Deps, 'store' | 'times' | 'now' | 'after' | 'log'>;

/** What one user of an address, or of a lane, holds, and how it gets more. */
export class Holding {
  readonly owner = randomUUID();
  readonly places: number[] = [];
  readonly #deps: HoldingDeps;
  readonly #address: string;
  readonly #mayBeOurs = new Set<number>();
  #stop: (() => void) | null = null;
  /** What a loss means: while we still wait for more places, only that we begin anew. */
  #lost = (): void => this.#forget();

  constructor(deps: HoldingDeps, address: string) {
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
