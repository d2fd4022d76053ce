import type { CheckRequest } from '../../shared/check/request.ts';
import type { Target } from '../../shared/check/target.ts';
import { cancel } from '../../shared/pipeline/cancel.ts';
import { createCheck, derivedId } from '../../shared/pipeline/create.ts';
import type { Deps } from '../../shared/pipeline/deps.ts';
import { followUpId } from '../../shared/pipeline/follow-up.ts';
import type { RecheckRef } from '../../shared/pipeline/recheck/run.ts';
import { categoryQueue, checksQueue, QUEUE } from '../../shared/queue/queue.ts';
import type { Fate } from './model/gathering.ts';
import type { Host } from './model/host.ts';
import { urlOf } from './model/receivers.ts';
import { count, type Tally } from './model/invocation.ts';
import type { Simulation } from './model/simulation.ts';
import type { Plan } from './plan.ts';

/** Of some checks; it may leave. */
const TENANT = 'leaver';
export interface Erased {
  tenantId: string;
  /** Milliseconds since 1970. */
  before: number;
}

/** Seconds that the API may take for an answer. */
const TIMEOUT = 29;
export const REQUEST: CheckRequest = { domain: 'contoso.test', target: null, port: 25, mode: 'auto', phase: 'auto', gateway: null, tls: true, recipients: [], send: false, categories: ['dns', 'session', 'envelope'], lang: 'en' }; // biome-ignore format: one line

/** What a made-up check finds where it goes, and where that is. */
interface Aim extends Fate {
  addresses: readonly string[];
  domain: string;
  zone: string;
  recheck: RecheckRef | null;
}

/**
 * Two look-ups never find quite the same, so that it shows whose target stays; what checks of a run share is the same
 * server, though.
 */
const targetOf = (
  sim: Simulation,
  { domain, zone, addresses, recheck }: Omit<Aim, keyof Fate>,
  root: string,
): Target => ({
  ...{
    domain,
    host: `mx${recheck === null ? Math.floor(sim.random() * 1000) : ''}.${zone}`,
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

/** Under which hosts of providers lie that bear few connections. */
const ZONES = ['mail.hostpoint.ch', 'mail.hostpoint.ch', 'mail.gandi.net'];

interface Surroundings {
  sim: Simulation;
  plan: Plan;
  tally: Tally;
  host(): Host;
  /** Ids of the categories. */
  categories: readonly string[];
  wrong(what: string): void;
}

/** Those who ask for checks, repeat themselves until they are answered, and may change their minds. */
export class Callers {
  readonly #around: Surroundings;
  /** What they will ask for yet. */
  pending = 0;
  /** The tenant that was to be erased, with what was created until then. */
  erased: Erased | null = null;
  /** What each chain of checks finds, by its root. */
  readonly #fates = new Map<string, Aim>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  fateOf(root: string): Fate {
    const fate = this.#fates.get(root);
    if (fate === undefined) throw new Error(`nobody asked for ${root}`);
    return fate;
  }

  /** Of a check of a run, whose domain has servers of its own. */
  targetOfRun(id: string, domain: string): Target {
    const number = Number(/\d+/.exec(domain)?.[0] ?? 0);
    const zone = number % 3 === 0 ? 'mail.protection.outlook.com' : domain;
    return targetOf(
      this.#around.sim,
      { domain, zone, addresses: [`192.0.2.${100 + (number % 100)}`], recheck: null },
      id,
    );
  }

  targetOf(id: string): Target {
    const nowhere = { domain: 'unanswered.test', zone: 'unanswered.test', addresses: ['192.0.2.250'], recheck: null };
    return targetOf(this.#around.sim, this.#fates.get(id) ?? nowhere, id);
  }

  /** Asks for one check with a key, until the answer comes. @param at number of the check */
  async post(at: number): Promise<void> {
    const { sim, plan, wrong } = this.#around;
    const fate = this.#fateFor(at);
    const request = { ...REQUEST, domain: fate.domain };
    const wanted = sim.chance(plan.callbacks)
      ? { url: urlOf(sim.pick(plan.receivers)), origin: 'https://mxready.test' }
      : null;
    const order = {
      request,
      tenantId: sim.chance(plan.cancels) ? TENANT : null,
      caller: 'harness',
      lane: fate.lane,
      key: `key-${at}`,
      maxAge: null,
      callback: wanted,
      recheck: fate.recheck,
    };
    // Known beforehand, since it follows from the key: the check may begin before its caller hears of it.
    const id = derivedId('idempotency-key', order.caller, order.key);
    this.#fates.set(id, fate);
    const created = await this.#insist((deps) => createCheck(deps, order));
    if (!('check' in created) || created.check.id !== id) wrong('a caller got another check than its own');
    if (sim.chance(plan.strays)) this.later(600_000, async () => this.#stray(id));
    if (sim.chance(plan.cancels)) this.later(300_000, () => this.#cancel(id));
  }

  later(most: number, ask: () => Promise<void>): void {
    const { sim } = this.#around;
    this.pending += 1;
    sim.after(sim.between(0, most), () => {
      void ask().then(() => {
        this.pending -= 1;
      });
    });
  }

  #fateFor(at: number): Aim {
    const { sim, plan } = this.#around;
    const shared = [1, 2].slice(0, sim.pick([1, 1, 2])).map((one) => `192.0.2.${(at + one) % plan.addresses}`);
    const one = at % (plan.addresses || 3);
    const isOfRun = plan.runs > 0 && sim.chance(plan.runs);
    const where = isOfRun
      ? { zone: ZONES[one % ZONES.length] ?? '', addresses: [`192.0.2.${one}`] }
      : {
          zone: plan.providers > 0 && sim.chance(plan.providers) ? sim.pick(ZONES) : `d${at % 6}.test`,
          addresses: plan.addresses === 0 ? [`192.0.2.${at}`] : [...new Set(shared)],
        };
    return {
      // Several ask for the same.
      domain: `d${at % 6}.test`,
      ...where,
      recheck: isOfRun
        ? { runId: 'run', page: 1, entry: at, scope: 'operations', share: sim.chance(0.9), confirms: null }
        : null,
      lane: sim.chance(plan.bulk) ? 'bulk' : 'interactive',
      takes: sim.pick(plan.takes),
      putOff: sim.chance(plan.putOff) ? sim.pick([1, 1, 2, 9]) : 0,
      temper: { throttles: sim.chance(plan.throttles) ? 0.3 : 0 },
    };
  }

  /** Calls the API until it answers; now and then twice at once, as a caller does whose connection broke. */
  async #insist<T>(call: (deps: Deps) => Promise<T>): Promise<T> {
    const { sim, host } = this.#around;
    for (;;) {
      const ask = () => host().invoke('api', TIMEOUT, call);
      const [answer] = host().up ? await Promise.all(sim.chance(0.2) ? [ask(), ask()] : [ask()]) : [null];
      if (answer !== null && answer !== undefined) return answer;
      await new Promise<void>((resolve) => void sim.after(sim.between(500, 5000), resolve));
    }
  }

  /** A tenant wants to be forgotten: all its checks that there are by then. */
  async eraseTenant(): Promise<void> {
    count(this.#around.tally, 'tenants erased');
    await this.#insist(async (deps) => {
      const before = deps.now();
      await deps.store.askErasure(TENANT, before);
      this.erased = { tenantId: TENANT, before: Math.max(before, this.erased?.before ?? 0) };
      return true;
    });
  }

  async #cancel(id: string): Promise<void> {
    count(this.#around.tally, 'checks cancelled');
    await this.#insist(async (deps) => {
      await cancel(deps, id);
      return true;
    });
  }

  /** A message that comes when nobody expects it. */
  #stray(id: string): void {
    const { sim, plan, tally, categories, host } = this.#around;
    if (host().calm && plan.kind !== 'perfect') return;
    count(tally, 'stray messages');
    const category = sim.pick(categories);
    const about = sim.chance(plan.putOff) ? followUpId(id) : id;
    const [queue, message] = sim.pick([
      [QUEUE.aggregate, { checkId: about }],
      [checksQueue(), { checkId: about }],
      [QUEUE.notify, { checkId: about }],
      [categoryQueue(category), { checkId: about, category }],
    ] as const);
    host().send(queue, JSON.stringify(message), 0);
  }
}
