import type { LiveCheck } from '../../../../shared/pipeline/check.ts';
import type { Times } from '../../../../shared/pipeline/times.ts';
import { laneOf } from '../../../../shared/net/provider/provider.ts';
import type { Simulation } from '../../../faults/model/simulation.ts';
import { type DomainFacts, TEMPERS } from './domains.ts';
import type { Servers } from './servers.ts';

/** How a category of a check stands. */
interface Part {
  state: 'working' | 'dead' | 'done';
  /** Until when somebody has it. */
  leaseUntil: number;
  parked: number;
}

/** A check that is under way. */
export interface Under {
  check: LiveCheck;
  facts: DomainFacts;
  lane: string;
  parts: Map<string, Part>;
  /** A category found no place, or was cut off. */
  isCut: boolean;
  over: boolean;
}

export interface Scene {
  sim: Simulation;
  servers: Servers;
  times: Times;
  /** Categories that connect, and those that find the same for every domain of a server. */
  connecting: readonly string[];
  alike: readonly string[];
  /** Whether what is known of a server is taken from another check. */
  shared: boolean;
  /** How often a worker dies. */
  crash: number;
  /** A category has ended, after so many seconds of somebody's work. */
  worked(category: string, seconds: number): void;
  /** The first connection of a check is open. */
  begun(one: Under): void;
  /** All categories are there. */
  ended(one: Under): void;
}

/** The categories of checks, as their workers play them: they wait for places, connect, are put off, die. */
export class Checks {
  readonly open = new Map<string, Under>();
  readonly underWay = new Map<string, number>();
  readonly mostInLane = new Map<string, number>();
  most = 0;
  #all = 0;
  /** Addresses that a category of those was answered by. */
  readonly #known = new Set<string>();
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** Whether what a category asks is known from another check of the same server. */
  #isShared({ facts, check }: Under, category: string): boolean {
    const { shared, alike } = this.#scene;
    const mayShare = shared && check.recheck?.share === true && check.recheck.confirms === null;
    return mayShare && alike.includes(category) && this.#known.has(facts.address);
  }

  /** Its target is known. Repeated, it changes nothing. */
  begin(check: LiveCheck, facts: DomainFacts): void {
    if (this.open.has(check.id)) return;
    const lane = laneOf(facts.host) ?? '';
    const one: Under = { check, facts, lane, parts: new Map(), isCut: false, over: false };
    this.open.set(check.id, one);
    this.#count(one, 1);
    const { sim } = this.#scene;
    for (const category of check.expected) {
      one.parts.set(category, { state: 'working', leaseUntil: sim.now + 30_000, parked: 0 });
      this.#work(one, category);
    }
  }

  /** Of first looks: how many are under way in a lane. */
  #count(one: Under, by: 1 | -1): void {
    if (one.check.followUp !== null || one.check.recheck?.confirms !== null) return;
    const now = (this.underWay.get(one.lane) ?? 0) + by;
    if (now === 0) this.underWay.delete(one.lane);
    else this.underWay.set(one.lane, now);
    this.mostInLane.set(one.lane, Math.max(now, this.mostInLane.get(one.lane) ?? 0));
    this.#all += by;
    this.most = Math.max(this.most, this.#all);
  }

  /** A worker was asked for it once more: where the one before is gone, it begins anew. @returns whether the check is known */
  again(checkId: string, category: string): boolean {
    const one = this.open.get(checkId);
    const part = one?.parts.get(category);
    if (one === undefined || part?.state !== 'dead' || part.leaseUntil > this.#scene.sim.now) return one !== undefined;
    part.state = 'working';
    this.#work(one, category);
    return true;
  }

  leasesOf(checkId: string): Map<string, number> {
    const { sim } = this.#scene;
    const parts = [...(this.open.get(checkId)?.parts ?? [])];
    return new Map(parts.map(([id, { state, leaseUntil }]) => [id, state === 'working' ? sim.now + 20_000 : leaseUntil])); // biome-ignore format: one thought
  }

  /** Ends what is not there yet: the time of the check is up. */
  cut(one: Under): void {
    for (const part of one.parts.values()) if (part.state !== 'done') one.isCut = true;
    this.close(one);
  }

  close(one: Under): void {
    if (one.over) return;
    one.over = true;
    this.open.delete(one.check.id);
    this.#count(one, -1);
  }

  /** All of it is gone with the host. */
  restart(): void {
    for (const one of this.open.values()) one.over = true;
    this.open.clear();
    this.underWay.clear();
    this.#all = 0;
  }

  #done(one: Under, category: string, since: number): void {
    const part = one.parts.get(category);
    if (one.over || part === undefined) return;
    part.state = 'done';
    this.#scene.worked(category, (this.#scene.sim.now - since) / 1000);
    if ([...one.parts.values()].every(({ state }) => state === 'done')) this.#scene.ended(one);
  }

  #work(one: Under, category: string): void {
    const { sim, connecting } = this.#scene;
    const since = sim.now;
    if (!connecting.includes(category)) return void sim.after(sim.between(300, 2500), () => this.#done(one, category, since)); // biome-ignore format: one thought
    if (this.#isShared(one, category)) return void sim.after(sim.between(50, 300), () => this.#done(one, category, since)); // biome-ignore format: one thought
    const { servers, times } = this.#scene;
    const { address, provider } = one.facts;
    servers.take(address, provider, times.slotPatience * 1000, (free) => {
      if (free === null) return this.#giveWay(one, category, since);
      if (one.over) return free();
      this.#scene.begun(one);
      this.#connected(one, category, since, free);
    });
  }

  #giveWay(one: Under, category: string, since: number): void {
    const { sim, times } = this.#scene;
    const part = one.parts.get(category);
    if (one.over || part === undefined) return;
    this.#scene.worked(category, (sim.now - since) / 1000);
    const [least, most] = times.park;
    const wait = Math.min(most, least * 2 ** part.parked) * (0.75 + sim.random() / 4) * 1000;
    part.parked += 1;
    if (sim.now + wait + times.leastLeft * 1000 > one.check.deadline) {
      one.isCut = true;
      this.#done(one, category, sim.now);
      return;
    }
    sim.after(wait, () => {
      if (!one.over) this.#work(one, category);
    });
  }

  #connected(one: Under, category: string, since: number, free: () => void): void {
    const { sim, servers, crash } = this.#scene;
    const { address, provider, temper } = one.facts;
    const part = one.parts.get(category);
    if (sim.chance(crash) && part !== undefined) {
      part.state = 'dead';
      part.leaseUntil = sim.now + 30_000;
      sim.after(30_000, free);
      return;
    }
    const [least, most] = TEMPERS[temper].seconds;
    sim.after(sim.between(least, most) * 1000, () => {
      const isThrottled = temper === 'throttling' && sim.chance(0.2);
      if (isThrottled) servers.cool(address, provider);
      free();
      if (isThrottled) this.#giveWay(one, category, since);
      else this.#done(one, category, since);
      if (!isThrottled && this.#scene.alike.includes(category)) this.#known.add(address);
    });
  }
}
