import { isDeepStrictEqual } from 'node:util';
import { topologyOf } from '../../infra/topology.ts';
import type { Category } from '../../shared/check/category.ts';
import type { Io } from '../../shared/check/io.ts';
import { readSettings, type Settings } from '../../shared/config.ts';
import { parseNetwork } from '../../shared/net/address.ts';
import type { Slots } from '../../shared/net/slots.ts';
import type { Letter } from '../../shared/net/webhook.ts';
import type { Deps } from '../../shared/pipeline/deps.ts';
import { recover } from '../../shared/pipeline/recover.ts';
import { tick } from '../../shared/pipeline/tick.ts';
import { timesOf } from '../../shared/pipeline/times.ts';
import { callbackStore } from '../../shared/store/callback-store.ts';
import { runStore } from '../../shared/store/run-store.ts';
import { dynamoStore } from '../../shared/store/dynamo-store.ts';
import type { Table } from '../../shared/store/table.ts';
import { CHECKS_TABLE, TENANTS_TABLE } from '../../shared/wiring.ts';
import { Callers, REQUEST } from './callers.ts';
import { startClock } from './clock.ts';
import { inspectEnd, openOf } from './end.ts';
import { inspectRuns } from './ends-of-runs.ts';
import { grantsOf } from './grants.ts';
import { gathering } from './model/gathering.ts';
import { Host } from './model/host.ts';
import { count, type Invocation, PERFECT, type Tally } from './model/invocation.ts';
import { QueueModel } from './model/queue.ts';
import { Receivers } from './model/receivers.ts';
import { Servers } from './model/servers.ts';
import { Simulation } from './model/simulation.ts';
import { TableModel } from './model/table.ts';
import { Watch } from './model/watch.ts';
import { Operators } from './operators.ts';
import { type Plan, planOf, planOfRuns } from './plan.ts';
import { readersOf } from './readers.ts';

const TOPOLOGY = topologyOf();
const mayNot = grantsOf(TOPOLOGY);
const TIMES = timesOf(240);
const DAY = 24 * 3600 * 1000;
/** Any time will do; far enough from 1970 that nothing is negative. */
const START = Date.now();
/** Seconds. */
const TICK_TIMEOUT = 50;

const SETTINGS = readSettings({
  ...{ MXREADY_LIMIT_PER_CALLER: '0', MXREADY_LIMIT_PER_DOMAIN: '0' },
  ...{ MXREADY_RECHECK_OPEN: '12', MXREADY_CONFIRM_SECONDS: '60' },
});

export interface Outcome {
  wrong: string[];
  checks: number;
  steps: number;
}

/** One system with some checks, from the first request until nothing is left to happen. */
export class World {
  readonly #plan: Plan;
  readonly #sim: Simulation;
  readonly #table: TableModel;
  readonly #tenants: TableModel;
  readonly #operators: Operators;
  readonly #queues: QueueModel;
  readonly #watch: Watch;
  readonly #host: Host;
  readonly #tally: Tally;
  readonly #categories: readonly Category[];
  readonly #callers: Callers;
  readonly #receivers: Receivers;
  #calmAt: number;

  /** @param withRuns whether runs of re-checks are made */
  constructor(seed: number, tally: Tally, withRuns = false, plan?: Plan) {
    this.#sim = new Simulation(seed, START);
    this.#plan = plan ?? (withRuns ? planOfRuns(this.#sim) : planOf(this.#sim));
    this.#tally = tally;
    const sim = this.#sim;
    this.#calmAt = START + this.#plan.trouble * 1000;
    const around = {
      later: (show: () => void) => void sim.after(sim.chance(0.1) ? sim.between(200, 3000) : sim.between(0, 50), show),
      now: () => sim.now,
      stale: (at: number) => sim.now - at < 1000 && sim.chance(0.5),
      wrote: (write: Parameters<Watch['wrote']>[0]) => this.#watch.wrote(write),
      page: () => sim.pick([1, 100, 100, 100]),
    };
    this.#table = new TableModel(CHECKS_TABLE, TOPOLOGY.tables[0]?.indexes ?? [], around);
    this.#tenants = new TableModel(TENANTS_TABLE, [], { ...around, wrote: () => {} });
    this.#watch = new Watch(
      () => sim.now,
      (pk) => this.#table.partition(pk),
      tally,
    );
    this.#queues = new QueueModel(TOPOLOGY.queues, () => sim.now);
    const servers = new Servers(sim, SETTINGS.connectionsPerTarget, (one) => this.#watch.cooling.get(one) ?? null, this.#watch.say); // biome-ignore format: one thought
    this.#watch.orderly = isDeepStrictEqual(this.#plan.faults, PERFECT);
    const scene = {
      // What was cut off with a power cut counts as no attempt.
      ...{ attempts: TIMES.attempts * (1 + this.#plan.powerCuts), leastLeft: TIMES.leastLeft * 1000 },
      ...{
        sim,
        servers,
        watch: this.#watch,
        tally,
        fateOf: (root: string) => this.#operators.fateOf(root) ?? this.#callers.fateOf(root),
      },
      sparedSince: (address: string) => (this.#plan.spared?.address === address ? START + this.#plan.spared.from * 1000 : Number.POSITIVE_INFINITY), // biome-ignore format: one thought
      stoppedSince: () => (this.#isStopped() ? START + (this.#plan.stopped?.[0] ?? 0) * 1000 + (TIMES.look + this.#plan.tick) * 1000 : Number.POSITIVE_INFINITY), // biome-ignore format: one thought
    };
    const { categories, ioOf } = gathering(scene);
    this.#categories = categories;
    this.#callers = new Callers({
      ...{ sim, plan: this.#plan, tally, host: () => this.#host, wrong: this.#watch.say },
      categories: categories.map(({ id }) => id),
    });
    this.#operators = new Operators({
      ...{ sim, plan: this.#plan, tally, host: () => this.#host, wrong: this.#watch.say },
      ...{ checks: () => this.#table, tenants: () => this.#tenants },
      tableFor: (invocation, table) => this.#tableFor(invocation, table === 'checks' ? this.#table : this.#tenants),
    });
    this.#receivers = new Receivers({
      ...{ sim, startedAt: START, tally, wrong: this.#watch.say, orderly: () => this.#watch.orderly },
      checkOf: (id) => this.#table.partition(`CHECK#${id}`).find(({ sk }) => sk === 'META'),
      wasDone: (id) => this.#watch.doneAt.has(id),
      overAt: (id) => this.#watch.overAt.get(id) ?? Number.POSITIVE_INFINITY,
    });
    const invocationOf = (deps: Deps): Invocation => {
      const invocation = [...this.#host.live].find((one) => one.now === deps.now);
      if (invocation === undefined) throw new Error('nobody invoked this');
      return invocation;
    };
    const ioFor = (deps: Deps, checkId: string, receipt: string, slots: Slots): Io =>
      ioOf(invocationOf(deps), { checkId, receipt }, slots);
    const tellerFor = (deps: Deps) => ({
      post: (letter: Letter) => this.#receivers.post(invocationOf(deps), letter),
      callbacks: callbackStore(this.#tableFor(invocationOf(deps), this.#table)),
      runs: runStore(this.#tableFor(invocationOf(deps), this.#table), 90 * DAY),
    });
    this.#host = new Host({
      ...{ sim, queues: this.#queues, tally, faults: this.#plan.faults, transport: this.#plan.transport },
      readers: readersOf({
        categories,
        resolve: async (check) => {
          // Others say that they are a run's, and there is no run.
          if (this.#plan.rounds === 0 || check.recheck === null) return this.#callers.targetOf(check.id);
          this.#operators.seen(check);
          return this.#callers.targetOfRun(check.id, check.request.domain);
        },
        recheckerFor: (deps) => this.#operators.depsFor(deps, invocationOf(deps), REQUEST),
        ioFor,
        tellerFor,
        tally,
      }),
      depsOf: (invocation) => this.#depsOf(invocation),
    });
  }

  async run(): Promise<Outcome> {
    const { checks, powerCuts } = this.#plan;
    for (let at = 0; at < checks; at += 1)
      this.#sim.after(this.#sim.between(0, 60_000), () => void this.#callers.post(at));
    for (let cut = 0; cut < powerCuts; cut += 1) this.#sim.after(this.#sim.between(0, this.#plan.trouble * 1000), () => this.#powerCut()); // biome-ignore format: one thought
    if (this.#sim.chance(this.#plan.cancels * 2)) this.#callers.later(300_000, () => this.#callers.eraseTenant());
    this.#sim.after(this.#calmAt - START, () => {
      this.#host.calm = true;
    });
    this.#operators.begin();
    startClock({
      ...{ sim: this.#sim, period: this.#plan.tick * 1000, nextDue: () => this.#nextDue() },
      isQuiet: () => this.#isQuiet(),
      tick: () => void (this.#host.up && this.#host.invoke('tick', TICK_TIMEOUT, (deps) => tick(deps))),
    });
    // Whoever is never there is given up after three days.
    const days = this.#plan.receivers.includes('dead') ? 5 : 1;
    await this.#sim.run(START + days * DAY, () => this.#watch.wrong.length > 0 || this.#isOver());
    const wrong = [...this.#watch.wrong];
    if (wrong.length === 0) {
      if (!this.#isOver()) wrong.push(`it does not come to an end: ${openOf(this.#table, this.#queues, this.#host.live.size, this.#sim.now)}`);
      else wrong.push(...inspectEnd({ table: this.#table, watch: this.#watch, heard: this.#receivers.heard, plan: this.#plan, times: TIMES, calmAt: this.#calmAt, startedAt: START, tally: this.#tally, erased: this.#callers.erased }), ...inspectRuns({ table: this.#table, tally: this.#tally, runs: this.#operators.runs })); // biome-ignore format: one thought
    }
    return {
      wrong,
      checks: [...this.#table.items()].filter(({ pk, sk }) => (pk as string).startsWith('CHECK#') && sk === 'META')
        .length,
      steps: this.#sim.steps,
    };
  }

  /** Whether the kill switch is on. */
  #isStopped(): boolean {
    const since = (this.#sim.now - START) / 1000;
    return this.#plan.stopped !== null && since >= this.#plan.stopped[0] && since < this.#plan.stopped[1];
  }

  /** As they are when a function is invoked: who runs already has those of before. */
  #settings(): Settings {
    const { spared } = this.#plan;
    const sparing = spared !== null && this.#sim.now >= START + spared.from * 1000;
    const suppressed = sparing ? [{ name: null, network: parseNetwork(`${spared.address}/32`), reason: 'they asked' }] : []; // biome-ignore format: one thought
    return { ...SETTINGS, killSwitch: this.#isStopped(), suppressed };
  }

  /** Nothing runs, nothing is on its way, and nobody will ask any more. */
  #isQuiet(): boolean {
    const { live } = this.#host;
    return (
      this.#sim.now >= this.#calmAt + 60_000 &&
      live.size + this.#queues.size + this.#callers.pending === 0 &&
      !this.#operators.pending
    );
  }

  /** And nothing is due. */
  #isOver(): boolean {
    return this.#isQuiet() && this.#nextDue() === Number.POSITIVE_INFINITY;
  }

  #nextDue(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { dueAt } of this.#table.items()) if (dueAt !== undefined) next = Math.min(next, dueAt as number);
    return next;
  }

  #powerCut(): void {
    if (!this.#host.up) return;
    count(this.#tally, 'power cuts');
    this.#host.powerCut();
    const start = async (): Promise<void> => {
      // It is alone with its engine on one machine: there nothing is done late.
      const recovered = await this.#host.invoke('recover', TICK_TIMEOUT, (deps) => recover(deps), { slow: 0 });
      if (recovered === null) this.#sim.after(1000, () => void start());
      else this.#host.restart();
      // A host that was down when the trouble ended begins its work only now.
      this.#calmAt = Math.max(this.#calmAt, this.#sim.now);
    };
    this.#sim.after(this.#sim.between(100, 20_000), () => void start());
  }

  #tableFor(invocation: Invocation, model: TableModel): Table {
    return model.table((command) => {
      const forbidden = mayNot(invocation.name, command);
      if (forbidden !== null) this.#watch.say(forbidden);
      return invocation.call(() => model.apply(command));
    });
  }

  #depsOf(invocation: Invocation): Deps {
    return {
      store: dynamoStore(this.#tableFor(invocation, this.#table), { transcripts: 14 * DAY, reports: 90 * DAY }),
      queues: {
        send: (queue, message, delay = 0) => invocation.call(() => this.#host.send(queue, JSON.stringify(message), Math.ceil(delay))), // biome-ignore format: one thought
        returnAfter: (queue, handle, seconds) => invocation.call(() => this.#host.returnAfter(queue, handle, Math.ceil(seconds))), // biome-ignore format: one thought
      },
      settings: this.#settings(),
      times: TIMES,
      categories: this.#categories,
      now: invocation.now,
      after: invocation.after,
      random: this.#sim.random,
      measure: () => {},
      log: {
        info: () => {},
        warn: (message) => count(this.#tally, `warned: ${message}`),
        error: (message) => count(this.#tally, `logged: ${message}`),
      },
    };
  }
}
