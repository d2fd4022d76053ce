import type { ApiDeps } from '../../shared/api/api-deps.ts';
import type { Caller } from '../../shared/api/context.ts';
import { named } from '../../shared/pipeline/wire.ts';
import { historyStore } from '../../shared/store/history-store.ts';
import { runStore } from '../../shared/store/run-store.ts';
import { openTable, type Table } from '../../shared/store/table.ts';
import { tenantStore } from '../../shared/store/tenant-store.ts';
import { CHECKS_TABLE, TENANT_ROLE_VARIABLE, TENANTS_TABLE, tableVariable } from '../../shared/wiring.ts';
import { depsOf } from './runtime.ts';
import { secrets } from './secrets.ts';
import { type TenantTables, tenantTables } from './tenant-scope.ts';

const nameOf = (id: string): string => named(process.env, tableVariable(id));

const DAY_MS = 24 * 3600 * 1000;

/** Runs are found by their ids, which say nothing of a tenant: as with checks, the handler compares. */
const runsOf = (reportDays: number) => runStore(openTable(nameOf(CHECKS_TABLE)), reportDays * DAY_MS);

/** @param open a table by its name */
const through = (open: (name: string) => Table) => ({
  history: historyStore(open(nameOf(CHECKS_TABLE))),
  tenants: tenantStore(open(nameOf(TENANTS_TABLE))),
});

let wired: ApiDeps | undefined;
let scoped: TenantTables | undefined;

/**
 * What the API needs, made with the first request. Apart from the runtime of all, whose functions need less. Lists and
 * the register are read with the credentials of the caller's tenant, where the host has a role for that.
 */
export function apiDepsOf(caller: Caller | null): ApiDeps {
  if (wired === undefined) {
    const deps = depsOf();
    wired = { ...deps, secrets, ...through((name) => openTable(name)), runs: runsOf(deps.settings.reportDays) };
  }
  const role = process.env[TENANT_ROLE_VARIABLE];
  const tenantId = caller?.tenantId ?? null;
  if (role === undefined || tenantId === null) return wired;
  scoped ??= tenantTables(role);
  return { ...wired, ...through(scoped(tenantId)) };
}
