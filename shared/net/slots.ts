/** No place was to be had at the address: our own connections, of this check or others, hold them all. */
export class TargetBusy extends Error {}

/** Milliseconds that one connection at a time is enough for an address that said 421, from the last time it did. */
export const COOLING_MS = 60_000;
/** Milliseconds between two connections while it cools. */
export const SPACING_MS = 2000;

/** Bounds how many connections we hold at one address at a time (judgement.md 8). */
export interface Slots {
  /**
   * Runs the work with a slot, and tells it how many connections of ours are open there, its own included.
   * `alone`: waits until no other is open there, and keeps others out meanwhile.
   * @throws the signal's reason when it fires while waiting; TargetBusy where waiting longer is no use here
   */
  run<T>(address: string, alone: boolean, signal: AbortSignal, work: (concurrent: number) => Promise<T>): Promise<T>;
  /** The address closed a connection with 421 (RFC 5321 3.8): for a while one connection at a time, spaced. */
  cool(address: string): Promise<void>;
}

interface Place {
  open: number;
  exclusive: boolean;
  queue: { alone: boolean; start: () => void }[];
  /** On the clock; 0 when it was never throttled. */
  coolUntil: number;
  /** Nothing begins before. */
  notBefore: number;
  timer: NodeJS.Timeout | undefined;
}

const emptyPlace = (): Place => ({
  open: 0,
  exclusive: false,
  queue: [],
  coolUntil: 0,
  notBefore: 0,
  timer: undefined,
});

/**
 * Slots of one process; first come, first served, so that one that wants to be alone gets its turn.
 * @param limit connections at one address at a time
 * @param spacing milliseconds between two connections while an address cools
 */
export function processSlots(limit: number, spacing = SPACING_MS): Slots {
  const clock = (): number => performance.now();
  const places = new Map<string, Place>();

  const mayStart = (place: Place, alone: boolean): boolean => {
    const bound = clock() < place.coolUntil ? 1 : limit;
    return !place.exclusive && (alone ? place.open === 0 : place.open < bound) && clock() >= place.notBefore;
  };

  const admit = (address: string, place: Place): void => {
    for (let next = place.queue[0]; next !== undefined && mayStart(place, next.alone); next = place.queue[0]) {
      place.queue.shift();
      place.open += 1;
      place.exclusive = next.alone;
      next.start();
    }
    const now = clock();
    // Who waits for nothing but time is woken by it.
    const wake = place.queue.length === 0 ? 0 : place.open === 0 ? place.notBefore : place.coolUntil;
    clearTimeout(place.timer);
    if (wake > now) place.timer = setTimeout(() => admit(address, place), wake - now + 1);
    if (place.open === 0 && place.queue.length === 0 && now >= place.coolUntil) places.delete(address);
  };

  const placeAt = (address: string): Place => {
    const place = places.get(address) ?? emptyPlace();
    places.set(address, place);
    return place;
  };

  const acquire = (address: string, alone: boolean, signal: AbortSignal): Promise<Place> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const place = placeAt(address);
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
        if (clock() < place.coolUntil) place.notBefore = clock() + spacing;
        admit(address, place);
      }
    },
    async cool(address) {
      placeAt(address).coolUntil = clock() + COOLING_MS;
    },
  };
}
