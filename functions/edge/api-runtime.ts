import type { ApiDeps } from '../../shared/api/api-deps.ts';
import { named } from '../../shared/pipeline/wire.ts';
import { historyStore } from '../../shared/store/history-store.ts';
import { openTable, type Table } from '../../shared/store/table.ts';
import { tenantStore } from '../../shared/store/tenant-store.ts';
import { CHECKS_TABLE, TENANTS_TABLE, tableVariable } from '../../shared/wiring.ts';
import { depsOf } from './runtime.ts';
import { secrets } from './secrets.ts';

const tableOf = (id: string): Table => openTable(named(process.env, tableVariable(id)));

let wired: ApiDeps | undefined;

/** What the API needs, made with the first request. Apart from the runtime of all, whose functions need less. */
export function apiDepsOf(): ApiDeps {
  wired ??= {
    ...depsOf(),
    secrets,
    history: historyStore(tableOf(CHECKS_TABLE)),
    tenants: tenantStore(tableOf(TENANTS_TABLE)),
  };
  return wired;
}
