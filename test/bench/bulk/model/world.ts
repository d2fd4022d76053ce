import { builtCategories } from '../../../../shared/categories/index.ts';
import { readSettings, type Settings } from '../../../../shared/config.ts';
import { isOpen, type StoredReport } from '../../../../shared/pipeline/check.ts';
import type { Run } from '../../../../shared/pipeline/recheck/run.ts';
import { startRun } from '../../../../shared/pipeline/recheck/start.ts';
import { timesOf } from '../../../../shared/pipeline/times.ts';
import { QUEUE } from '../../../../shared/queue/queue.ts';
import type { RunStore } from '../../../../shared/store/run-stores.ts';
import type { Store } from '../../../../shared/store/store.ts';
import { Simulation } from '../../../faults/model/simulation.ts';
import { Checks } from './checks.ts';
import { ORDER } from './constants.ts';
import { Domains } from './domains.ts';
import { Figures } from './figures.ts';
import { Functions } from './functions.ts';
import { LightChecks } from './light-checks.ts';
import { LightRuns } from './light-runs.ts';
import { knownBefore, seenIn } from './looks.ts';
import { Register } from './register.ts';
import { Servers } from './servers.ts';
import { Truth } from './truth.ts';

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
  readonly #functions: Functions;
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
        this.runs.pages.forget(runId, pages.map(({ number }) => number));
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
      alike: builtCategories.filter(({ shared }) => shared === true).map(({ id }) => id),
      worked: (category, seconds) => figures.worked(category, seconds),
      begun: ({ check }) => this.truth.begun(check, sim.now),
      ended: ({ check }) => this.#functions.send(QUEUE.aggregate, { checkId: check.id }),
    });
    this.#functions = new Functions({
      ...{ sim, domains, figures, settings: this.settings, times: this.#times, trouble: plan.trouble },
      ...{ store: this.#store, runs: this.#runStore, register: this.register },
      ...{ checks: this.checks, servers: this.servers, truth: this.truth },
    });
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

  /** @returns the run as it ended */
  async play(longestDays = 30): Promise<Run> {
    const deps = { ...this.#functions.depsOn(null), runs: this.#runStore };
    const started = await startRun(deps, ORDER, 'bulk');
    if (!('run' in started)) throw new Error(started.outcome);
    this.runId = started.run.id;
    this.#functions.tick();
    await this.sim.run(this.sim.now + longestDays * 24 * 3600_000, () => this.run.dueAt === null);
    return this.run;
  }

  /** All that runs is gone at once; what is stored is not. */
  powerCut(): void {
    this.#functions.powerCut();
  }

  get run(): Run {
    const run = this.runs.runs.get(this.runId)?.run;
    if (run === undefined) throw new Error('the run is gone');
    return run;
  }

  /** As a caller asks for it. */
  async changeStatus(from: Run['status'], to: Run['status']): Promise<void> {
    await this.#runStore.changeStatusIfIn(this.runId, [from], to, this.sim.now);
    this.#functions.send(QUEUE.recheck, { runId: this.runId });
  }
}
