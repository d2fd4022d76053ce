import { createApp } from '../../shared/api/app.ts';
import type { Caller } from '../../shared/api/context.ts';
import type { Secrets } from '../../shared/secrets/secrets.ts';
import { historyStore } from '../../shared/store/history-store.ts';
import { runStore } from '../../shared/store/run-store.ts';
import { tenantStore } from '../../shared/store/tenant-store.ts';
import { TENANTS_TABLE } from '../../shared/wiring.ts';
import type { PipelineWorld } from './pipeline-world.ts';

export const ORIGIN = 'https://api.mxready.test';

/** Who may do anything, as on the local service. */
export const ANYBODY: Caller = { id: 'me', tenantId: null, scopes: null };

export const KEYS: Secrets = { keysOf: async () => [new TextEncoder().encode('k'.repeat(48))] };

interface HostOptions {
  callerOf?(): Caller | null;
  requestId?: string;
  secretsOf?(): Secrets;
}

/** The API without a host: on what the test says that there is. */
export const hostApi = (
  worldOf: () => Pick<PipelineWorld, 'deps' | 'table'>,
  { callerOf = () => ANYBODY, requestId = 'some-request', secretsOf = () => KEYS }: HostOptions = {},
): ReturnType<typeof createApp> =>
  createApp({
    depsOf: () => ({
      ...worldOf().deps,
      secrets: secretsOf(),
      history: historyStore(worldOf().table),
      runs: runStore(worldOf().table, 90 * 24 * 3600 * 1000),
      tenants: tenantStore({ ...worldOf().table, name: TENANTS_TABLE }),
    }),
    callerOf,
    requestIdOf: () => requestId,
    originOf: () => ORIGIN,
  });
