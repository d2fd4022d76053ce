import type { Baseline } from '../../../../shared/report/news.ts';
import { pack } from '../../../../shared/store/pack.ts';
import type { DomainNews, RecheckStore } from '../../../../shared/store/run-stores.ts';
import type { Around } from './around.ts';
import type { LightRuns } from './light-runs.ts';

/** Of what is alike, so many are measured: one in. */
const SAMPLED = 64;

export interface Size {
  bytes: number;
  units: number;
}

/** Sizes of items of a kind, which are all about as large: each so many one is measured. */
export class Sizes {
  readonly #sizes = new Map<string, Size & { left: number }>();

  of(kind: string, measure: () => Size): Size {
    const known = this.#sizes.get(kind);
    if (known !== undefined && known.left > 0) {
      known.left -= 1;
      return known;
    }
    const fresh = { ...measure(), left: SAMPLED };
    this.#sizes.set(kind, fresh);
    return fresh;
  }
}

/** What is known of domains from the runs before, and the news of this one, in memory. */
export class LightNews {
  readonly #sizes = new Sizes();
  readonly #baselines = new Map<string, Baseline>();
  readonly #news = new Map<string, DomainNews>();
  readonly #around: Around;
  readonly #runs: LightRuns;

  constructor(around: Around, runs: LightRuns) {
    this.#around = around;
    this.#runs = runs;
  }

  forget(id: string, of: string | null): void {
    this.#news.delete(id);
    if (of !== null) this.#baselines.delete(of);
  }

  store(): RecheckStore {
    const { meter, known } = this.#around;
    const runs = this.#runs.store();
    const packed = (kind: string, value: unknown): void => {
      meter.wrote(kind, this.#sizes.of(kind, () => ({ bytes: 120 + pack(value).length, units: 0 })).bytes);
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
        if (this.#news.has(checkId)) return false;
        this.#news.set(checkId, news);
        return true;
      },
      readNews: async (checkId) => {
        meter.read('news', 1, true);
        return this.#news.get(checkId) ?? null;
      },
      putIntoNews: async (news) => {
        packed('news', news);
        this.#runs.putNews(news);
      },
      takeFromNews: async (news) => this.#runs.takeNews(news),
      freeRun: async (id, dueAt) => this.#runs.free(id, dueAt),
    }; // biome-ignore format: one thought
  }
}
