import type { Deps } from '../pipeline/deps.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { HistoryStore } from '../store/history-store.ts';
import type { TenantStore } from '../store/tenant-store.ts';

/** What the API needs beside what the pipeline does. */
export interface ApiDeps extends Deps {
  secrets: Secrets;
  history: HistoryStore;
  tenants: TenantStore;
}
