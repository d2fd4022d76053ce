import { randomUUID } from 'node:crypto';
import { requestOf } from '../../../../shared/api/request-from.ts';
import { builtCategories } from '../../../../shared/categories/index.ts';
import type { CheckRequest } from '../../../../shared/check/request.ts';
import type { Settings } from '../../../../shared/config.ts';
import { isOpen, type LiveCheck, notBeforeOf } from '../../../../shared/pipeline/check.ts';
import type { Deps } from '../../../../shared/pipeline/deps.ts';
import { recover } from '../../../../shared/pipeline/recover.ts';
import type { RecheckDeps } from '../../../../shared/pipeline/recheck/deps.ts';
import { recheck } from '../../../../shared/pipeline/recheck/turn.ts';
import { tick } from '../../../../shared/pipeline/tick.ts';
import type { Times } from '../../../../shared/pipeline/times.ts';
import { type Message, checksQueue, QUEUE, type RunMessage } from '../../../../shared/queue/queue.ts';
import type { RunStore } from '../../../../shared/store/run-stores.ts';
import type { Store } from '../../../../shared/store/store.ts';
import type { TenantDomain } from '../../../../shared/store/tenant-store.ts';
import type { Simulation } from '../../../faults/model/simulation.ts';
import type { Checks } from './checks.ts';
import { TARGET_OF_ALL } from './constants.ts';
import type { Domains } from './domains.ts';
import { Ends } from './ends.ts';
import type { Figures } from './figures.ts';
import { Invocation, type Trouble } from './hosts.ts';
import type { Register } from './register.ts';
import type { Servers } from './servers.ts';
import type { Truth } from './truth.ts';

/** Seconds of the tick, and of the time that a function may take. */
const [TICK, TURN_TIMEOUT, TICK_TIMEOUT] = [60, 60, 50] as const;
/** Turns at once, and seconds after which a message whose reader died comes again. */
const [TURNS, VISIBILITY] = [2, 360] as const;

/** From so many domains on, fewer ends of checks are played call by call. */
const MANY = 50_000;

interface Scene {
  sim: Simulation;
  domains: Domains;
  settings: Settings;
  times: Times;
  figures: Figures;
  store: Store;
  runs: RunStore;
  register: Register;
  checks: Checks;
  servers: Servers;
  truth: Truth;
  /** Whether anything goes wrong at all. */
  trouble: boolean;
}

/** The functions of the system as its hosts call them: by messages, which may come twice, and by the clock. */
export class Functions {
  readonly #scene: Scene;
  readonly #ends: Ends;
  readonly #turns = new Set<Invocation>();

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#ends = new Ends(scene);
  }

  /** What a check of any domain asks for is the same but for its name: read once. */
  readonly #asked = requestOf({ domain: 'd0.test' });
  #requestOf = ({ domain }: TenantDomain): CheckRequest => ({ ...this.#asked, domain });

  #chance = (probability: number): boolean => this.#scene.trouble && this.#scene.sim.chance(probability);

  depsOn(invocation: Invocation | null): Deps {
    const over = <T extends object>(one: T): T => (invocation === null ? one : invocation.over(one));
    return {
      store: over(this.#scene.store),
      queues: over({
        send: async (queue: string, message: Message | RunMessage, delay = 0) => this.send(queue, message, delay),
        returnAfter: async () => {},
      }),
      ...{ settings: this.#scene.settings, times: this.#scene.times, categories: builtCategories },
      ...{ now: () => this.#scene.sim.now, after: invocation?.after ?? this.#scene.sim.after.bind(this.#scene.sim), random: this.#scene.sim.random },
      ...{ log: { info: () => {}, warn: () => {}, error: () => {} }, measure: () => {} },
    };
  } // biome-ignore format: one thought

  /** A message arrives some time later, and sometimes twice. */
  send(queue: string, message: Message | RunMessage, delay = 0): void {
    this.#scene.figures.sent(queue);
    const arrive = (): void => this.#deliver(queue, message);
    this.#scene.sim.after(delay * 1000 + this.#scene.sim.between(20, 200), arrive);
    if (this.#chance(0.01)) this.#scene.sim.after(delay * 1000 + this.#scene.sim.between(20, 20_000), arrive);
  }

  #deliver(queue: string, message: Message | RunMessage): void {
    if ('runId' in message) this.#turn(message.runId);
    else if (queue === checksQueue('bulk') || queue === checksQueue()) void this.#dispatch(message.checkId);
    else if (queue === QUEUE.aggregate) this.#end(message.checkId);
    else if (message.category !== undefined) void this.#again(message.checkId, message.category);
  }

  #trouble(crash: number, call: Trouble['call']): Trouble {
    return { crash: this.#scene.trouble ? crash : 0, call };
  }

  #turn(runId: string): void {
    const { sim } = this.#scene;
    if (this.#turns.size >= TURNS) return void sim.after(1000, () => this.#turn(runId));
    const turn = new Invocation(sim, this.#trouble(0.00002, [3, 12]), () => {
      this.#turns.delete(turn);
      this.#scene.figures.turn(sim.now - turn.bornAt);
      if (!ended) sim.after(VISIBILITY * 1000, () => this.#turn(runId));
    });
    let ended = false;
    this.#turns.add(turn);
    sim.after(TURN_TIMEOUT * 1000, () => turn.die());
    const deps: RecheckDeps = {
      ...this.depsOn(turn),
      ...{
        runs: turn.over(this.#scene.runs),
        register: turn.over(this.#scene.register.store),
        requestOf: this.#requestOf,
      },
      hostOf: async ({ domain }) => this.#scene.domains.factsOf(this.#scene.domains.indexOf(domain)).host,
    };
    void recheck(deps, runId, randomUUID(), new AbortController().signal).finally(() => {
      ended = true;
      turn.die();
    });
  }

  /** A worker is asked for once more: after a power cut nobody is left who began. */
  async #again(checkId: string, category: string): Promise<void> {
    if (this.#scene.checks.again(checkId, category)) return;
    const check = await this.#scene.store.readCheck(checkId);
    if (isOpen(check) && check.target !== null && (await this.#scene.store.readReport(checkId)) === null)
      this.#begin(check);
  }

  #begin(check: LiveCheck): void {
    this.#scene.checks.begin(check, this.#scene.domains.factsOf(this.#scene.domains.indexOf(check.request.domain)));
  }

  async #dispatch(checkId: string): Promise<void> {
    const check = await this.#scene.store.readCheck(checkId);
    if (!isOpen(check) || (notBeforeOf(check) ?? 0) > this.#scene.sim.now) return;
    if ((await this.#scene.store.readReport(checkId)) !== null) return;
    if (check.deadline <= this.#scene.sim.now) return this.send(QUEUE.aggregate, { checkId });
    await this.#scene.store.startIfUndispatched(checkId, check.followUp?.target ?? TARGET_OF_ALL);
    this.#begin(check);
  }

  #end(checkId: string): void {
    // Most ends are played at once; some take their time and are met by others, or die in the middle.
    const isSlow = this.#scene.trouble && this.#scene.sim.chance(this.#scene.domains.size > MANY ? 0.02 : 0.5);
    const end = isSlow ? new Invocation(this.#scene.sim, this.#trouble(0.01, [2, 40])) : null;
    if (end !== null) this.#scene.sim.after(30_000, () => { if (end.alive) { end.die(); this.#scene.sim.after(5000, () => this.#end(checkId)); } }); // biome-ignore format: one thought
    void this.#ends.end(this.depsOn(end), checkId).finally(() => end?.die());
  }

  readonly tick = (): void => {
    const { sim } = this.#scene;
    const one = new Invocation(sim, this.#trouble(0.0002, [2, 10]), () =>
      this.#scene.figures.tick(sim.now - one.bornAt),
    );
    sim.after(TICK_TIMEOUT * 1000, () => one.die());
    void tick(this.depsOn(one)).finally(() => one.die());
    sim.after(TICK * 1000, this.tick);
  };

  /** All that runs is gone at once; what is stored is not. */
  powerCut(): void {
    for (const one of [...this.#turns]) one.die();
    this.#scene.checks.restart();
    this.#scene.servers.restart();
    void recover(this.depsOn(null));
  }
}
