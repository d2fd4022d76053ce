import { randomUUID } from 'node:crypto';
import { requestOf } from '../../../../shared/api/request-from.ts';
import { builtCategories } from '../../../../shared/categories/index.ts';
import { readSettings, type Settings } from '../../../../shared/config.ts';
import type { CheckRequest } from '../../../../shared/check/request.ts';
import type { TenantDomain } from '../../../../shared/store/tenant-store.ts';
import type { Deps } from '../../../../shared/pipeline/deps.ts';
import { isOpen, type LiveCheck, notBeforeOf, type StoredReport } from '../../../../shared/pipeline/check.ts';
import { recover } from '../../../../shared/pipeline/recover.ts';
import type { RecheckDeps } from '../../../../shared/pipeline/recheck/deps.ts';
import type { Run } from '../../../../shared/pipeline/recheck/run.ts';
import { startRun } from '../../../../shared/pipeline/recheck/start.ts';
import { recheck } from '../../../../shared/pipeline/recheck/turn.ts';
import { tick } from '../../../../shared/pipeline/tick.ts';
import { timesOf } from '../../../../shared/pipeline/times.ts';
import { type Message, QUEUE, type RunMessage } from '../../../../shared/queue/queue.ts';
import type { Store } from '../../../../shared/store/store.ts';
import type { RunStore } from '../../../../shared/store/run-stores.ts';
import { Simulation } from '../../../faults/model/simulation.ts';
import { ORDER, TARGET_OF_ALL } from './constants.ts';
import { Checks } from './checks.ts';
import { Domains } from './domains.ts';
import { Ends } from './ends.ts';
import { Figures } from './figures.ts';
import { Invocation, type Trouble } from './hosts.ts';
import { LightChecks } from './light-checks.ts';
import { LightRuns } from './light-runs.ts';
import { knownBefore, seenIn } from './looks.ts';
import { Register } from './register.ts';
import { Servers } from './servers.ts';
import { Truth } from './truth.ts';

/** Seconds of the tick, and of the time that a function may take. */
const [TICK, TURN_TIMEOUT, TICK_TIMEOUT] = [60, 60, 50] as const;
/** Turns at once, and seconds after which a message whose reader died comes again. */
const [TURNS, VISIBILITY] = [2, 360] as const;

export interface Plan {
  domains: number;
  seed: number;
  shared: boolean;
  /** Whether anything goes wrong at all. */
  trouble: boolean;
  settings: Partial<Settings>;
}

/** A run over many domains in virtual time, on tables in memory: the code of runs is the real one. */
export class BulkWorld {
  readonly sim: Simulation;
  readonly plan: Plan;
  readonly domains: Domains;
  readonly truth: Truth;
  readonly figures = new Figures();
  readonly servers: Servers;
  readonly checks: Checks;
  readonly register: Register;
  readonly runs: LightRuns;
  readonly light: LightChecks;
  readonly settings: Settings;
  readonly #store: Store;
  readonly #runStore: RunStore;
  readonly #ends: Ends;
  readonly #turns = new Set<Invocation>();
  readonly #times = timesOf(240);
  runId = '';

  constructor(plan: Plan) {
    this.plan = plan;
    this.sim = new Simulation(plan.seed, Date.parse('2026-03-01T00:00:00Z'));
    this.domains = new Domains(plan.domains);
    this.register = new Register(this.domains, this.figures.meter);
    this.truth = new Truth(this.domains, (index) => this.register.isGone(index));
    this.settings = { ...readSettings({ MXREADY_LIMIT_PER_CALLER: '0', MXREADY_LIMIT_PER_DOMAIN: '0' }), ...plan.settings };
    const { sim, domains, figures } = this;
    const around = {
      ...{ now: () => sim.now, meter: figures.meter },
      stale: (at: number) => plan.trouble && sim.now - at < 1000 && sim.chance(0.5),
      known: (of: string) => knownBefore(domains.factsOf(this.#indexIn(of)).script),
      folded: (runId: string, pages: Parameters<Truth['fold']>[0]) => {
        this.truth.fold(pages, this.light);
        this.runs.forget(runId, pages.map(({ number }) => number));
      },
    };
    this.runs = new LightRuns(around);
    this.light = new LightChecks(around, this.runs);
    this.#runStore = this.runs.store();
    const store = this.light.store();
    this.#store = {
      ...store,
      readLeases: async (id) => this.checks.leasesOf(id),
      putReportIfAbsent: async (id, report) => (await store.putReportIfAbsent(id, report)) && this.#looked(id, report),
    };
    this.servers = new Servers(sim, this.settings.connectionsPerTarget);
    this.checks = new Checks({
      ...{ sim, servers: this.servers, times: this.#times, shared: plan.shared, crash: plan.trouble ? 0.0005 : 0 },
      connecting: builtCategories.filter(({ network }) => network === 'smtp').map(({ id }) => id),
      own: ['envelope'],
      worked: (category, seconds) => figures.worked(category, seconds),
      begun: ({ check }) => this.truth.begun(check, sim.now),
      ended: ({ check }) => this.#send(QUEUE.aggregate, { checkId: check.id }),
    });
    this.#ends = new Ends({ truth: this.truth, checks: this.checks, figures });
  } // biome-ignore format: one thought

  #indexIn = (of: string): number => this.domains.indexOf(of.slice(of.indexOf('#') + 1));

  /** A look has ended once its report is there, whoever is left to hear of it. */
  #looked(id: string, report: StoredReport): true {
    const check = this.light.checks.get(id) ?? null;
    if (isOpen(check)) this.truth.looked(check, seenIn(report), report.verdict);
    const under = this.checks.open.get(id);
    if (under !== undefined) this.checks.close(under);
    return true;
  }

  /** What a check of any domain asks for is the same but for its name: read once. */
  readonly #asked = requestOf({ domain: 'd0.test' });
  #requestOf = ({ domain }: TenantDomain): CheckRequest => ({ ...this.#asked, domain });

  #chance = (probability: number): boolean => this.plan.trouble && this.sim.chance(probability);

  #depsOn(invocation: Invocation | null): Deps {
    const over = <T extends object>(one: T): T => (invocation === null ? one : invocation.over(one));
    return {
      store: over(this.#store),
      queues: over({
        send: async (queue: string, message: Message | RunMessage, delay = 0) => this.#send(queue, message, delay),
        returnAfter: async () => {},
      }),
      ...{ settings: this.settings, times: this.#times, categories: builtCategories },
      ...{ now: () => this.sim.now, after: invocation?.after ?? this.sim.after.bind(this.sim), random: this.sim.random },
      ...{ log: { info: () => {}, warn: () => {}, error: () => {} }, measure: () => {} },
    };
  } // biome-ignore format: one thought

  /** A message arrives some time later, and sometimes twice. */
  #send(queue: string, message: Message | RunMessage, delay = 0): void {
    this.figures.sent(queue);
    const arrive = (): void => this.#deliver(queue, message);
    this.sim.after(delay * 1000 + this.sim.between(20, 200), arrive);
    if (this.#chance(0.01)) this.sim.after(delay * 1000 + this.sim.between(20, 20_000), arrive);
  }

  #deliver(queue: string, message: Message | RunMessage): void {
    if ('runId' in message) this.#turn(message.runId);
    else if (queue === QUEUE.checks) void this.#dispatch(message.checkId);
    else if (queue === QUEUE.aggregate) this.#end(message.checkId);
    else if (message.category !== undefined) void this.#again(message.checkId, message.category);
  }

  #trouble(crash: number, call: Trouble['call']): Trouble {
    return { crash: this.plan.trouble ? crash : 0, call };
  }

  #turn(runId: string): void {
    const { sim } = this;
    if (this.#turns.size >= TURNS) return void sim.after(1000, () => this.#turn(runId));
    const turn = new Invocation(sim, this.#trouble(0.00002, [3, 12]), () => {
      this.#turns.delete(turn);
      this.figures.turn(sim.now - turn.bornAt);
      if (!ended) sim.after(VISIBILITY * 1000, () => this.#turn(runId));
    });
    let ended = false;
    this.#turns.add(turn);
    sim.after(TURN_TIMEOUT * 1000, () => turn.die());
    const deps: RecheckDeps = {
      ...this.#depsOn(turn),
      ...{ runs: turn.over(this.#runStore), register: turn.over(this.register.store), requestOf: this.#requestOf },
      hostOf: async ({ domain }) => this.domains.factsOf(this.domains.indexOf(domain)).host,
    };
    void recheck(deps, runId, randomUUID(), new AbortController().signal).finally(() => {
      ended = true;
      turn.die();
    });
  }

  /** A worker is asked for once more: after a power cut nobody is left who began. */
  async #again(checkId: string, category: string): Promise<void> {
    if (this.checks.again(checkId, category)) return;
    const check = await this.#store.readCheck(checkId);
    if (isOpen(check) && check.target !== null && (await this.#store.readReport(checkId)) === null) this.#begin(check);
  }

  #begin(check: LiveCheck): void {
    this.checks.begin(check, this.domains.factsOf(this.domains.indexOf(check.request.domain)));
  }

  async #dispatch(checkId: string): Promise<void> {
    const check = await this.#store.readCheck(checkId);
    if (!isOpen(check) || (notBeforeOf(check) ?? 0) > this.sim.now) return;
    if (check.deadline <= this.sim.now) return this.#send(QUEUE.aggregate, { checkId });
    await this.#store.startIfUndispatched(checkId, check.followUp?.target ?? TARGET_OF_ALL);
    this.#begin(check);
  }

  #end(checkId: string): void {
    // Most ends are played at once; some take their time and are met by others, or die in the middle.
    const isSlow = this.plan.trouble && this.sim.chance(this.plan.domains > 50_000 ? 0.02 : 0.5);
    const end = isSlow ? new Invocation(this.sim, this.#trouble(0.01, [2, 40])) : null;
    if (end !== null) this.sim.after(30_000, () => { if (end.alive) { end.die(); this.sim.after(5000, () => this.#end(checkId)); } }); // biome-ignore format: one thought
    void this.#ends.end(this.#depsOn(end), checkId).finally(() => end?.die());
  }

  #tick = (): void => {
    const { sim } = this;
    const one = new Invocation(sim, this.#trouble(0.0002, [2, 10]), () => this.figures.tick(sim.now - one.bornAt));
    sim.after(TICK_TIMEOUT * 1000, () => one.die());
    void tick(this.#depsOn(one)).finally(() => one.die());
    sim.after(TICK * 1000, this.#tick);
  };

  /** All that runs is gone at once; what is stored is not. */
  powerCut(): void {
    for (const one of [...this.#turns]) one.die();
    this.checks.restart();
    this.servers.restart();
    void recover(this.#depsOn(null));
  }

  /** @returns the run as it ended */
  async play(longestDays = 30): Promise<Run> {
    const deps = { ...this.#depsOn(null), runs: this.#runStore };
    const started = await startRun(deps, ORDER, 'bulk');
    if (!('run' in started)) throw new Error(started.outcome);
    this.runId = started.run.id;
    this.#tick();
    await this.sim.run(this.sim.now + longestDays * 24 * 3600_000, () => this.run.dueAt === null);
    return this.run;
  }

  get run(): Run {
    const run = this.runs.runs.get(this.runId)?.run;
    if (run === undefined) throw new Error('the run is gone');
    return run;
  }

  /** As a caller asks for it. */
  async changeStatus(from: Run['status'], to: Run['status']): Promise<void> {
    await this.#runStore.changeStatusIfIn(this.runId, [from], to, this.sim.now);
    this.#send(QUEUE.recheck, { runId: this.runId });
  }
}
