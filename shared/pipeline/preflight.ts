import type { Io } from '../check/io.ts';
import type { Preflight } from './check.ts';
import type { Deps } from './deps.ts';
import { familiesFor } from './vantage.ts';

/** A preflight that is older says nothing any more. */
const STALE_MS = 15 * 60_000;

/** Looks at our own side from where the smtp categories run, and stores what it saw. */
export async function preflight(deps: Pick<Deps, 'store' | 'now' | 'log' | 'measure'>, io: Io): Promise<Preflight> {
  const [wayOut, families, own] = await Promise.all([
    io.wayOut(false),
    familiesFor({ addresses: [] }, io),
    io.ownSide(),
  ]);
  const seen: Preflight = { at: deps.now(), wayOut, families, own };
  await deps.store.writePreflight(seen);
  // Undetermined is no news: there may be no canary at all.
  if (wayOut !== 'undetermined') deps.measure('canary', wayOut === 'works' ? 1 : 0);
  if (wayOut === 'blocked') deps.log.error('our way out on port 25 is blocked', { wayOut });
  const broken = own.filter(({ state }) => state === 'broken').map(({ part }) => part);
  if (broken.length > 0) deps.log.error('our own side is broken', { broken });
  return seen;
}

type Needs = Pick<Deps, 'store' | 'now' | 'log'>;

const isYoung = ({ at }: Preflight, now: number): boolean => now - at <= STALE_MS;

/** The stored preflight while it is young enough; else null. */
export async function freshPreflight({ store, now }: Pick<Deps, 'store' | 'now'>): Promise<Preflight | null> {
  const stored = await store.readPreflight();
  return stored !== null && isYoung(stored, now()) ? stored : null;
}

/**
 * The same for one that reads it again and again: a store that does not answer once is no reason to give up a check as
 * long as what was read last is young enough. Where nothing was, it throws what the store throws: that nothing stands
 * in our way must be known.
 */
export function preflightReader(): (deps: Needs) => Promise<Preflight | null> {
  let last: Preflight | null = null;
  return async (deps) => {
    try {
      last = await freshPreflight(deps);
      return last;
    } catch (error) {
      if (last === null || !isYoung(last, deps.now())) throw error;
      deps.log.warn('preflight not read; taken as it was', {
        error: error instanceof Error ? error.message : `${error}`,
      });
      return last;
    }
  };
}
