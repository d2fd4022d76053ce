import { type Check, isOpen, type LiveCheck } from '../../../../shared/pipeline/check.ts';
import { checkItem, latestOf } from '../../../../shared/store/check-item.ts';
import { shardOf } from '../../../../shared/store/keys.ts';
import type { Due, Store } from '../../../../shared/store/store.ts';
import { type Around, unasked } from './around.ts';
import { LightNews, Sizes } from './light-news.ts';
import { LightResults } from './light-results.ts';
import type { LightRuns } from './light-runs.ts';
import { indexUnits, itemSize } from './units.ts';

const DAY = 24 * 3600 * 1000;
/**
 * Checks in memory, made for many. What the run asks of the table is metered; what each single check asks of it, from
 * its dispatch to its report, is the same for all and measured elsewhere.
 */
export class LightChecks {
  readonly checks = new Map<string, Check>();
  readonly #due = new Map<string, number>();
  readonly #results = new LightResults();
  readonly #news: LightNews;
  readonly #around: Around;
  readonly #runs: LightRuns;
  readonly #sizes = new Sizes();

  constructor(around: Around, runs: LightRuns) {
    this.#around = around;
    this.#runs = runs;
    this.#news = new LightNews(around, runs);
  }

  /** All that stands under a check and its domain; the domain is as it was before anybody wrote it. */
  forget(id: string, of: string | null): void {
    this.checks.delete(id);
    this.#results.forget(id, of);
    this.#news.forget(id, of);
    this.#due.delete(id);
    this.#shards.delete(id);
  }

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
    const { bytes, units } = this.#sizes.of('check', () => {
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
      eraseParts: async (id) => this.#results.forget(id, null),
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

  store(): Store {
    return {
      ...{ ...this.#news.store(), ...this.#progress(), ...this.#results.store() },
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
