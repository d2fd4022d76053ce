import type { Simulation } from './model/simulation.ts';

interface Scene {
  sim: Simulation;
  /** From one tick to the next, in milliseconds. */
  period: number;
  /** When whatever is due next is due. */
  nextDue(): number;
  /** Whether all trouble is over and nothing is under way: until the next due time nothing will happen. */
  isQuiet(): boolean;
  tick(): void;
}

/** Of ticks that would find nothing, those that are played all the same. */
const PLAYED = 0.1;

/** Ticks for as long as its world lasts. Most of those that would find nothing are left out: they cost the most time. */
export function startClock({ sim, period, nextDue, isQuiet, tick }: Scene): void {
  const strike = (): void => {
    const wait = nextDue() - sim.now;
    if (wait <= period || sim.chance(PLAYED)) tick();
    const empty = isQuiet() && Number.isFinite(wait) ? Math.floor(wait / period) - 2 : 0;
    sim.after(period * (1 + Math.max(0, empty)), strike);
  };
  strike();
}
