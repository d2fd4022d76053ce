import type { Mood } from './model/receivers.ts';
import { RELIABLE, type Transport } from './model/host.ts';
import { type Faults, PERFECT } from './model/invocation.ts';
import type { Simulation } from './model/simulation.ts';

/** What a world is like. */
export interface Plan {
  kind: 'perfect' | 'lossy' | 'crowded' | 'faulty' | 'hostile' | 'stopped' | 'spared' | 'run' | 'runs';
  checks: number;
  /** Seconds until nothing goes wrong any more. */
  trouble: number;
  faults: Faults;
  transport: Transport;
  powerCuts: number;
  /** Seconds between two ticks. */
  tick: number;
  /** Targets that all checks share; 0: each has its own. */
  addresses: number;
  /** Share of the checks whose target is a provider's. */
  providers: number;
  /** Share of the checks that are a run's, which share what they find out of their servers. */
  runs: number;
  /** Milliseconds that a conversation may take. */
  takes: readonly number[];
  /** Shares of the checks. */
  bulk: number;
  putOff: number;
  throttles: number;
  cancels: number;
  /** Share of those who want to be told, and what they are like. */
  callbacks: number;
  receivers: readonly Mood[];
  /** Messages that nobody expects: sent twice by a caller, moved back from the dead letters by an operator. */
  strays: number;
  /** Seconds from the start in which the kill switch is on. */
  stopped: readonly [from: number, to: number] | null;
  /** Runs of re-checks, one after the other. */
  rounds: number;
  /** Address that must be spared, and from how many seconds on. */
  spared: { address: string; from: number } | null;
}

const QUICK = [200, 1000, 4000, 20_000];

const BASE: Plan = {
  kind: 'perfect',
  checks: 12,
  trouble: 1,
  faults: PERFECT,
  transport: RELIABLE,
  powerCuts: 0,
  tick: 60,
  addresses: 0,
  providers: 0,
  runs: 0,
  takes: QUICK,
  bulk: 0.3,
  putOff: 0.1,
  throttles: 0,
  cancels: 0,
  callbacks: 0.5,
  receivers: ['well'],
  strays: 0.3,
  stopped: null,
  rounds: 0,
  spared: null,
};

/** Draws one: some worlds have no trouble at all, so that slowness shows; most have much of it. */
export function planOf(sim: Simulation): Plan {
  const local = sim.chance(0.5);
  const receivers = sim.pick<Plan['receivers']>([
    ['well'],
    ['well', 'moody'],
    ['well', 'moody', 'down', 'gone'],
    ['well', 'dead'],
  ]);
  const base = {
    ...BASE,
    receivers,
    tick: local ? 1 : 60,
    checks: sim.pick([4, 10, 16]),
    trouble: sim.between(30, 400),
  };
  const kinds = ['perfect', 'lossy', 'crowded', 'faulty', 'faulty', 'hostile', 'stopped', 'spared', 'run'] as const;
  const kind = sim.pick(kinds);
  switch (kind) {
    case 'perfect':
      return { ...base, kind, trouble: 1, takes: [200, 1000, 4000] };
    case 'lossy':
      // With a tick each second a lost message costs its next look and no more.
      return { ...base, kind, tick: 1, transport: { lost: 0.15, twice: 0.1, late: 0, undeleted: 0.1 } };
    case 'crowded':
      return { ...base, kind, trouble: 1, checks: 16, addresses: sim.pick([1, 2, 3]), throttles: sim.pick([0, 0.3]), takes: [1000, 4000, 20_000, 90_000] }; // biome-ignore format: one thought
    case 'run':
      // Many of few providers, at more addresses than a provider bears connections.
      return { ...base, kind, trouble: 1, checks: 24, addresses: sim.pick([6, 12]), providers: 0.9, runs: sim.pick([0, 0.6]), bulk: 0.85, putOff: 0, throttles: sim.pick([0, 0.1]), takes: [1000, 4000, 20_000] }; // biome-ignore format: one thought
    case 'faulty': {
      const crash = sim.pick([0.002, 0.01, 0.03]);
      return {
        ...base,
        ...{
          kind,
          addresses: sim.pick([0, 3, 5]),
          providers: sim.pick([0, 0.7]),
          runs: sim.pick([0, 0.7]),
          throttles: 0.1,
          cancels: 0.15,
          takes: [...QUICK, 90_000, 400_000],
        },
        faults: {
          crash,
          throttle: sim.pick([0, 0.02, 0.1]),
          lost: sim.pick([0, 0.01, 0.05]),
          hang: sim.pick([0, 0.002]),
          slow: sim.pick([0, 0.01]),
        },
        transport: { lost: local ? 0.02 : 0, twice: 0.05, late: 0.02, undeleted: 0.05 },
        powerCuts: local ? sim.pick([0, 1, 3]) : 0,
      };
    }
    case 'hostile':
      // Hardly anything succeeds while the trouble lasts.
      return {
        ...base,
        ...{ kind, cancels: 0.3, putOff: 0.3, addresses: 3, providers: 0.3, runs: 0.3 },
        faults: { crash: 0.08, throttle: 0.15, lost: 0.1, hang: 0.01, slow: 0.03 },
        transport: { lost: 0.2, twice: 0.2, late: 0.1, undeleted: 0.2 },
      };
    case 'stopped': {
      const from = sim.between(0, 120);
      return { ...base, kind, trouble: 1, addresses: 3, putOff: 0.3, takes: [...QUICK, 90_000, 400_000], stopped: [from, from + sim.between(60, 300)] }; // biome-ignore format: one thought
    }
    case 'spared':
      // Few enough places that some are still waiting when the address is to be spared.
      return { ...base, kind, trouble: 1, checks: 16, addresses: 2, takes: [4000, 20_000, 90_000], spared: { address: '192.0.2.1', from: sim.between(10, 90) } }; // biome-ignore format: one thought
  }
}

/** One with runs of re-checks: in a part of them nothing goes wrong, so that it shows when a run is slow or stuck. */
export function planOfRuns(sim: Simulation): Plan {
  const local = sim.chance(0.5);
  const base: Plan = {
    ...BASE,
    ...{
      kind: 'runs',
      checks: 2,
      rounds: 2,
      bulk: 0,
      putOff: 0.05,
      strays: 0.3,
      callbacks: 0,
      takes: [200, 1000, 4000],
    },
    ...{ tick: local ? 1 : 60, trouble: sim.between(100, 600), cancels: sim.pick([0, 0.9, 0.5]) },
  };
  if (sim.chance(0.3)) return { ...base, trouble: 1 };
  return {
    ...base,
    faults: {
      crash: sim.pick([0.002, 0.01, 0.03]),
      throttle: sim.pick([0, 0.02, 0.1]),
      lost: sim.pick([0, 0.01, 0.05]),
      hang: sim.pick([0, 0.001]),
      slow: sim.pick([0, 0.01]),
    },
    transport: { lost: local ? 0.02 : 0, twice: 0.05, late: 0.02, undeleted: 0.05 },
    powerCuts: local ? sim.pick([0, 1, 3]) : 0,
  };
}
