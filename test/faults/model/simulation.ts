/** Numbers in [0, 1) that follow from a seed (mulberry32): the same seed, the same run. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Event {
  at: number;
  /** Breaks ties: first come, first served. */
  order: number;
  run: (() => void) | null;
}

const isBefore = (one: Event, other: Event): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

/**
 * Virtual time. Nothing happens but by events; between two of them all promises that can settle do. Times are
 * milliseconds since 1970, like the pipeline's.
 */
export class Simulation {
  readonly random: () => number;
  now: number;
  /** Events that were run. */
  steps = 0;
  #order = 0;
  #heap: Event[] = [];

  constructor(seed: number, start: number) {
    this.random = randomFrom(seed);
    this.now = start;
  }

  /** @returns takes it back */
  after(ms: number, run: () => void): () => void {
    const event: Event = { at: this.now + Math.max(0, ms), order: this.#order, run };
    this.#order += 1;
    this.#push(event);
    return () => {
      event.run = null;
    };
  }

  between(least: number, most: number): number {
    return least + this.random() * (most - least);
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)] as T;
  }

  /** Runs events until the time given, or until there is nothing left to happen, or `over` says so. */
  async run(until: number, over: () => boolean): Promise<void> {
    while (!over()) {
      const next = this.#heap[0];
      if (next === undefined || next.at > until) return;
      this.#pop();
      if (next.run === null) continue;
      this.now = next.at;
      this.steps += 1;
      next.run();
      // Comes after every promise that can settle without the world outside, and costs no turn of the event loop.
      await new Promise<void>((resolve) => process.nextTick(resolve));
    }
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(event, heap[above] as Event)) break;
      heap[at] = heap[above] as Event;
      at = above;
    }
    heap[at] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Event;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Event, heap[below] as Event)) below += 1;
      if (!isBefore(heap[below] as Event, last)) break;
      heap[at] = heap[below] as Event;
      at = below;
    }
    heap[at] = last;
  }
}
