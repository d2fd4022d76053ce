import { setMaxListeners } from 'node:events';
import type { CheckRequest } from '../../check/request.ts';
import type { Settings } from '../../config.ts';
import { FOLLOW_UPS } from '../../mail/deferral.ts';
import { createDnsClient, type DnsClient, systemServers } from '../../net/dns/client.ts';
import { createIo, type Shared } from '../../net/io.ts';
import type { Report } from '../../report/report.ts';
import { ownSideOf, ResolverSilent } from '../run-check.ts';
import { lookUntilSettled } from '../second-look.ts';
import { type Admission, ANY_LANE, createAdmission } from './admission.ts';
import { createLanes, type Lanes, type ServerLane } from './lanes.ts';
import { pauseFor } from './pause.ts';
import { remembered } from './remembered.ts';

/** What a report says that the news need; the transcripts are let go. */
export type Seen = Pick<Report, 'verdict' | 'rows'> & { checkId: string; finishedAt: number };

/** Checks domains, as many at a time as their servers can be asked politely. */
export interface Checker {
  /** @throws ResolverSilent; the reason of the signal */
  check(request: CheckRequest, signal: AbortSignal): Promise<Seen>;
}

export interface CheckerOptions {
  concurrency: number;
  /** Seconds of each look. */
  timeout: number;
  waitGreylist: boolean;
}

/** Look-ups of lanes at a time. */
const LOOKUPS = 8;
/** Milliseconds for which what is known of our own side holds. */
const OWN_MS = 5 * 60_000;
/** Milliseconds before a resolver that said nothing is asked again; then it is told. */
const RESOLVER_PAUSES_MS = [2000, 10_000, 60_000];

const dnsOf = ({ resolver }: Settings): DnsClient =>
  createDnsClient({ servers: resolver === null ? systemServers() : [resolver] });

/** What all checks of the run need to know of our own side, asked now and then. */
function ownKnowledge(settings: Settings, stop: AbortSignal): Pick<Shared, 'ownSide' | 'wayOut'> {
  return {
    ownSide: remembered(async () => ownSideOf(settings, dnsOf(settings), stop)(), OWN_MS),
    wayOut: remembered(async () => createIo(settings, dnsOf(settings)).wayOut(false), OWN_MS / 5),
  };
}

const seenOf = ({ id, verdict, rows, finishedAt }: Report): Seen => ({ checkId: id, verdict, rows, finishedAt: Date.parse(finishedAt) }); // biome-ignore format: one thought

/** One try: waits for a place in its lane, so that its own time begins only then. */
async function look(world: World, request: CheckRequest, lane: ServerLane, signal: AbortSignal): Promise<Report> {
  const { settings, options, own, places } = world;
  let leave = await places.enter(lane, signal);
  try {
    return await lookUntilSettled(request, settings, {
      looks: options.waitGreylist ? FOLLOW_UPS : 0,
      limited: () => AbortSignal.any([signal, AbortSignal.timeout(options.timeout * 1000)]),
      stop: signal,
      circumstances: { shared: { ...own, slots: lane.slots }, lenient: true },
      // Others go on while the greylist is waited for.
      pause: async (ms, stopped) => {
        leave();
        await pauseFor(ms, stopped);
        leave = await places.enter(lane, stopped);
      },
    });
  } finally {
    leave();
  }
}

interface World {
  settings: Settings;
  options: CheckerOptions;
  lanes: Lanes;
  places: Admission;
  own: Pick<Shared, 'ownSide' | 'wayOut'>;
}

/** @param stop ends what is asked for all checks together */
export function createChecker(settings: Settings, options: CheckerOptions, stop: AbortSignal): Checker {
  setMaxListeners(0, stop);
  const { connectionsPerTarget, patience } = settings;
  const world: World = {
    ...{ settings, options },
    lanes: createLanes(connectionsPerTarget, patience.spacing),
    places: createAdmission(options.concurrency),
    own: ownKnowledge(settings, stop),
  };
  const lookups = createAdmission(LOOKUPS);

  const laneOf = async (request: CheckRequest, signal: AbortSignal): Promise<ServerLane> => {
    const leave = await lookups.enter(ANY_LANE, signal);
    try {
      return await world.lanes.of(request, dnsOf(settings), signal);
    } finally {
      leave();
    }
  };

  return {
    async check(request, signal) {
      const lane = await laneOf(request, signal);
      for (const pause of [...RESOLVER_PAUSES_MS, null]) {
        try {
          return seenOf(await look(world, request, lane, signal));
        } catch (error) {
          // One lost moment of the resolver is no reason to end hours of work.
          if (!(error instanceof ResolverSilent) || pause === null) throw error;
          await pauseFor(pause, signal);
        }
      }
      throw new Error('unreachable');
    },
  };
}
