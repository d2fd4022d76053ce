import { createDnsClient, systemServers } from '../shared/net/dns/client.ts';
import { requestOf } from '../shared/api/request-from.ts';
import { readRunMessage } from '../shared/pipeline/message.ts';
import type { RecheckDeps } from '../shared/pipeline/recheck/deps.ts';
import { hostsBy } from '../shared/pipeline/recheck/hosts.ts';
import { recheck } from '../shared/pipeline/recheck/turn.ts';
import { named } from '../shared/pipeline/wire.ts';
import { QUEUE } from '../shared/queue/queue.ts';
import { runStore } from '../shared/store/run-store.ts';
import { openTable } from '../shared/store/table.ts';
import { tenantStore } from '../shared/store/tenant-store.ts';
import { CHECKS_TABLE, TENANTS_TABLE, tableVariable } from '../shared/wiring.ts';
import { queueFunction } from './edge/queue-function.ts';

type Own = Pick<RecheckDeps, 'runs' | 'register'>;
let own: Own | undefined;

const table = (id: string) => openTable(named(process.env, tableVariable(id)));
const DAY_MS = 24 * 3600 * 1000;

/** Moves a run of re-checks for a while. */
export const handler = queueFunction(
  () => QUEUE.recheck,
  async (deps, { runId }, { receipt, signal }) => {
    const { resolver, reportDays } = deps.settings;
    own ??= { runs: runStore(table(CHECKS_TABLE), reportDays * DAY_MS), register: tenantStore(table(TENANTS_TABLE)) };
    // A new one each time: an answer of a while ago may not be so any more.
    const dns = createDnsClient({ servers: resolver === null ? systemServers() : [resolver] });
    await recheck({ ...deps, ...own, requestOf, hostOf: hostsBy(dns, signal) }, runId, receipt, signal);
  },
  readRunMessage,
);
