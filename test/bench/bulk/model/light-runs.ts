import type { Run } from '../../../../shared/pipeline/recheck/run.ts';
import { newsRank } from '../../../../shared/report/news.ts';
import { key } from '../../../../shared/store/keys.ts';
import { type Item, runItem } from '../../../../shared/store/run-item.ts';
import type { DomainNews, RunStore } from '../../../../shared/store/run-stores.ts';
import type { Around } from './around.ts';
import { LightPages } from './light-pages.ts';
import { indexUnits, itemSize } from './units.ts';

/** A run as it is stored, with who holds it. */
interface Held {
  run: Run;
  holder: string;
  leaseUntil: number;
  /** As the index of what is due sees it. */
  item: Item;
}

/** Beside what a run says itself: owner, end of its lease, shard. */
const HIDDEN_BYTES = 90;

/** Runs in memory, made for a million domains: no expression is read, no partition sorted, nothing packed. */
export class LightRuns {
  readonly runs = new Map<string, Held>();
  readonly pages: LightPages;
  readonly news = new Map<string, Map<string, DomainNews>>();
  readonly #lists = new Map<string, string[]>();
  readonly #active = new Map<string, { runId: string; at: number }>();
  readonly #around: Around;

  constructor(around: Around) {
    this.#around = around;
    this.pages = new LightPages(around);
  }

  #last = { key: '', bytes: 0 };
  /** What a run is as an item, as far as the index sees it; its size moves little from one step to the next. */
  #measured(run: Run): { item: Item; bytes: number } {
    const item = { dueShard: run.dueAt === null ? undefined : '0', dueAt: run.dueAt ?? undefined };
    const key_ = `${run.id} ${run.folded} ${run.status}`;
    if (this.#last.key !== key_) this.#last = { key: key_, bytes: itemSize(runItem(run, 1)) };
    return { item, bytes: this.#last.bytes };
  }

  /** Changes a run where the condition holds. */
  #change(id: string, to: Partial<Run>, holds: (held: Held) => boolean, held: Partial<Held> = {}): Run | null {
    const { meter } = this.#around;
    const before = this.runs.get(id);
    if (before === undefined || !holds(before)) {
      meter.wrote('run', 1);
      return null;
    }
    const run = { ...before.run, ...to };
    const { item, bytes } = this.#measured(run);
    meter.wrote('run', bytes + HIDDEN_BYTES, indexUnits(before.item, item));
    this.runs.set(id, { ...before, ...held, run, item });
    return run;
  }

  #fold(id: string, seen: number, to: Parameters<RunStore['foldedIfUnmoved']>[2]): boolean {
    if (this.#change(id, to, ({ run }) => run.folded === seen) === null) return false;
    this.#around.folded(id, this.pages.between(id, seen, to.folded));
    return true;
  }

  putNews(news: DomainNews): void {
    const all = this.news.get(news.runId) ?? new Map<string, DomainNews>();
    this.news.set(news.runId, all.set(this.#newsKey(news), news));
  }

  takeNews(news: DomainNews): void {
    this.news.get(news.runId)?.delete(this.#newsKey(news));
  }

  #newsKey = ({ runId, items, tenantId, domain }: DomainNews): string => key.runNews(runId, newsRank(items), tenantId, domain).sk; // biome-ignore format: one thought

  #listing(): Pick<
    RunStore,
    'putIntoLists' | 'listRuns' | 'readActive' | 'takeActiveIfUnmoved' | 'leaveActiveIfOwned'
  > {
    const { meter } = this.#around;
    return {
      putIntoLists: async (run) => {
        for (const list of new Set(['', run.tenantId ?? ''])) {
          meter.wrote('run', 200);
          const all = this.#lists.get(list) ?? [];
          if (!all.includes(run.id)) this.#lists.set(list, [run.id, ...all]);
        }
      },
      listRuns: async (tenantId, limit, after) => {
        const all = this.#lists.get(tenantId ?? '') ?? [];
        const from = after === null ? 0 : all.indexOf(after) + 1;
        const items = all.slice(from, from + limit).flatMap((id) => this.runs.get(id)?.run ?? []);
        return { items, next: from + limit < all.length ? (all[from + limit - 1] ?? null) : null };
      },
      readActive: async (tenantId) => {
        meter.read('run', 100, true);
        return this.#active.get(tenantId ?? '') ?? null;
      },
      takeActiveIfUnmoved: async (tenantId, runId, at, seen) => {
        meter.wrote('run', 100);
        if ((this.#active.get(tenantId ?? '')?.runId ?? null) !== seen) return false;
        this.#active.set(tenantId ?? '', { runId, at });
        return true;
      },
      leaveActiveIfOwned: async (tenantId, runId) => {
        meter.wrote('run', 100);
        return this.#active.get(tenantId ?? '')?.runId === runId && this.#active.delete(tenantId ?? '');
      },
    };
  }

  free(id: string, dueAt: number): boolean {
    return this.#change(id, { dueAt }, ({ run }) => run.dueAt !== null, { leaseUntil: 0 }) !== null;
  }

  store(): RunStore {
    const { meter } = this.#around;
    const is = (id: string, to: Partial<Run>, holds: (held: Held) => boolean, held: Partial<Held> = {}): boolean =>
      this.#change(id, to, holds, held) !== null;
    const owned = (owner: string) => ({ holder, run }: Held): boolean => holder === owner && run.dueAt !== null; // biome-ignore format: one thought
    return {
      ...{ ...this.#listing(), ...this.pages.store() },
      createRunIfAbsent: async (run) => {
        const item = runItem(run, 1);
        meter.wrote('run', itemSize(item), indexUnits(null, item));
        if (this.runs.has(run.id)) return false;
        this.runs.set(run.id, { run, holder: '', leaseUntil: 0, item: this.#measured(run).item });
        return true;
      },
      readRun: async (id) => {
        meter.read('run', 1000, true);
        return this.runs.get(id)?.run ?? null;
      },
      changeStatusIfIn: async (id, from, to, at) => this.#change(id, { status: to, dueAt: at }, ({ run }) => from.includes(run.status)), // biome-ignore format: one thought
      claimRunIfFree: async (id, owner, at, until) =>
        this.#change(id, { dueAt: until }, ({ leaseUntil, run }) => run.dueAt !== null && leaseUntil < at, { holder: owner, leaseUntil: until }), // biome-ignore format: one thought
      renewRunIfOwned: async (id, owner, until) => this.#change(id, { dueAt: until }, owned(owner), { leaseUntil: until }), // biome-ignore format: one thought
      leaveRunIfOwned: async (id, owner, dueAt) => is(id, { dueAt }, owned(owner), { leaseUntil: 0 }),
      listedIfUnmoved: async (id, seen, to) => is(id, to, ({ run }) => run.listed === seen),
      openedIfUnmoved: async (id, seen) => is(id, { opened: seen + 1 }, ({ run }) => run.opened === seen && run.status === 'running'), // biome-ignore format: one thought
      foldedIfUnmoved: async (id, seen, to) => this.#fold(id, seen, to),
      finishRunIfIn: async (id, from, to, at) => is(id, { status: to, finishedAt: at, dueAt: null }, ({ run }) => run.dueAt !== null && run.status === from), // biome-ignore format: one thought
      toldIfUnmoved: async (id, seen, told, at) => is(id, { told, toldAt: at }, ({ run }) => run.told === seen),
      listNews: async (runId, limit, after) => {
        const all = [...(this.news.get(runId) ?? [])].sort(([one], [other]) => (one < other ? -1 : 1));
        const from = after === null ? 0 : all.findIndex(([at]) => at === after) + 1;
        const items = all.slice(from, from + limit);
        return { items: items.map(([, news]) => news), next: from + limit < all.length ? (items.at(-1)?.[0] ?? null) : null }; // biome-ignore format: one thought
      },
    };
  }
}
