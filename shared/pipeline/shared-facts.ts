import { createHash } from 'node:crypto';
import type { Category } from '../check/category.ts';
import type { Reason } from '../check/status.ts';
import type { Target } from '../check/target.ts';
import type { Claim } from '../store/store.ts';
import { VERSION } from '../version.ts';
import type { LiveCheck, StoredResult } from './check.ts';
import type { Deps } from './deps.ts';
import { keepLease } from './lease.ts';

/** One category of one check, by whoever has claimed it. */
export interface Subject {
  check: LiveCheck & { target: Target };
  category: Category;
  owner: string;
  claim: Claim;
}

/** What a category that is shared may know of its target: all that its visits and rows depend on. */
export const SHARED_PARTS = [
  ...(['host', 'port', 'tls', 'addresses', 'refused', 'absence', 'published', 'egressIsGateway'] as const),
] satisfies readonly (keyof Target)[];

/** Whatever else they look like, targets with the same one show the same to this category of this version. */
export function factOf(category: Pick<Category, 'id'>, target: Target): string {
  // Name servers give addresses in any order.
  const addresses = target.addresses.map(({ address, lab }) => [address, lab]).sort();
  const parts = SHARED_PARTS.map((part) => (part === 'addresses' ? addresses : target[part]));
  return createHash('sha256')
    .update(JSON.stringify([VERSION, category.id, ...parts]))
    .digest('hex');
}

/** Reasons that another try would meet as well; after any other, others look for themselves. */
const LASTING: ReadonlySet<Reason> = new Set<Reason>([
  ...(['not-asked', 'not-configured', 'no-target', 'earlier-step', 'no-route', 'gateway-only'] as const),
  ...(['tls-demanded', 'authentication-required', 'no-common-cipher'] as const),
]);

const isShareable = ({ outcome, followUp, rows }: StoredResult): boolean =>
  outcome === 'completed' && followUp === null && rows.every(({ reason }) => reason === null || LASTING.has(reason));

/** How often a check waits for another that is asking the server: half a minute in all. Then it asks itself. */
const MOST_WAITS = 3;

/** The right to find out what others of the run will take over. */
export interface Lead {
  /** Lets the others know. Never rejects: they can do without. */
  settle(result: StoredResult): Promise<void>;
  /** Another may lead at once, unless it was settled. Never rejects. */
  leave(): Promise<void>;
}

/** What a check of a run is to do about a category. */
export type Prospect =
  /** Ask the server itself; `lead` is set where others wait for what comes of it. */
  | { kind: 'ask'; lead: Lead | null }
  /** Another asks the server just now. */
  | { kind: 'wait' }
  | { kind: 'known'; result: StoredResult };

const ASK: Prospect = { kind: 'ask', lead: null };

function leadOf(deps: Deps, runId: string, fact: string, { check, owner }: Subject, until: number): Lead {
  const { store } = deps;
  let over = false;
  // Who loses it goes on for itself: what it finds is its own check's in any case.
  const stop = keepLease(deps, until, (next) => store.keepLeadIfOwned(runId, fact, owner, next), () => {}); // biome-ignore format: one thought
  return {
    async settle(result) {
      // Nobody was connected to: that says nothing of the server.
      if (result.reason === 'target-busy') return;
      over = true;
      stop();
      const found = isShareable(result) ? { result, checkId: check.id, at: deps.now() } : null;
      await store.settleIfLed(runId, fact, owner, found).catch(() => false);
    },
    async leave() {
      stop();
      if (over) return;
      over = true;
      await store.leaveLeadIfOwned(runId, fact, owner).catch(() => false);
    },
  };
}

async function lookUp(deps: Deps, runId: string, fact: string, subject: Subject): Promise<Prospect> {
  const { store } = deps;
  const { check, owner, claim } = subject;
  const seen = await store.readShared(runId, fact);
  if (seen?.state === 'unshareable') return ASK;
  if (seen?.state === 'known') {
    // Its own, where it was cut off before it could record it.
    if (seen.checkId === check.id) return { kind: 'known', result: seen.result };
    const sharedFrom = { checkId: seen.checkId, at: new Date(seen.at).toISOString() };
    return { kind: 'known', result: { ...seen.result, ms: 0, sharedFrom } };
  }
  const now = deps.now();
  const until = now + deps.times.lease * 1000;
  if ((seen?.leaseUntil ?? 0) < now && (await store.leadIfFree(runId, fact, owner, now, until)))
    return { kind: 'ask', lead: leadOf(deps, runId, fact, subject, until) };
  return claim.parked < MOST_WAITS ? { kind: 'wait' } : ASK;
}

/**
 * Of checks of one run that lead to the very same server one asks it, and the others take over what it found. A look
 * that is to confirm what another found asks for itself. Never rejects: without the table each asks for itself.
 */
export async function prospectOf(deps: Deps, subject: Subject): Promise<Prospect> {
  const { check, category } = subject;
  const { recheck, target } = check;
  if (category.shared !== true || recheck === null || !recheck.share || recheck.confirms !== null) return ASK;
  if (target.addresses.length === 0) return ASK;
  return lookUp(deps, recheck.runId, factOf(category, target), subject).catch(() => ASK);
}
