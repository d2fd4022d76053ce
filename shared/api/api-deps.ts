import type { Deps } from '../pipeline/deps.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { HistoryStore } from '../store/history-store.ts';
import type { RunStore } from '../store/run-stores.ts';
import type { TenantStore } from '../store/tenant-store.ts';

/** What the API needs beside what the pipeline does. */
export interface ApiDeps extends Deps {
  secrets: Secrets;
  history: HistoryStore;
  tenants: TenantStore;
  /** Whose a run is, is said in it: the handlers compare. */
  runs: RunStore;
}
