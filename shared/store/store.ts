import type { Target } from '../check/target.ts';
import type {
  CallbackOutcome,
  CallbackState,
  Check,
  LiveCheck,
  Preflight,
  StoredReport,
  StoredResult,
} from '../pipeline/check.ts';
import type { Changes, Latest } from '../report/changes.ts';
import type { Verdict } from '../report/texts/language.ts';
import type { RecheckStore } from './run-stores.ts';
import type { SharedStore } from './shared-store.ts';

/**
 * What the pipeline asks of its table. Each function is one statement on one item; its condition is its name.
 * `false` or `null`: the condition did not hold, nothing was changed. Errors of the engine are thrown.
 */
export interface CheckStore {
  createIfAbsent(check: LiveCheck): Promise<boolean>;
  /** Strongly consistent; null for what is not there or has expired. */
  readCheck(id: string): Promise<Check | null>;
  /** When a check expires or did, in seconds since 1970; null where nothing of it is left. */
  readExpiry(id: string): Promise<number | null>;
  /** Leaves id and times. @param dueAt when to look once more for what workers left meanwhile */
  cancelIfThere(id: string, now: number, dueAt: number): Promise<boolean>;
  /** A cancelled check of which nothing can be left needs no further look. */
  forgetIfCancelled(id: string): Promise<boolean>;
  /** All that belongs to a check but the check itself: what was found, and whom it was to be told. */
  eraseParts(id: string): Promise<void>;
}

/** What happens to an open check. */
export interface ProgressStore {
  /** The first dispatch wins: sets the target of an open check that has none. */
  startIfUndispatched(id: string, target: Target): Promise<boolean>;
  /** Takes a category out of the pending ones of an open check. @returns what is still pending */
  strikeIfOpen(id: string, category: string): Promise<readonly string[] | null>;
  /** Moves the next look, unless somebody else did so since. */
  postponeIfUnmoved(id: string, seen: number, dueAt: number): Promise<boolean>;
  /** A callback is put once, also after it has ended: who puts it again comes too late. @param dueAt at once */
  putCallbackIfAbsent(id: string, dueAt: number): Promise<boolean>;
  finishIfOpen(id: string, verdict: Verdict, finishedAt: number): Promise<boolean>;
}

/** What is to be looked at, from an index: it may be a moment behind. */
export interface DueStore {
  /** How many checks are open, second looks that are parked among them. */
  countOpen(): Promise<number>;
  /** What is due of a shard, that which waits longest first, page by page. */
  due(shard: number, now: number): AsyncIterable<Due[]>;
}

/** Something that waits for its time. */
export interface Due {
  /** Of what kind, as its key begins: `CHECK`, `CALLBACK`. */
  kind: string;
  id: string;
  dueAt: number;
}

/** Callbacks that wait, by the id of their check: what the notifier needs of the table beside the rest. */
export interface CallbackStore {
  readCallback(id: string): Promise<CallbackState | null>;
  /** Begins an attempt, unless somebody else did so since. @param seen attempts @param dueAt of the next one */
  beginAttemptIfUnmoved(id: string, seen: number, dueAt: number): Promise<boolean>;
  /** Moves the next attempt, which was not begun. @param seen attempts so far */
  postponeCallbackIfUnmoved(id: string, seen: number, dueAt: number): Promise<boolean>;
  /** Ends it, unless another attempt was begun since. @param attempts those that were begun, the own one included */
  endCallbackIfUnmoved(id: string, attempts: number, outcome: CallbackOutcome): Promise<boolean>;
  deleteCallback(id: string): Promise<void>;
}

/** The right to work on a category of a check. */
export interface Claim {
  /** From 1. */
  attempt: number;
  /** How often it was parked before. */
  parked: number;
}

export interface ClaimStore {
  /** Null while somebody else's lease lasts. */
  claimIfFree(id: string, category: string, owner: string, now: number, leaseUntil: number): Promise<Claim | null>;
  /** Never shortens, as `keepIfOwned`. */
  renewIfOwned(id: string, category: string, owner: string, leaseUntil: number): Promise<boolean>;
  /** By its owner, or by a host that knows that the owner is gone. */
  releaseIfOwned(id: string, category: string, owner: string): Promise<boolean>;
  /**
   * Nobody works on it until `until`, and the attempt does not count: it found no place at the target. False when it
   * is no longer ours.
   */
  parkIfOwned(id: string, category: string, owner: string, until: number): Promise<boolean>;
  /** For a host that has just started: what was cut off with its predecessor was no failed attempt. */
  dropClaim(id: string, category: string): Promise<void>;
  /** End of the lease of each category that was ever claimed. */
  readLeases(id: string): Promise<ReadonlyMap<string, number>>;
}

/** What belongs to a check beside the check itself. */
export interface Parts {
  results: StoredResult[];
  /** End of the lease of each category that was ever claimed. */
  leases: ReadonlyMap<string, number>;
  report: StoredReport | null;
  changes: Changes | null;
}

/** Results and reports are written once; who comes later changes nothing. */
export interface ResultStore {
  putResultIfAbsent(id: string, result: StoredResult): Promise<boolean>;
  hasResult(id: string, category: string): Promise<boolean>;
  readResults(id: string): Promise<StoredResult[]>;
  deleteResult(id: string, category: string): Promise<void>;
  putReportIfAbsent(id: string, report: StoredReport): Promise<boolean>;
  readReport(id: string): Promise<StoredReport | null>;
  /** All of it with one query, for whoever shows a check. */
  readParts(id: string): Promise<Parts>;
}

export interface Places {
  /** Numbers of those that are held now. */
  held: readonly number[];
  /** Until when the address wants one connection at a time; 0: it said nothing. */
  coolUntil: number;
}

/** What checks of one tenant and domain are compared with. */
export interface LatestStore {
  /** Null: none is known. */
  readLatest(of: string): Promise<Latest | null>;
  /** @param before the check that `latest` was made from; who was replaced meanwhile replaces nothing */
  replaceLatestIfUnmoved(of: string, latest: Latest, before: string | null): Promise<boolean>;
  /** Where it is this check's. */
  forgetLatestIfOf(of: string, checkId: string): Promise<boolean>;
  /** Written once. */
  putChangesIfAbsent(id: string, changes: Changes): Promise<boolean>;
}

/** Tenants that are to be erased: their checks are, some with each look of the tick. */
export interface EraseStore {
  /** All checks that were created until `before`, which is also when it is due. */
  askErasure(tenantId: string, before: number): Promise<void>;
  readErasure(tenantId: string): Promise<{ before: number; dueAt: number } | null>;
  postponeErasureIfUnmoved(tenantId: string, seen: number, dueAt: number): Promise<boolean>;
  endErasureIfUnmoved(tenantId: string, seen: number): Promise<boolean>;
  /** Ids of those that are not erased yet, from an index: a moment behind. */
  checksOfTenant(tenantId: string, before: number, most: number): Promise<string[]>;
}

/** Places at an address that is tested: who holds one may have one connection open there. */
export interface SlotStore {
  /** Who is at an address. */
  readPlaces(address: string, now: number): Promise<Places>;
  /** Free is also what the same owner has: it may not have heard that it got it. */
  takeIfFree(address: string, place: number, owner: string, now: number, leaseUntil: number): Promise<boolean>;
  /** Never shortens: a renewal that is long on its way must not take back a later one. */
  keepIfOwned(address: string, place: number, owner: string, leaseUntil: number): Promise<boolean>;
  /** Sets the end of what is given up: nobody takes it before. */
  leaveIfOwned(address: string, place: number, owner: string, leaseUntil: number): Promise<boolean>;
  freeIfOwned(address: string, place: number, owner: string): Promise<boolean>;
  /** The address wants fewer connections until then; never shortens what another said. */
  coolIfLonger(address: string, until: number): Promise<boolean>;
  /** For a host that is the only one and has just started. Reads the whole table. */
  freeAll(): Promise<void>;
}

export interface FactStore {
  /** The newest finished check of a request. */
  readNewest(fingerprint: string): Promise<{ checkId: string; finishedAt: number } | null>;
  rememberIfNewer(fingerprint: string, checkId: string, finishedAt: number): Promise<boolean>;
  /** Counts one more under the key until `endsAt`. False: `limit` is reached. */
  countIfBelow(key: string, limit: number, endsAt: number): Promise<boolean>;
  writePreflight(preflight: Preflight): Promise<void>;
  readPreflight(): Promise<Preflight | null>;
}

export interface Store
  extends CheckStore,
    ProgressStore,
    DueStore,
    ClaimStore,
    ResultStore,
    LatestStore,
    SlotStore,
    SharedStore,
    EraseStore,
    RecheckStore,
    FactStore {}
