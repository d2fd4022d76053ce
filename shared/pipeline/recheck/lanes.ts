import { providerById } from '../../net/provider/provider.ts';
import type { Entry, Page, Run } from './run.ts';

/**
 * Checks of one lane that may be under way at once, for each connection that a run may have there: while one connects,
 * another resolves, waits for its other categories, or is put together. More would only wait, and their deadlines run.
 */
const CHECKS_PER_PLACE = 2;

/** Of one lane. @param perAddress connections of ours at one address at a time */
export function laneLimit(lane: string, perAddress: number): number {
  // One of them is left to whoever is waited for.
  const places = providerById(lane)?.places ?? Math.max(1, perAddress - 1);
  return places * CHECKS_PER_PLACE;
}

/** A run that is a tenant's own may have one of so many open, and never fewer than so many: there may be many such runs. */
const [SHARE, LEAST] = [10, 5] as const;

/** Checks of a run that may be under way at once. @param open of a run of operations */
export const openLimit = ({ tenantId }: Pick<Run, 'tenantId'>, open: number): number =>
  tenantId === null ? open : Math.min(open, Math.max(LEAST, Math.floor(open / SHARE)));

/** Whether a check of it is at work: begun, not ended, and not parked until later. */
export const isUnderWay = ({ admitted, parked, result }: Entry, now: number): boolean =>
  admitted !== null && result === null && (parked === null || parked.from <= now);

/** What is under way, in all and by lane. */
export interface Load {
  all: number;
  byLane: Map<string, number>;
}

export function loadOf(pages: readonly Page[], now: number): Load {
  const load: Load = { all: 0, byLane: new Map() };
  for (const { entries } of pages) for (const one of entries) if (isUnderWay(one, now)) carry(load, one);
  return load;
}

export function carry(load: Load, { lane }: Pick<Entry, 'lane'>): void {
  load.all += 1;
  if (lane !== null) load.byLane.set(lane, (load.byLane.get(lane) ?? 0) + 1);
}

/** Entries of a page that may be begun now, within what is left of the load; they are added to it. */
export function choose(page: Page, load: Load, most: number, perAddress: number): number[] {
  const chosen: number[] = [];
  if (page.closed) return chosen;
  for (const [at, entry] of page.entries.entries()) {
    const { lane, admitted, result } = entry;
    if (admitted !== null || result !== null || load.all >= most) continue;
    if (lane !== null && (load.byLane.get(lane) ?? 0) >= laneLimit(lane, perAddress)) continue;
    carry(load, entry);
    chosen.push(at);
  }
  return chosen;
}
