import type { CheckRequest } from '../../check/request.ts';
import type { RunStore } from '../../store/run-stores.ts';
import type { TenantDomain, TenantStore } from '../../store/tenant-store.ts';
import type { Deps } from '../deps.ts';

/** What whoever moves runs needs beside what the pipeline does. */
export interface RecheckDeps extends Deps {
  runs: RunStore;
  register: Pick<TenantStore, 'readTenant' | 'readTenants'>;
  /** What a check of a registered domain asks for. @throws Error for what cannot be asked for any more */
  requestOf(domain: TenantDomain): CheckRequest;
  /**
   * The host that a check of it would connect to; null: none, or it is not known. Rejects where the host of all this
   * cut the look-up off: that says nothing of the domain.
   */
  hostOf(domain: TenantDomain): Promise<string | null>;
}

/** Milliseconds of a turn at a run: then it is left, and goes on with the next tick. */
export const TURN_MS = 45_000;
/** Seconds that the function may take beyond its turn. */
export const AFTER_TURN = 15;
/** Milliseconds that a run is somebody's without being renewed. */
export const RUN_LEASE_MS = 30_000;
/** Milliseconds from one step of a turn to the next: while there is something to do, and while one only waits. */
export const [BUSY_MS, IDLE_MS] = [200, 1500] as const;
/** Pages that are open at once: who waits for a second look keeps its page open for minutes. */
export const WINDOW = 400;
/** Pages that are listed with one step. */
export const LISTED_AT_ONCE = 40;
/** Milliseconds beyond a check's deadline after which somebody asks what became of it. */
export const OVERDUE_MS = 120_000;
/** Milliseconds after that in which a check that cannot be begun is tried again: longer than an outage of the table. */
export const LASTING_MS = 3600_000;
