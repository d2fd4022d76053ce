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

/** The stored preflight while it is young enough; else null. */
export async function freshPreflight({ store, now }: Pick<Deps, 'store' | 'now'>): Promise<Preflight | null> {
  const stored = await store.readPreflight();
  return stored !== null && now() - stored.at <= STALE_MS ? stored : null;
}
