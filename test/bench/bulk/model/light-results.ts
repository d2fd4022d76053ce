import type { StoredReport, StoredResult } from '../../../../shared/pipeline/check.ts';
import type { Changes, Latest } from '../../../../shared/report/changes.ts';
import type { Store } from '../../../../shared/store/store.ts';
import { unasked } from './around.ts';

/** What a check left beside itself. */
interface Left {
  results: Map<string, StoredResult>;
  leases: Map<string, { owner: string; until: number; attempt: number; parked: number }>;
  report: StoredReport | null;
  changes: Changes | null;
}

/** What checks found, and what is remembered of it, in memory. Not metered: it is the same for each. */
export class LightResults {
  readonly #left = new Map<string, Left>();
  readonly #latest = new Map<string, Latest>();
  readonly #newest = new Map<string, { checkId: string; finishedAt: number }>();

  /** All that stands under a check, and its domain. */
  forget(id: string, of: string | null): void {
    this.#left.delete(id);
    if (of !== null) this.#latest.delete(of);
  }

  #of(id: string): Left {
    const known = this.#left.get(id) ?? { results: new Map(), leases: new Map(), report: null, changes: null };
    this.#left.set(id, known);
    return known;
  } // biome-ignore format: one thought

  #claims(): Pick<
    Store,
    'claimIfFree' | 'renewIfOwned' | 'releaseIfOwned' | 'parkIfOwned' | 'dropClaim' | 'readLeases'
  > {
    return {
      claimIfFree: async (id, category, owner, now, until) => {
        const { leases } = this.#of(id);
        const held = leases.get(category);
        if (held !== undefined && held.until >= now) return null;
        const claim = { attempt: (held?.attempt ?? 0) + 1, parked: held?.parked ?? 0 };
        leases.set(category, { owner, until, ...claim });
        return claim;
      },
      renewIfOwned: unasked,
      releaseIfOwned: unasked,
      parkIfOwned: unasked,
      dropClaim: async (id, category) => void this.#left.get(id)?.leases.delete(category),
      readLeases: async (id) => {
        return new Map([...(this.#left.get(id)?.leases ?? [])].map(([category, { until }]) => [category, until]));
      },
    };
  }

  #results(): Pick<
    Store,
    | 'putResultIfAbsent'
    | 'hasResult'
    | 'readResults'
    | 'deleteResult'
    | 'putReportIfAbsent'
    | 'readReport'
    | 'readParts'
  > {
    return {
      putResultIfAbsent: async (id, result) => {
        const { results } = this.#of(id);
        return !results.has(result.category) && results.set(result.category, result) !== undefined;
      },
      hasResult: async (id, category) => this.#left.get(id)?.results.has(category) ?? false,
      readResults: async (id) => [...(this.#left.get(id)?.results.values() ?? [])],
      deleteResult: async (id, category) => void this.#left.get(id)?.results.delete(category),
      putReportIfAbsent: async (id, report) => {
        if (this.#of(id).report !== null) return false;
        this.#of(id).report = report;
        return true;
      },
      readReport: async (id) => this.#left.get(id)?.report ?? null,
      readParts: unasked,
    };
  }

  #facts(): Pick<
    Store,
    | 'readLatest'
    | 'replaceLatestIfUnmoved'
    | 'forgetLatestIfOf'
    | 'putChangesIfAbsent'
    | 'readNewest'
    | 'rememberIfNewer'
    | 'countIfBelow'
    | 'writePreflight'
    | 'readPreflight'
  > {
    return {
      readLatest: async (of) => this.#latest.get(of) ?? null,
      replaceLatestIfUnmoved: async (of, latest, before) => {
        if ((this.#latest.get(of)?.checkId ?? null) !== before) return false;
        this.#latest.set(of, latest);
        return true;
      },
      forgetLatestIfOf: async (of, checkId) => this.#latest.get(of)?.checkId === checkId && this.#latest.delete(of),
      putChangesIfAbsent: async (id, changes) => {
        if (this.#of(id).changes !== null) return false;
        this.#of(id).changes = changes;
        return true;
      },
      readNewest: async (fingerprint) => this.#newest.get(fingerprint) ?? null,
      rememberIfNewer: async (fingerprint, checkId, finishedAt) => {
        if ((this.#newest.get(fingerprint)?.finishedAt ?? 0) >= finishedAt) return false;
        this.#newest.set(fingerprint, { checkId, finishedAt });
        return true;
      },
      countIfBelow: unasked,
      writePreflight: unasked,
      readPreflight: async () => null,
    };
  }

  store() {
    return { ...this.#claims(), ...this.#results(), ...this.#facts() };
  }
}
