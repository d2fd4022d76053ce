import {
  type Check,
  isOpen,
  type LiveCheck,
  type StoredReport,
  type StoredResult,
} from '../../../../shared/pipeline/check.ts';
import type { Changes, Latest } from '../../../../shared/report/changes.ts';
import type { Baseline } from '../../../../shared/report/news.ts';
import { checkItem, latestOf } from '../../../../shared/store/check-item.ts';
import { shardOf } from '../../../../shared/store/keys.ts';
import { pack } from '../../../../shared/store/pack.ts';
import type { DomainNews, RecheckStore } from '../../../../shared/store/run-stores.ts';
import type { Due, Store } from '../../../../shared/store/store.ts';
import type { Around } from './around.ts';
import type { LightRuns } from './light-runs.ts';
import { indexUnits, itemSize } from './units.ts';

const DAY = 24 * 3600 * 1000;
/** Of what is alike, so many are measured: one in. */
const SAMPLED = 64;

/** What a check left beside itself. */
interface Left {
  results: Map<string, StoredResult>;
  leases: Map<string, { owner: string; until: number; attempt: number; parked: number }>;
  report: StoredReport | null;
  changes: Changes | null;
  news: DomainNews | null;
}

/** Whatever nobody asks for here. */
const unasked = (): never => {
  throw new Error('the light tables do not know this');
};

/**
 * Checks in memory, made for many. What the run asks of the table is metered; what each single check asks of it, from
 * its dispatch to its report, is the same for all and measured elsewhere.
 */
export class LightChecks {
  readonly checks = new Map<string, Check>();
  readonly #left = new Map<string, Left>();
  readonly #due = new Map<string, number>();
  readonly #latest = new Map<string, Latest>();
  readonly #baselines = new Map<string, Baseline>();
  readonly #newest = new Map<string, { checkId: string; finishedAt: number }>();
  readonly #around: Around;
  readonly #runs: LightRuns;
  readonly #sizes = new Map<string, { bytes: number; units: number; left: number }>();

  constructor(around: Around, runs: LightRuns) {
    this.#around = around;
    this.#runs = runs;
  }

  /** What was measured of the last one of a kind; each so many it is measured again. */
  #sample(kind: string, measure: () => { bytes: number; units: number }): { bytes: number; units: number } {
    const known = this.#sizes.get(kind);
    if (known !== undefined && known.left > 0) {
      known.left -= 1;
      return known;
    }
    const fresh = { ...measure(), left: SAMPLED };
    this.#sizes.set(kind, fresh);
    return fresh;
  }

  /** All that stands under a check and its domain; the domain is as it was before anybody wrote it. */
  forget(id: string, of: string | null): void {
    this.checks.delete(id);
    this.#left.delete(id);
    this.#due.delete(id);
    this.#shards.delete(id);
    if (of === null) return;
    this.#latest.delete(of);
    this.#baselines.delete(of);
  }

  #of(id: string): Left {
    const known = this.#left.get(id) ?? { results: new Map(), leases: new Map(), report: null, changes: null, news: null };
    this.#left.set(id, known);
    return known;
  } // biome-ignore format: one thought

  #put(check: Check): void {
    this.checks.set(check.id, check);
    if (check.dueAt === null) this.#due.delete(check.id);
    else this.#due.set(check.id, check.dueAt);
  }

  #change(id: string, to: (check: LiveCheck) => Partial<LiveCheck> | null): LiveCheck | null {
    const check = this.checks.get(id) ?? null;
    const changed = isOpen(check) ? to(check) : null;
    if (check === null || changed === null) return null;
    const after = { ...(check as LiveCheck), ...changed };
    this.#put(after);
    return after;
  }

  #create(check: LiveCheck): boolean {
    const { bytes, units } = this.#sample('check', () => {
      const item = checkItem(check, 90 * DAY);
      return { bytes: itemSize(item), units: indexUnits(null, item) };
    });
    this.#around.meter.wrote('check', bytes, units);
    if (this.checks.has(check.id)) return false;
    this.#put(check);
    return true;
  }

  #readCheck(id: string): Check | null {
    this.#around.meter.read('check', 2000, true);
    return this.checks.get(id) ?? null;
  }

  readonly #shards = new Map<string, string>();
  /** Asked with every look of the tick. */
  #shard(id: string): string {
    const shard = this.#shards.get(id) ?? shardOf(id);
    this.#shards.set(id, shard);
    return shard;
  }

  async *#dueOf(shard: number, now: number): AsyncGenerator<Due[]> {
    const { meter } = this.#around;
    const all: Due[] = [];
    for (const [id, dueAt] of this.#due) if (dueAt <= now && this.#shard(id) === `${shard}`) all.push({ kind: 'CHECK', id, dueAt }); // biome-ignore format: one thought
    for (const [id, { run }] of this.#runs.runs)
      if (run.dueAt !== null && run.dueAt <= now && shardOf(id) === `${shard}`) all.push({ kind: 'RUN', id, dueAt: run.dueAt }); // biome-ignore format: one thought
    all.sort((one, other) => one.dueAt - other.dueAt);
    for (let from = 0; from < all.length || from === 0; from += 100) {
      meter.read('index due', 100 * Math.min(100, all.length), false);
      if (all.length > 0) yield all.slice(from, from + 100);
    }
  }

  /** Cancelled, as its caller did it. */
  #cancel(id: string, now: number, dueAt: number): boolean {
    const check = this.checks.get(id);
    if (check === undefined || check.status === 'cancelled') return false;
    const { tenantId, caller, createdAt } = check;
    this.#put({
      id,
      status: 'cancelled',
      tenantId,
      caller,
      createdAt,
      finishedAt: now,
      dueAt,
      latest: latestOf(check),
    });
    return true;
  }

  #recheckParts(): RecheckStore {
    const { meter, known } = this.#around;
    const runs = this.#runs.store();
    const packed = (kind: string, value: unknown): void => {
      meter.wrote(kind, this.#sample(kind, () => ({ bytes: 120 + pack(value).length, units: 0 })).bytes);
    };
    return {
      ...{ parkIfOpen: runs.parkIfOpen, endIfOpen: runs.endIfOpen, readPages: runs.readPages },
      readBaseline: async (of) => {
        meter.read('baseline', 2000, true);
        return this.#baselines.get(of) ?? known(of);
      },
      putBaselineIfAbsent: async (of, baseline) => {
        packed('baseline', baseline);
        if ((this.#baselines.get(of) ?? known(of)) !== null) return false;
        this.#baselines.set(of, baseline);
        return true;
      },
      replaceBaselineIfUnmoved: async (of, baseline, before) => {
        packed('baseline', baseline);
        if (((this.#baselines.get(of) ?? known(of))?.checkId ?? null) !== before) return false;
        this.#baselines.set(of, baseline);
        return true;
      },
      forgetBaselineIfOf: async (of, checkId) => this.#baselines.get(of)?.checkId === checkId && this.#baselines.delete(of),
      putNewsIfAbsent: async (checkId, news) => {
        packed('news', news);
        if (this.#of(checkId).news !== null) return false;
        this.#of(checkId).news = news;
        return true;
      },
      readNews: async (checkId) => {
        meter.read('news', 1, true);
        return this.#left.get(checkId)?.news ?? null;
      },
      putIntoNews: async (news) => {
        packed('news', news);
        this.#runs.putNews(news);
      },
      takeFromNews: async (news) => this.#runs.takeNews(news),
      freeRun: async (id, dueAt) => this.#runs.free(id, dueAt),
    }; // biome-ignore format: one thought
  }

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
        this.#around.meter.read('claims', 1000, true);
        return new Map([...(this.#left.get(id)?.leases ?? [])].map(([category, { until }]) => [category, until]));
      },
    };
  }

  #progress(): Pick<
    Store,
    | 'createIfAbsent'
    | 'readCheck'
    | 'readExpiry'
    | 'cancelIfThere'
    | 'forgetIfCancelled'
    | 'eraseParts'
    | 'startIfUndispatched'
    | 'strikeIfOpen'
    | 'postponeIfUnmoved'
    | 'putCallbackIfAbsent'
    | 'finishIfOpen'
    | 'countOpen'
    | 'due'
  > {
    const { meter } = this.#around;
    return {
      createIfAbsent: async (check) => this.#create(check),
      readCheck: async (id) => this.#readCheck(id),
      readExpiry: async () => null,
      cancelIfThere: async (id, now, dueAt) => this.#cancel(id, now, dueAt),
      forgetIfCancelled: async (id) => {
        const check = this.checks.get(id);
        if (check?.status !== 'cancelled') return false;
        this.#put({ ...check, dueAt: null, latest: null });
        return true;
      },
      eraseParts: async (id) => void this.#left.delete(id),
      startIfUndispatched: async (id, target) =>
        this.#change(id, (check) => (check.target === null ? { target, status: 'running', version: check.version + 1 } : null)) !== null,
      strikeIfOpen: async (id, category) =>
        this.#change(id, (check) => ({ pending: check.pending.filter((one) => one !== category), version: check.version + 1 }))?.pending ?? null,
      postponeIfUnmoved: async (id, seen, dueAt) => {
        meter.wrote('check', 1000, 2);
        return this.#change(id, (check) => (check.dueAt === seen ? { dueAt } : null)) !== null;
      },
      putCallbackIfAbsent: unasked,
      finishIfOpen: async (id, verdict, finishedAt) =>
        this.#change(id, (check) => ({ status: 'done', verdict, finishedAt, dueAt: null, version: check.version + 1 })) !== null,
      countOpen: async () => {
        meter.read('index due', 100 * this.#due.size, false);
        return this.#due.size;
      },
      due: (shard, now) => this.#dueOf(shard, now),
    }; // biome-ignore format: one thought
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

  store(): Store {
    return {
      ...{ ...this.#recheckParts(), ...this.#claims(), ...this.#progress(), ...this.#results(), ...this.#facts() },
      ...{
        readPlaces: unasked,
        takeIfFree: unasked,
        keepIfOwned: unasked,
        leaveIfOwned: unasked,
        freeIfOwned: unasked,
      },
      ...{ coolIfLonger: unasked, freeAll: async () => {} },
      ...{ askErasure: unasked, readErasure: unasked, postponeErasureIfUnmoved: unasked, endErasureIfUnmoved: unasked },
      checksOfTenant: unasked,
      ...{
        readShared: unasked,
        leadIfFree: unasked,
        keepLeadIfOwned: unasked,
        leaveLeadIfOwned: unasked,
        settleIfLed: unasked,
      },
    };
  }
}
