import { deadLetterQueue } from '../../infra/declarations.ts';
import { topologyOf } from '../../infra/topology.ts';
import type { Category } from '../../shared/check/category.ts';
import type { CheckRequest } from '../../shared/check/request.ts';
import type { Target } from '../../shared/check/target.ts';
import { readSettings } from '../../shared/config.ts';
import type { Slots } from '../../shared/net/slots.ts';
import { aggregate } from '../../shared/pipeline/aggregate.ts';
import { cancel } from '../../shared/pipeline/cancel.ts';
import { createCheck, derivedId } from '../../shared/pipeline/create.ts';
import { bury } from '../../shared/pipeline/dead-letter.ts';
import type { Consumer } from '../../shared/pipeline/deliver.ts';
import type { Deps } from '../../shared/pipeline/deps.ts';
import { dispatch } from '../../shared/pipeline/dispatch.ts';
import { followUpId } from '../../shared/pipeline/follow-up.ts';
import { readMessage } from '../../shared/pipeline/message.ts';
import { recover } from '../../shared/pipeline/recover.ts';
import { tick } from '../../shared/pipeline/tick.ts';
import { categoryTimeout, timesOf } from '../../shared/pipeline/times.ts';
import { work } from '../../shared/pipeline/work.ts';
import { categoryQueue, LANES, type Message, QUEUE } from '../../shared/queue/queue.ts';
import { dynamoStore } from '../../shared/store/dynamo-store.ts';
import { CHECKS_TABLE } from '../../shared/wiring.ts';
import { inspectEnd } from './end.ts';
import { type Fate, gathering } from './model/gathering.ts';
import { Host, type Reader } from './model/host.ts';
import { count, type Invocation, type Tally } from './model/invocation.ts';
import { QueueModel } from './model/queue.ts';
import { Servers } from './model/servers.ts';
import { Simulation } from './model/simulation.ts';
import { TableModel } from './model/table.ts';
import { Watch } from './model/watch.ts';
import { type Plan, planOf } from './plan.ts';

const TOPOLOGY = topologyOf();
const TIMES = timesOf(240);
const DAY = 24 * 3600 * 1000;
/** Any time will do; far enough from 1970 that nothing is negative. */
const START = Date.now();
/** Seconds. */
const TIMEOUT = { api: 29, short: 30, tick: 50 };

const SETTINGS = readSettings({ MXREADY_LIMIT_PER_CALLER: '0', MXREADY_LIMIT_PER_DOMAIN: '0' });
const REQUEST: CheckRequest = { domain: 'contoso.test', target: null, port: 25, mode: 'auto', phase: 'auto', gateway: null, tls: true, recipients: [], send: false, categories: ['dns', 'session', 'envelope'], lang: 'en' }; // biome-ignore format: one line

export interface Outcome {
  wrong: string[];
  checks: number;
  steps: number;
}

/** Two look-ups never find quite the same, so that it shows whose target stays. */
const targetOf = (sim: Simulation, domain: string, addresses: readonly string[], root: string): Target => ({
  ...{
    domain,
    host: `mx${Math.floor(sim.random() * 1000)}.${domain}`,
    port: 25,
    source: 'mx',
    absence: null,
    refused: [],
    beyond: [],
  },
  addresses: addresses.map((address) => ({ address, family: 4, lab: false })),
  ...{ mode: 'inline', modeKnown: true, phase: 'before', gateway: `${domain}.gate.test`, gatewaySuffix: 'gate.test' },
  ...{ published: true, tls: true, egressIsGateway: false },
  errand: { recipients: [], send: false, root, earlier: null },
});

const never = new AbortController().signal;

/** One system with some checks, from the first request until nothing is left to happen. */
export class World {
  readonly #plan: Plan;
  readonly #sim: Simulation;
  readonly #table: TableModel;
  readonly #queues: QueueModel;
  readonly #watch: Watch;
  readonly #host: Host;
  readonly #tally: Tally;
  readonly #categories: readonly Category[];
  readonly #ioOf: ReturnType<typeof gathering>['ioOf'];
  /** By the root of a chain of checks. */
  readonly #fates = new Map<string, Fate & { addresses: readonly string[]; domain: string }>();
  #calmAt: number;

  constructor(seed: number, tally: Tally, plan?: Plan) {
    this.#sim = new Simulation(seed, START);
    this.#plan = plan ?? planOf(this.#sim);
    this.#tally = tally;
    const sim = this.#sim;
    this.#calmAt = START + this.#plan.trouble * 1000;
    const around = {
      later: (show: () => void) => void sim.after(sim.chance(0.1) ? sim.between(200, 3000) : sim.between(0, 50), show),
      now: () => sim.now,
      stale: (at: number) => sim.now - at < 1000 && sim.chance(0.5),
      wrote: (write: Parameters<Watch['wrote']>[0]) => this.#watch.wrote(write),
    };
    this.#table = new TableModel(CHECKS_TABLE, TOPOLOGY.tables[0]?.indexes ?? [], around);
    this.#watch = new Watch(
      () => sim.now,
      (pk) => this.#table.partition(pk),
      tally,
    );
    this.#queues = new QueueModel(TOPOLOGY.queues, () => sim.now);
    const servers = new Servers(sim, SETTINGS.connectionsPerTarget, (one) => this.#watch.cooling.get(one) ?? null, this.#watch.say); // biome-ignore format: one thought
    const scene = { sim, servers, watch: this.#watch, tally, fateOf: (root: string) => this.#fateOf(root) };
    const { categories, ioOf } = gathering(scene);
    this.#categories = categories;
    this.#ioOf = ioOf;
    this.#host = new Host({
      ...{ sim, queues: this.#queues, tally, faults: this.#plan.faults, transport: this.#plan.transport },
      readers: this.#readers(),
      depsOf: (invocation) => this.#depsOf(invocation),
    });
  }

  async run(): Promise<Outcome> {
    const { checks, powerCuts } = this.#plan;
    for (let at = 0; at < checks; at += 1) this.#sim.after(this.#sim.between(0, 60_000), () => void this.#post(at));
    for (let cut = 0; cut < powerCuts; cut += 1) this.#sim.after(this.#sim.between(0, this.#plan.trouble * 1000), () => this.#powerCut()); // biome-ignore format: one thought
    this.#sim.after(this.#calmAt - START, () => {
      this.#host.calm = true;
    });
    this.#clock();
    await this.#sim.run(START + DAY, () => this.#watch.wrong.length > 0 || this.#isOver());
    const wrong = [...this.#watch.wrong];
    if (wrong.length === 0) {
      if (!this.#isOver()) wrong.push(`it does not come to an end: ${this.#open()}`);
      else wrong.push(...inspectEnd({ table: this.#table, watch: this.#watch, plan: this.#plan, times: TIMES, calmAt: this.#calmAt, tally: this.#tally })); // biome-ignore format: one thought
    }
    return { wrong, checks: [...this.#table.items()].filter(({ sk }) => sk === 'META').length, steps: this.#sim.steps };
  }

  /** Nothing is due, nothing runs, nothing is on its way, and nobody will ask any more. */
  #isOver(): boolean {
    if (this.#sim.now < this.#calmAt + 60_000 || this.#host.live.size > 0 || this.#queues.size > 0) return false;
    for (const item of this.#table.items()) if (item.dueAt !== undefined) return false;
    return true;
  }

  /** What keeps it from being over. */
  #open(): string {
    const due = [...this.#table.items()].filter(({ dueAt }) => dueAt !== undefined);
    const states = due.map(
      ({ status, dueAt }) => `${status} due in ${Math.round(((dueAt as number) - this.#sim.now) / 1000)} s`,
    );
    return [
      `${this.#host.live.size} alive`,
      `messages in ${this.#queues.names.filter((one) => this.#queues.nextAt(one) !== null)}`,
      ...states,
    ].join(', ');
  }

  #fateOf(root: string): Fate {
    const fate = this.#fates.get(root);
    if (fate === undefined) throw new Error(`nobody asked for ${root}`);
    return fate;
  }

  /** A caller who repeats the request with its key until it is answered, and may change its mind. */
  async #post(at: number): Promise<void> {
    const { sim, host, plan } = { sim: this.#sim, host: this.#host, plan: this.#plan };
    // Several ask for the same.
    const domain = `d${at % 6}.test`;
    const lane = sim.chance(plan.bulk) ? 'bulk' : 'interactive';
    const fate: Fate = {
      lane,
      takes: sim.pick(plan.takes),
      putOff: sim.chance(plan.putOff) ? sim.pick([1, 1, 2, 9]) : 0,
      temper: { throttles: sim.chance(plan.throttles) ? 0.3 : 0 },
    };
    const many = plan.addresses === 0 ? [`192.0.2.${at}`] : [1, 2].slice(0, sim.pick([1, 1, 2])).map((one) => `192.0.2.${(at + one) % plan.addresses}`); // biome-ignore format: one thought
    const addresses = [...new Set(many)];
    const order = { request: { ...REQUEST, domain }, tenantId: null, caller: 'harness', lane, key: `key-${at}`, maxAge: null } as const; // biome-ignore format: one thought
    // Known beforehand, since it follows from the key: the check may begin before its caller hears of it.
    const id = derivedId('idempotency-key', order.caller, order.key);
    this.#fates.set(id, { ...fate, addresses, domain });
    for (;;) {
      if (host.up) {
        const ask = () => host.invoke('api', TIMEOUT.api, (deps) => createCheck(deps, order));
        // Now and then twice at once, as a caller does whose connection broke.
        const [created] = await Promise.all(sim.chance(0.2) ? [ask(), ask()] : [ask()]);
        if (created != null) {
          if (!('check' in created) || created.check.id !== id)
            this.#watch.say('a caller got another check than its own');
          if (sim.chance(plan.strays)) sim.after(sim.between(0, 600_000), () => this.#stray(id));
          if (sim.chance(plan.cancels)) sim.after(sim.between(0, 300_000), () => void this.#cancel(id));
          return;
        }
      }
      await new Promise<void>((resolve) => void sim.after(sim.between(500, 5000), resolve));
    }
  }

  /** A message that comes when nobody expects it. */
  #stray(id: string): void {
    if (this.#host.calm && this.#plan.kind !== 'perfect') return;
    count(this.#tally, 'stray messages');
    const { sim, plan } = { sim: this.#sim, plan: this.#plan };
    const category = sim.pick(this.#categories).id;
    const about = sim.chance(plan.putOff) ? followUpId(id) : id;
    const [queue, message] = sim.pick([
      [QUEUE.aggregate, { checkId: about }],
      [QUEUE.checks, { checkId: about }],
      [categoryQueue(category), { checkId: about, category }],
    ] as const);
    this.#host.send(queue, JSON.stringify(message), 0);
  }

  async #cancel(id: string): Promise<void> {
    count(this.#tally, 'checks cancelled');
    for (;;) {
      if (this.#host.up) {
        const done = await this.#host.invoke('api', TIMEOUT.api, async (deps) => {
          await cancel(deps, id);
          return true;
        });
        if (done) return;
      }
      await new Promise<void>((resolve) => void this.#sim.after(this.#sim.between(500, 5000), resolve));
    }
  }

  #clock(): void {
    if (this.#host.up) void this.#host.invoke('tick', TIMEOUT.tick, (deps) => tick(deps));
    this.#sim.after(this.#plan.tick * 1000, () => this.#clock());
  }

  #powerCut(): void {
    if (!this.#host.up) return;
    count(this.#tally, 'power cuts');
    this.#host.powerCut();
    const start = async (): Promise<void> => {
      const recovered = await this.#host.invoke('recover', TIMEOUT.tick, (deps) => recover(deps));
      if (recovered === null) this.#sim.after(1000, () => void start());
      else this.#host.restart();
      // A host that was down when the trouble ended begins its work only now.
      this.#calmAt = Math.max(this.#calmAt, this.#sim.now);
    };
    this.#sim.after(this.#sim.between(100, 20_000), () => void start());
  }

  #depsOf(invocation: Invocation): Deps {
    const send = (command: { constructor: { name: string }; input: unknown }) =>
      invocation.call(() => this.#table.apply(command));
    return {
      store: dynamoStore(this.#table.table(send), { transcripts: 14 * DAY, reports: 90 * DAY }),
      queues: {
        send: (queue, message, delay = 0) => invocation.call(() => this.#host.send(queue, JSON.stringify(message), Math.ceil(delay))), // biome-ignore format: one thought
        returnAfter: (queue, handle, seconds) => invocation.call(() => this.#host.returnAfter(queue, handle, Math.ceil(seconds))), // biome-ignore format: one thought
      },
      settings: SETTINGS,
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

  #readers(): Reader[] {
    const reader = (queue: string, timeout: number, concurrency: number, handle: Consumer['handle']): Reader => ({
      ...{ queue, timeout, concurrency },
      consumer: { read: readMessage, queueOf: () => queue, handle },
    });
    const resolve = async ({ id }: { id: string }): Promise<Target> => {
      const fate = this.#fates.get(id);
      return targetOf(this.#sim, fate?.domain ?? 'unanswered.test', fate?.addresses ?? ['192.0.2.250'], id);
    };
    const readers = [
      reader(QUEUE.checks, TIMEOUT.short, 20, (deps, { checkId }) => dispatch(deps, resolve, checkId, never)),
      reader(QUEUE.aggregate, TIMEOUT.short, 20, (deps, { checkId }) => aggregate(deps, checkId)),
      ...this.#categories.flatMap((category) =>
        LANES.map(
          (lane) =>
          reader(categoryQueue(category.id, lane), categoryTimeout(category), 10, (deps, message, { receipt, signal }) => this.#work(deps, category, message, receipt, signal)), // biome-ignore format: one thought
        ),
      ),
    ];
    // Dead letters may be unreadable, and stay where they are until they are dealt with.
    const dead = readers.map(({ queue }) => ({
      ...reader(deadLetterQueue(queue), TIMEOUT.short, 2, (deps, _, { body }) =>
        bury(deps, body, deadLetterQueue(queue)),
      ),
      consumer: {
        read: () => ({ checkId: '' }),
        queueOf: () => null,
        handle: (deps: Deps, _: Message, { body }: { body: string }) => {
          count(this.#tally, 'dead letters');
          return bury(deps, body, deadLetterQueue(queue));
        },
      },
    }));
    return [...readers, ...dead];
  }

  #work(deps: Deps, category: Category, { checkId }: Message, receipt: string, signal: AbortSignal): Promise<void> {
    const invocation = [...this.#host.live].find((one) => one.now === deps.now);
    if (invocation === undefined) throw new Error('nobody invoked this');
    const makeIo = (_: Category, slots: Slots) => this.#ioOf(invocation, checkId, slots);
    return work(deps, makeIo, { checkId, category }, receipt, signal);
  }
}
