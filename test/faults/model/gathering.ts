import { builtCategories } from '../../../shared/categories/index.ts';
import { type Category, type FollowUpWish, settled, type Unit } from '../../../shared/check/category.ts';
import type { AnyRow } from '../../../shared/check/row.ts';
import type { Conversation } from '../../../shared/check/conversation.ts';
import type { Io } from '../../../shared/check/io.ts';
import type { Target } from '../../../shared/check/target.ts';
import { factOf } from '../../../shared/pipeline/shared-facts.ts';
import type { Slots } from '../../../shared/net/slots.ts';
import type { Lane } from '../../../shared/queue/queue.ts';
import { count, type Invocation, type Tally } from './invocation.ts';
import type { Servers, Temper } from './servers.ts';
import type { Simulation } from './simulation.ts';
import type { Watch } from './watch.ts';

/** What a made-up check finds where it goes. */
export interface Fate {
  lane: Lane;
  /** Milliseconds that each of its conversations takes. */
  takes: number;
  /** How often it is put off before it is let through. */
  putOff: number;
  temper: Temper;
  /** What the certificate is like; left out: nobody looks at it. */
  mood?: 'current' | 'expired';
}

interface Scene {
  sim: Simulation;
  servers: Servers;
  watch: Watch;
  tally: Tally;
  fateOf(root: string): Fate;
  /** How often a category may be begun, and milliseconds that must be left then. */
  attempts: number;
  leastLeft: number;
  /** Since when an address must be spared; infinite: never. */
  sparedSince(address: string): number;
  /** Since when nobody may be visited at all, the next look over; infinite while everybody may. */
  stoppedSince(): number;
}

/** Milliseconds after which whoever works in vain has noticed: two renewals of its claim, and what clocks differ by. */
const NOTICED_MS = 31_000;

const real = (id: string): Category => {
  const found = builtCategories.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no category ${id}`);
  return found;
};

/** One with network of its own making and without rows: what is tried here is the pipeline. */
const madeUp = (id: string, gather: NonNullable<Category['gather']>): Category => ({ ...real(id), rows: [], gather });

/** A row that says what its evidence is told to say: whether the certificate is good. */
const MOODY: AnyRow = {
  ...(real('session').rows.find(({ codes }) => 'current' in codes && 'expired' in codes) as AnyRow),
  needs: ['mood'],
  judge: ({ mood }: { mood: 'current' | 'expired' }) => ({ code: mood, data: { days: 1 } }),
};
const unitsOf = ({ mood }: Fate): Unit<unknown>[] =>
  mood === undefined ? [] : [{ subject: null, software: null, evidence: { mood: settled(mood) } as never }];

const isTimeUp = (reason: unknown): boolean => reason instanceof DOMException && reason.name === 'TimeoutError';

/** A transcript that says no more than who wrote it. */
const talkOf = (receipt: string, category: string): Conversation => ({
  ...{ id: receipt, category, address: '192.0.2.0', port: 25, lines: [], times: [], roundTrips: 0, concurrent: 1 },
  ending: { by: 'us', stage: 'quit', kind: null, how: null, words: null, line: null },
});

/** Whose way to the world it is: of one message, by its receipt, of maybe several that an invocation handles. */
interface Whose {
  invocation: Invocation;
  checkId: string;
  receipt: string;
}
const of = (io: Io): Whose => io as Io & Whose;

/** Resolves after so long in virtual time, or when the signal fires. */
const wait = ({ pause }: Io, ms: number, signal: AbortSignal): Promise<void> => pause(ms, signal).catch(() => {});

/** The way to the made-up world for one run, and the categories that go there. */
export function gathering({ sim, servers, watch, tally, fateOf, ...bounds }: Scene) {
  /** Who has begun what, by the receipts of their messages. */
  const beginners = new Map<string, Set<string>>();
  /** Who works at what now; two at once must not be. */
  const working = new Map<string, Set<Io>>();

  /** The time for which one is at work at a category, between its connections too. */
  const atWork = async (io: Io, id: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> => {
    const { invocation, checkId } = of(io);
    const name = `${checkId} ${id}`;
    const there = working.get(name) ?? new Set();
    working.set(name, there);
    there.add(io);
    invocation.onDeath(() => there.delete(io));
    // Whoever was told to stop may still hang in a call to the store; it connects to nobody any more.
    signal.addEventListener('abort', () => there.delete(io), { once: true });
    if (there.size > 1) watch.say('two live workers are at the same category');
    try {
      await work();
    } finally {
      there.delete(io);
    }
  };

  /** What must hold whenever a server hears of us. @param address null: a name server */
  const contact = (io: Io, id: string, address: string | null): void => {
    const { invocation, checkId, receipt } = of(io);
    const begun = beginners.get(`${checkId} ${id}`) ?? new Set<string>();
    beginners.set(`${checkId} ${id}`, begun);
    const left = (watch.deadlines.get(checkId) ?? Number.POSITIVE_INFINITY) - sim.now;
    // Less what it may have waited for its place.
    if (address !== null && watch.orderly && !begun.has(receipt) && left < bounds.leastLeft - 8000)
      watch.say('a category is begun for which there is no time');
    begun.add(receipt);
    if (begun.size > bounds.attempts) watch.say('a category is begun again and again');
    if (address !== null) watch.connected.add(receipt);
    if (sim.now < (watch.notBefore.get(checkId) ?? 0) - 1000) watch.say('a second look before its time');
    const result = watch.resultAt.get(`CHECK#${checkId} RESULT#${id}`);
    if (result !== undefined && result < invocation.bornAt)
      watch.say('a server is probed although the result is there');
    if (sim.now > (watch.overAt.get(checkId) ?? Number.POSITIVE_INFINITY) + NOTICED_MS)
      watch.say('a server is probed for a check that is over');
    if (sim.now > bounds.stoppedSince() + NOTICED_MS) watch.say('a server is probed although all probing is stopped');
    if (address !== null && invocation.bornAt > bounds.sparedSince(address))
      watch.say('a server is probed that must be spared');
  };

  /** Whether another check of the run had found it out before this one was begun. */
  const isKnown = (io: Io, id: string, target: Target): boolean => {
    const { invocation, checkId } = of(io);
    const recheck = watch.recheckOf(checkId);
    // What another found is no confirmation of it.
    if (real(id).shared !== true || recheck === null || !recheck.share || recheck.confirms !== null) return false;
    const known = watch.knownAt.get(`SHARED#${recheck.runId}#${factOf({ id }, target)}`);
    return known !== undefined && known < invocation.bornAt;
  };

  const visit = async (id: string, io: Io, target: Target, alone: boolean, signal: AbortSignal): Promise<void> => {
    const { invocation } = of(io);
    const fate = fateOf(target.errand.root);
    const talk = async (address: string): Promise<void> => {
      contact(io, id, address);
      if (watch.orderly && isKnown(io, id, target))
        watch.say('a server is asked again although what it shows is known');
      const close = servers.open(address, { invocation, lane: fate.lane, alone, host: target.host });
      await wait(io, fate.takes * sim.between(0.5, 1), signal);
      close();
      if (!sim.chance(fate.temper.throttles)) return;
      count(tally, '421 seen');
      await io.slots.cool(address);
      // Where calls fail, what was told may not have been heard.
      if (watch.orderly) servers.told(target.host);
    };
    const run = async (address: string): Promise<void> => {
      try {
        await io.slots.run(address, alone, signal, () => talk(address));
      } catch (error) {
        // As the real visit: whose time is up while it waits keeps what it saw elsewhere.
        if (error !== signal.reason) throw error;
        count(tally, 'no place until the time was up');
      }
    };
    await Promise.all(target.addresses.map(({ address }) => run(address)));
  };

  const smtp =
    (id: string): NonNullable<Category['gather']> =>
    async (target, io, signal) => {
      const fate = fateOf(target.errand.root);
      await atWork(io, id, signal, async () => {
        await visit(id, io, target, false, signal);
        if (sim.chance(0.1) && !signal.aborted) await visit(id, io, target, true, signal);
      });
      const isPutOff = (target.errand.earlier?.visits ?? 0) < fate.putOff;
      const followUp: FollowUpWish | null = isPutOff ? { hit: 'recipients', waitSeconds: null } : null;
      const { receipt } = of(io);
      // Our own stop, not the end of the time: such a result is worth nothing.
      if (signal.aborted && !isTimeUp(signal.reason)) watch.cutOff.add(receipt);
      return { units: id === 'session' && !signal.aborted ? unitsOf(fate) : [], conversations: [talkOf(receipt, id)], followUp }; // biome-ignore format: one thought
    };

  const dns: NonNullable<Category['gather']> = async (target, io, signal) => {
    await atWork(io, 'dns', signal, async () => {
      contact(io, 'dns', null);
      await wait(io, Math.min(15_000, fateOf(target.errand.root).takes), signal);
    });
    return { units: [], conversations: [] };
  };

  const session = { ...madeUp('session', smtp('session')), rows: [MOODY] };
  const categories = [madeUp('dns', dns), session, madeUp('envelope', smtp('envelope'))];

  const ioOf = (invocation: Invocation, message: Omit<Whose, 'invocation'>, slots: Slots): Io =>
    ({
      invocation,
      ...message,
      slots,
      hasRoute: async () => true,
      ownAddresses: [],
      now: () => new Date(invocation.now()),
      clock: () => sim.now,
      timeout: (ms: number) => {
        const controller = new AbortController();
        invocation.after(ms, () => controller.abort(new DOMException('time is up', 'TimeoutError')));
        return controller.signal;
      },
      pause: (ms: number, signal: AbortSignal) =>
        new Promise<void>((resolve, reject) => {
          const stop = (): void => reject(signal.reason);
          if (signal.aborted) return stop();
          signal.addEventListener('abort', stop, { once: true });
          invocation.after(ms, () => {
            signal.removeEventListener('abort', stop);
            resolve();
          });
        }),
    }) as unknown as Io;

  return { categories, ioOf };
}
