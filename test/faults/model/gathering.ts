import { builtCategories } from '../../../shared/categories/index.ts';
import type { Category, FollowUpWish } from '../../../shared/check/category.ts';
import type { Io } from '../../../shared/check/io.ts';
import type { Target } from '../../../shared/check/target.ts';
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
}

interface Scene {
  sim: Simulation;
  servers: Servers;
  watch: Watch;
  tally: Tally;
  fateOf(root: string): Fate;
}

const real = (id: string): Category => {
  const found = builtCategories.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no category ${id}`);
  return found;
};

/** One with network of its own making and without rows: what is tried here is the pipeline. */
const madeUp = (id: string, gather: NonNullable<Category['gather']>): Category => ({ ...real(id), rows: [], gather });

/** Resolves after so long in virtual time, or when the signal fires. */
const wait = ({ pause }: Io, ms: number, signal: AbortSignal): Promise<void> => pause(ms, signal).catch(() => {});

/** The way to the made-up world for one run, and the categories that go there. */
export function gathering({ sim, servers, watch, tally, fateOf }: Scene) {
  /** Who probes what now; two at once must not be. */
  const probing = new Map<string, Set<Invocation>>();

  /** The time for which the outside sees us at work. @param what category, and the address where it has several */
  const contact = async (io: Io, what: string, work: () => Promise<void>): Promise<void> => {
    const { invocation, checkId } = io as Io & { invocation: Invocation; checkId: string };
    const name = `${checkId} ${what}`;
    const there = probing.get(name) ?? new Set();
    probing.set(name, there);
    there.add(invocation);
    invocation.onDeath(() => there.delete(invocation));
    if (there.size > 1) watch.say('two live workers probe for the same category');
    if (sim.now < (watch.notBefore.get(checkId) ?? 0) - 1000) watch.say('a second look before its time');
    const result = watch.resultAt.get(`CHECK#${checkId} RESULT#${what.split(' ')[0]}`);
    if (result !== undefined && result < invocation.bornAt)
      watch.say('a server is probed although the result is there');
    try {
      await work();
    } finally {
      there.delete(invocation);
    }
  };

  const visit = async (id: string, io: Io, target: Target, alone: boolean, signal: AbortSignal): Promise<void> => {
    const { invocation } = io as Io & { invocation: Invocation };
    const fate = fateOf(target.errand.root);
    const talk = async (address: string): Promise<void> => {
      const close = servers.open(invocation, address, fate.lane, alone);
      await wait(io, fate.takes * sim.between(0.5, 1), signal);
      close();
    };
    await Promise.all(
      target.addresses.map(({ address }) =>
        io.slots.run(address, alone, signal, async () => {
          await contact(io, `${id} ${address}`, () => talk(address));
          if (!sim.chance(fate.temper.throttles)) return;
          count(tally, '421 seen');
          await io.slots.cool(address);
        }),
      ),
    );
  };

  const smtp =
    (id: string): NonNullable<Category['gather']> =>
    async (target, io, signal) => {
      const fate = fateOf(target.errand.root);
      await visit(id, io, target, false, signal);
      if (sim.chance(0.1) && !signal.aborted) await visit(id, io, target, true, signal);
      const isPutOff = (target.errand.earlier?.visits ?? 0) < fate.putOff;
      const followUp: FollowUpWish | null = isPutOff ? { hit: 'recipients', waitSeconds: null } : null;
      return { units: [], conversations: [], followUp };
    };

  const dns: NonNullable<Category['gather']> = async (target, io, signal) => {
    await contact(io, 'dns', () => wait(io, Math.min(15_000, fateOf(target.errand.root).takes), signal));
    return { units: [], conversations: [] };
  };

  const categories = [madeUp('dns', dns), madeUp('session', smtp('session')), madeUp('envelope', smtp('envelope'))];

  const ioOf = (invocation: Invocation, checkId: string, slots: Slots): Io =>
    ({
      invocation,
      checkId,
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
