import { randomUUID } from 'node:crypto';
import { aggregate } from '../../shared/pipeline/aggregate.ts';
import type { LiveCheck, StoredResult } from '../../shared/pipeline/check.ts';
import { record } from '../../shared/pipeline/record.ts';
import type { RecheckDeps } from '../../shared/pipeline/recheck/deps.ts';
import type { Page, Run, RunOrder } from '../../shared/pipeline/recheck/run.ts';
import { startRun } from '../../shared/pipeline/recheck/start.ts';
import { recheck } from '../../shared/pipeline/recheck/turn.ts';
import { tick } from '../../shared/pipeline/tick.ts';
import { requestOf } from '../../shared/api/request-from.ts';
import type { RowResult } from '../../shared/check/runner.ts';
import type { Settings } from '../../shared/config.ts';
import { runStore } from '../../shared/store/run-store.ts';
import type { Table } from '../../shared/store/table.ts';
import { type TenantStore, tenantStore } from '../../shared/store/tenant-store.ts';
import { topologyOf } from '../../infra/topology.ts';
import { TableModel } from '../faults/model/table.ts';
import { fakeCategory, type PipelineOn, pipelineOn, TARGET } from './pipeline-world.ts';

const DAY = 24 * 3600 * 1000;

export const ORDER: RunOrder = {
  filter: { tenantIds: null, verdicts: null, checkedBefore: null },
  ...{ spreadOver: 0, maxAge: null, force: false, caller: 'operations', tenantId: null, callback: null },
};

/** A row of a made-up result. */
export const found = (
  id: string,
  status: RowResult['status'],
  code: string,
  more: Partial<RowResult> = {},
): RowResult => ({
  ...{ n: null, id, category: 'session', subject: null, status, code, value: null, data: {}, reason: null },
  ...{ side: 'server', gravity: 80, reply: null, stage: null, ms: null, evidence: [] },
  ...more,
});

/** Runs on embedded tables: time moves when somebody waits, and checks end as a test says. */
export interface RunWorld {
  world: PipelineOn;
  deps: RecheckDeps;
  tenants: TenantStore;
  /** What the checks of a domain find; by number of the check. */
  finds: Map<string, (rounds: number) => RowResult[]>;
  /** Ids of the checks that were begun, in order. */
  begun: string[];
  /** Ids of the callbacks that were asked for, in order. */
  callbacks: Set<string>;
  checks: Table;
  /** Most that were open at once. */
  most: number;
  start(order?: Partial<RunOrder>, key?: string | null): Promise<Run>;
  /** One step of a turn. */
  turn(runId: string): Promise<void>;
  /** Turns and ticks until the run is over, or so many rounds have passed. */
  play(runId: string, rounds?: number): Promise<Run>;
  /** Ends what is open. */
  endChecks(): Promise<void>;
  pagesOf(run: Run): Promise<Page[]>;
}

/** Tables in memory: a run writes and reads a lot, and the engine itself is met elsewhere. */
function tablesInMemory(now: () => number): { checks: Table; tenants: Table } {
  const [checks, tenants] = topologyOf().tables.map(({ id, indexes }) => {
    const model = new TableModel(id, indexes);
    return { ...model.table(async (command) => model.apply(command)), now };
  }) as [Table, Table];
  return { checks, tenants };
}

/** Where a world of runs keeps what it knows, other than on the tables of everybody. */
export type Keep = (now: () => number) => Pick<RecheckDeps, 'store' | 'runs'>;

export function startRuns(settings: Partial<Settings> = {}, keep: Keep | null = null): RunWorld {
  // The world has the clock, and is made from its tables.
  let clock = Date.now;
  const tables = tablesInMemory(() => clock());
  const world = pipelineOn(tables.checks, [fakeCategory('session')], {
    confirmSeconds: 300,
    recheckOpen: 40,
    ...settings,
  });
  clock = world.deps.now;
  const tenants = tenantStore(tables.tenants);
  const deps: RecheckDeps = {
    ...world.deps,
    ...(keep?.(world.deps.now) ?? { runs: runStore(tables.checks, 90 * DAY) }),
    register: tenants,
    requestOf,
    hostOf: async () => null,
    // Who waits makes time pass.
    after: (ms, run) => {
      const timer = setImmediate(() => {
        world.advance(ms / 1000);
        run();
      });
      return () => clearImmediate(timer);
    },
  };
  const finds: RunWorld['finds'] = new Map();
  const looked = new Map<string, number>();
  const open = new Set<string>();
  const begun: string[] = [];

  const endOne = async (id: string): Promise<void> => {
    const check = (await deps.store.readCheck(id)) as LiveCheck | null;
    if (check === null || check.status === ('cancelled' as LiveCheck['status'])) return;
    const name = `${check.tenantId}/${check.request.domain}`;
    const times = (looked.get(name) ?? 0) + 1;
    looked.set(name, times);
    await deps.store.startIfUndispatched(id, { ...TARGET, domain: check.request.domain });
    const rows = finds.get(name)?.(times) ?? [found('connect', 'pass', 'connected')];
    const result: StoredResult = { category: 'session', outcome: 'completed', reason: null, ms: 1, fault: null, rows, conversations: [], families: [], followUp: null }; // biome-ignore format: one thought
    await record(deps, id, result);
    await aggregate(deps, id);
  };
  const runs: RunWorld = {
    ...{ world, deps, tenants, finds, begun, most: 0, callbacks: new Set<string>(), checks: tables.checks },
    async start(order = {}, key = null) {
      const started = await startRun(deps, { ...ORDER, ...order }, key);
      if (!('run' in started)) throw new Error(started.outcome);
      return started.run;
    },
    async endChecks() {
      for (const { queue, message } of world.taken()) {
        if (queue === 'notify') runs.callbacks.add(message.checkId);
        if (!queue.startsWith('checks') || begun.includes(message.checkId)) continue;
        begun.push(message.checkId);
        open.add(message.checkId);
      }
      runs.most = Math.max(runs.most, open.size);
      for (const id of open) await endOne(id);
      open.clear();
    },
    // No longer than one step, so that checks end between two of them.
    turn: (runId) => recheck(deps, runId, randomUUID(), AbortSignal.abort()),
    async play(runId, rounds = 100) {
      let run = await deps.runs.readRun(runId);
      for (let round = 0; round < rounds && run !== null && run.dueAt !== null; round += 1) {
        await runs.turn(runId);
        await runs.endChecks();
        world.advance(20);
        await tick(deps);
        await runs.endChecks();
        run = await deps.runs.readRun(runId);
      }
      if (run === null) throw new Error('the run is gone');
      return run;
    },
    pagesOf: (run) => deps.runs.readPages(run.id, 0, run.listed, true),
  };
  return runs;
}

/** So many tenants with so many domains each. */
export const manyTenants = (tenants: number, domains: number) =>
  Array.from({ length: tenants }, (_, tenant) => ({
    ...{ id: `t${tenant}`, name: `Tenant ${tenant}`, updatedAt: 0 },
    domains: Array.from({ length: domains }, (__, domain) => ({ domain: `d${domain}.t${tenant}.test` })),
  }));
