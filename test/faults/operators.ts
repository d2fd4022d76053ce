import type { CheckRequest } from '../../shared/check/request.ts';
import type { LiveCheck } from '../../shared/pipeline/check.ts';
import type { Deps } from '../../shared/pipeline/deps.ts';
import type { RecheckDeps } from '../../shared/pipeline/recheck/deps.ts';
import type { Run, RunOrder } from '../../shared/pipeline/recheck/run.ts';
import { startRun } from '../../shared/pipeline/recheck/start.ts';
import { QUEUE } from '../../shared/queue/queue.ts';
import { runStore } from '../../shared/store/run-store.ts';
import type { Table } from '../../shared/store/table.ts';
import { type Tenant, tenantKey, tenantStore } from '../../shared/store/tenant-store.ts';
import type { Fate } from './model/gathering.ts';
import type { Host } from './model/host.ts';
import { count, type Invocation, type Tally } from './model/invocation.ts';
import type { Simulation } from './model/simulation.ts';
import type { TableModel } from './model/table.ts';
import type { Plan } from './plan.ts';

const DAY = 24 * 3600 * 1000;
/** Seconds that the API may take for an answer. */
const TIMEOUT = 29;

/** What becomes of a domain from the first run to the second. */
export type Nature = 'fine' | 'worse' | 'blip';

/** By its name, so that whoever looks at the end knows it too. */
export function natureOf(domain: string): Nature {
  const number = Number(/\d+/.exec(domain)?.[0] ?? 0);
  if (number % 5 === 1) return 'worse';
  return number % 5 === 2 ? 'blip' : 'fine';
}

interface Surroundings {
  sim: Simulation;
  plan: Plan;
  tally: Tally;
  host(): Host;
  /** A way to a table for whoever was invoked. */
  tableFor(invocation: Invocation, table: 'checks' | 'tenants'): Table;
  checks(): TableModel;
  tenants(): TableModel;
  wrong(what: string): void;
}

const ORDER: RunOrder = {
  filter: { tenantIds: null, verdicts: null, checkedBefore: null },
  ...{ spreadOver: 0, maxAge: null, force: false, caller: 'operations', tenantId: null, callback: null },
};

/** A call of the API. */
type Call<T> = (deps: Deps & { runs: ReturnType<typeof runStore> }) => Promise<T>;

/** Those who run re-checks of all tenants, one run after the other, while the register changes under them. */
export class Operators {
  readonly #around: Surroundings;
  /** Ids of the runs, in order. */
  readonly runs: string[] = [];
  #tenants = 0;
  #busy = false;
  readonly #fates = new Map<string, Fate>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Whether something is still to be asked for. */
  get pending(): boolean {
    return this.#around.plan.rounds > 0 && (this.#busy || this.runs.length < this.#around.plan.rounds);
  }

  /** What whoever moves runs needs beside the rest. */
  depsFor(deps: Deps, invocation: Invocation, request: CheckRequest): RecheckDeps {
    const { tableFor, sim } = this.#around;
    return {
      ...deps,
      runs: runStore(tableFor(invocation, 'checks'), 90 * DAY),
      register: tenantStore(tableFor(invocation, 'tenants')),
      requestOf: ({ domain }) => ({ ...request, domain }),
      hostOf: ({ domain }) =>
        new Promise((resolve) => {
          const number = Number(/\d+/.exec(domain)?.[0] ?? 0);
          const host = number % 3 === 0 ? `${domain}.mail.protection.outlook.com` : `mx${number % 4}.hoster.test`;
          sim.after(sim.between(1, 300), () => resolve(number % 7 === 0 ? null : host));
        }),
    };
  }

  /** What a check of a run finds, by its root. */
  fateOf(root: string): Fate | undefined {
    return this.#fates.get(root);
  }

  /** Once the target of a check of a run is looked up, it is known what it will find. */
  seen({ id, request, recheck }: LiveCheck): void {
    const { sim, plan } = this.#around;
    if (recheck === null || this.#fates.has(id)) return;
    const nature = natureOf(request.domain);
    const isLater = recheck.runId !== this.runs[0];
    const isBad = isLater && (nature === 'worse' || (nature === 'blip' && recheck.confirms === null));
    this.#fates.set(id, {
      ...{ lane: 'bulk', takes: sim.pick(plan.takes), temper: { throttles: 0 } },
      putOff: sim.chance(plan.putOff) ? 1 : 0,
      mood: isBad ? 'expired' : 'current',
    });
  }

  /** Registers the tenants, then does one run after the other. */
  begin(): void {
    const { sim, plan } = this.#around;
    if (plan.rounds === 0) return;
    this.#busy = true;
    const many = sim.pick([2, 8, 20]);
    for (let at = 0; at < many; at += 1) this.#put(this.#newTenant());
    sim.after(sim.between(0, 20_000), () => void this.#all());
  }

  #newTenant(): Tenant {
    const { sim } = this.#around;
    const number = this.#tenants;
    this.#tenants += 1;
    const domains = Array.from({ length: sim.pick([1, 1, 1, 1, 2, 30]) }, (_, at) => ({ domain: `d${number * 100 + at}.test` })); // biome-ignore format: one thought
    return { id: `t${number}`, name: null, domains, updatedAt: 0 };
  }

  #put(tenant: Tenant): void {
    const item = { ...tenantKey.tenant(tenant.id), ...tenant, domainCount: tenant.domains.length };
    this.#around.tenants().apply({ constructor: { name: 'PutCommand' }, input: { TableName: 'tenants', Item: item } });
  }

  async #all(): Promise<void> {
    const { plan, sim, tally } = this.#around;
    for (let at = 0; at < plan.rounds; at += 1) {
      const id = await this.#start(at);
      this.runs.push(id);
      count(tally, 'runs');
      this.#disturb(id);
      while (!this.#isOver(id)) await this.#wait(sim.between(1000, 10_000));
    }
    this.#busy = false;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#around.sim.after(ms, resolve));
  }

  #runItem(id: string) {
    return this.#around.checks().partition(`RUN#${id}`)[0];
  }

  #isOver(id: string): boolean {
    const item = this.#runItem(id);
    return item !== undefined && item.dueAt === undefined;
  }

  async #start(at: number): Promise<string> {
    const started = await this.#insist((deps) => startRun(deps, ORDER, `run-${at}`));
    if (started.outcome === 'busy') {
      // The one before has ended, and nothing says so yet.
      await this.#wait(5000);
      return this.#start(at);
    }
    if (!('run' in started)) throw new Error(`a run could not be begun: ${started.outcome}`);
    return started.run.id;
  }

  /** What happens while it goes on. */
  #disturb(id: string): void {
    const { sim, plan, tally } = this.#around;
    const when = (most: number, run: () => void): void => void sim.after(sim.between(0, most), run);
    for (let at = 0; at < 4; at += 1) when(60_000, () => this.#change());
    for (let at = 0; at < 3; at += 1) when(60_000, () => this.#around.host().send(QUEUE.recheck, JSON.stringify({ runId: id }), 0)); // biome-ignore format: one thought
    when(60_000, () => void this.#another(id));
    if (sim.chance(0.3)) {
      const pauseAt = sim.between(0, 60_000);
      sim.after(pauseAt, () => void this.#status(id, ['running'], 'paused'));
      sim.after(pauseAt + sim.between(1000, 90_000), () => void this.#status(id, ['paused'], 'running'));
    }
    if (sim.chance(plan.cancels)) {
      when(90_000, () => {
        count(tally, 'runs cancelled');
        void this.#status(id, ['running', 'paused'], 'cancelled');
      });
    }
  }

  /** Somebody else would begin one, which is refused while one goes on. */
  async #another(id: string): Promise<void> {
    const isOn = !this.#isOver(id);
    const started = await this.#ask((deps) => startRun(deps, { ...ORDER, caller: 'somebody' }, null));
    if (started === null) return;
    if (started.outcome === 'created') {
      // It went on when it was asked and has ended since, or was cancelled: then this one does, and is not ours to judge.
      const run = this.#runItem(id);
      if (isOn && run !== undefined && run.status !== 'done' && run.status !== 'cancelled') this.#around.wrong('two runs of operations go on at once'); // biome-ignore format: one thought
      this.runs.push(started.run.id);
    }
  }

  async #status(id: string, from: readonly Run['status'][], to: Run['status']): Promise<void> {
    count(this.#around.tally, `runs made ${to}`);
    await this.#insist(async (deps) => {
      await deps.runs.changeStatusIfIn(id, from, to, deps.now());
      return true;
    });
  }

  /** A tenant comes, goes, or is another. */
  #change(): void {
    const { sim, tally } = this.#around;
    count(tally, 'tenants changed');
    const id = `t${Math.floor(sim.random() * this.#tenants)}`;
    if (sim.chance(0.3)) {
      this.#put(this.#newTenant());
      return;
    }
    if (sim.chance(0.3)) {
      this.#around.tenants().apply({ constructor: { name: 'DeleteCommand' }, input: { TableName: 'tenants', Key: tenantKey.tenant(id) } }); // biome-ignore format: one thought
      return;
    }
    const domains = Array.from({ length: sim.pick([1, 3, 40]) }, (_, at) => ({ domain: `d${Number(id.slice(1)) * 100 + at * 2}.test` })); // biome-ignore format: one thought
    this.#put({ id, name: null, domains, updatedAt: 0 });
  }

  /** Calls until it is answered. */
  async #insist<T>(call: Call<T>): Promise<T> {
    for (;;) {
      const answer = await this.#ask(call);
      if (answer !== null) return answer;
      await this.#wait(this.#around.sim.between(500, 5000));
    }
  }

  /** Calls once. @returns null: nobody answered */
  async #ask<T>(call: Call<T>): Promise<T | null> {
    const { host, tableFor } = this.#around;
    if (!host().up) return null;
    return host().invoke('api', TIMEOUT, (deps, invocation) => call({ ...deps, runs: runStore(tableFor(invocation, 'checks'), 90 * DAY) })); // biome-ignore format: one thought
  }
}
