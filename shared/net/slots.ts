/** Bounds how many connections we hold at one address at a time (judgement.md 8). */
export interface Slots {
  /**
   * Runs the work with a slot, and tells it how many connections of ours are open there, its own included.
   * `alone`: waits until no other is open there, and keeps others out meanwhile.
   * @throws the signal's reason when it fires while waiting
   */
  run<T>(address: string, alone: boolean, signal: AbortSignal, work: (concurrent: number) => Promise<T>): Promise<T>;
}

interface Place {
  open: number;
  exclusive: boolean;
  queue: { alone: boolean; start: () => void }[];
}

const mayStart = (place: Place, alone: boolean, limit: number): boolean =>
  !place.exclusive && (alone ? place.open === 0 : place.open < limit);

/** Slots of one process; first come, first served, so that one that wants to be alone gets its turn. */
export function processSlots(limit: number): Slots {
  const places = new Map<string, Place>();

  const admit = (address: string, place: Place): void => {
    for (let next = place.queue[0]; next !== undefined && mayStart(place, next.alone, limit); next = place.queue[0]) {
      place.queue.shift();
      place.open += 1;
      place.exclusive = next.alone;
      next.start();
    }
    if (place.open === 0 && place.queue.length === 0) places.delete(address);
  };

  const acquire = (address: string, alone: boolean, signal: AbortSignal): Promise<Place> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const place = places.get(address) ?? { open: 0, exclusive: false, queue: [] };
      places.set(address, place);
      const giveUp = (): void => {
        place.queue = place.queue.filter((entry) => entry !== waiting);
        admit(address, place);
        reject(signal.reason);
      };
      const waiting = {
        alone,
        start: () => {
          signal.removeEventListener('abort', giveUp);
          resolve(place);
        },
      };
      signal.addEventListener('abort', giveUp, { once: true });
      place.queue.push(waiting);
      admit(address, place);
    });

  return {
    async run(address, alone, signal, work) {
      const place = await acquire(address, alone, signal);
      try {
        return await work(place.open);
      } finally {
        place.open -= 1;
        if (alone) place.exclusive = false;
        admit(address, place);
      }
    },
  };
}
