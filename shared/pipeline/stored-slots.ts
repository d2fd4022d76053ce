import { type Provider, providerOf } from '../net/provider/provider.ts';
import { COOLING_MS, type Slots, TargetBusy } from '../net/slots.ts';
import type { Lane } from '../queue/queue.ts';
import type { Deps } from './deps.ts';
import { Holding, type HoldingDeps } from './holding.ts';
import { pause } from './pause.ts';

type Needs = HoldingDeps & Pick<Deps, 'random' | 'measure'>;

/** Milliseconds between two looks for a free place: least, and what chance adds. */
const PAUSE = [100, 300] as const;

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

/** Under this name a provider's servers have their places, as an address has its own. */
const laneAddress = ({ id }: Provider): string => `lane:${id}`;

/** A place that one of a run of many holds beside that at the address: of all servers of a provider together. */
interface LanePlace {
  holding: Holding;
  provider: Provider;
}

/** One place of the provider's, from anywhere on, so that many do not all ask for the first; none while it cools. */
async function takeLane({ holding, provider }: LanePlace, random: () => number): Promise<boolean> {
  const { places } = provider;
  const { others, cooling } = await holding.look(places);
  if (cooling) return false;
  if (holding.hasAll(1)) return true;
  const first = Math.floor(random() * places);
  for (let at = 0; at < places; at += 1) {
    const place = (first + at) % places;
    if (!others.includes(place) && (await holding.take(place))) return true;
  }
  return false;
}

/** Whose connections are bounded. */
interface Use {
  /** Connections at one address at a time. */
  limit: number;
  lane: Lane;
  /** Of the target. Where it is a provider's, one of a run of many holds a place of the provider's too. */
  host: string | null;
  /** Told when a place was lost while its connection was open. */
  lost(): void;
}

/**
 * Bounds our connections at an address over all functions, and those of runs of many at a provider, by places with
 * leases in the table. Who crashes frees its place when the lease ends. Made for one run of a category: where its first
 * connection finds no place for `times.slotPatience` it is not begun at all (TargetBusy), since another time will do as
 * well. One that has begun waits until its signal fires: to begin anew would ask the server again.
 *
 * The provider's place is always taken before the address's, and whoever holds one at the address waits for nothing:
 * so two never wait for each other.
 */
export function storedSlots(deps: Needs, { limit, lane, host, lost }: Use): Slots {
  const { now, times, random } = deps;
  const provider = host === null ? null : providerOf(host);
  let begun = false;
  let givenUp = false;
  const cooled = new Set<string>();
  const lanePlace = (): LanePlace | null =>
    provider === null || lane !== 'bulk' ? null : { provider, holding: new Holding(deps, laneAddress(provider)) };
  return {
    async run(address, alone, signal, work) {
      let holding = new Holding(deps, address);
      const shared = lanePlace();
      const patience = now() + times.slotPatience * 1000;
      let cooling = false;
      const stopIfOver = (): void => {
        if (givenUp) throw new TargetBusy('no place at the address');
        signal.throwIfAborted();
      };
      const takeBoth = async (): Promise<boolean> => {
        if (shared === null || (await takeLane(shared, random)))
          return alone ? takeAll(holding, limit) : takeOne(holding, limit, lane);
        // Lost on the way, or none may connect: who waits here holds nothing that others need to go on.
        await holding.free(false);
        holding = new Holding(deps, address);
        return false;
      };
      try {
        while (!(await takeBoth())) {
          givenUp ||= !begun && now() >= patience;
          stopIfOver();
          await pause(deps, PAUSE[0] + random() * PAUSE[1], signal);
        }
        stopIfOver();
        begun = true;
        holding.use(lost);
        shared?.holding.use(lost);
        const seen = await holding.look(limit);
        cooling = seen.cooling;
        return await work(alone ? 1 : seen.others.length + 1);
      } finally {
        await Promise.all([holding.free(cooling || cooled.has(address)), shared?.holding.free(false)]);
      }
    },
    async cool(address) {
      cooled.add(address);
      deps.measure('throttled', 1);
      // A hint to others; who cannot leave it has at least heard the 421 itself.
      const places = [address, ...(provider === null ? [] : [laneAddress(provider)])];
      await Promise.allSettled(places.map((one) => deps.store.coolIfLonger(one, now() + COOLING_MS)));
    },
  };
}
