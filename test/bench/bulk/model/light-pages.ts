import type { Entry, EntryResult, Page } from '../../../../shared/pipeline/recheck/run.ts';
import { key } from '../../../../shared/store/keys.ts';
import { pageItem, place } from '../../../../shared/store/run-item.ts';
import type { RunStore } from '../../../../shared/store/run-stores.ts';
import type { Around } from './around.ts';
import { itemSize, sizeOf } from './units.ts';

interface Kept {
  page: Page;
  before: Page;
  at: number;
  bytes: number;
}

type PageStore = Pick<RunStore, 'putPageIfAbsent' | 'readPages' | 'setLanes' | 'admitIfNone' | 'parkIfOpen' | 'endIfOpen' | 'closePage'>; // biome-ignore format: one list
const DAY = 24 * 3600 * 1000;

/** Pages of runs in memory: what was read stays as it was. */
export class LightPages {
  readonly pages = new Map<string, Map<number, Kept>>();
  readonly #around: Around;

  constructor(around: Around) {
    this.#around = around;
  }

  /** Those that are there, from the first to before the last. */
  between(runId: string, first: number, last: number): Page[] {
    const all: Page[] = [];
    for (let number = first; number < last; number += 1) {
      const kept = this.pages.get(runId)?.get(number);
      if (kept !== undefined) all.push(kept.page);
    }
    return all;
  }

  #set(runId: string, number: number, places: readonly number[], holds: (page: Page) => boolean, make: (entry: Entry, at: number) => Entry, bytes: number): boolean {
    const kept = this.pages.get(runId)?.get(number);
    if (kept === undefined || !holds(kept.page)) {
      this.#around.meter.wrote('page', kept?.bytes ?? 1);
      return false;
    }
    const entries = [...kept.page.entries];
    for (const at of places) entries[at] = make(entries[at] as Entry, at);
    this.#keep(runId, kept, { ...kept.page, entries }, bytes);
    return true;
  } // biome-ignore format: one thought

  #keep(runId: string, kept: Kept, page: Page, more: number): void {
    const bytes = kept.bytes + more;
    this.#around.meter.wrote('page', bytes);
    this.pages.get(runId)?.set(page.number, { page, before: kept.page, at: this.#around.now(), bytes });
  }

  /** Pages of a run that nobody asks for any more. */
  forget(runId: string, numbers: readonly number[]): void {
    for (const one of numbers) this.pages.get(runId)?.delete(one);
  }

  #readPages(runId: string, first: number, last: number, newest: boolean): Page[] {
    const { meter, stale } = this.#around;
    const found: Page[] = [];
    let [bytes, partition] = [0, ''];
    const tell = (): void => {
      if (partition !== '') meter.read('page', bytes, newest);
    };
    for (let number = first; number < last; number += 1) {
      const at = key.page(runId, number).pk;
      if (at !== partition) {
        tell();
        [bytes, partition] = [0, at];
      }
      const kept = this.pages.get(runId)?.get(number);
      if (kept === undefined) continue;
      bytes += kept.bytes;
      found.push(newest || !stale(kept.at) ? kept.page : kept.before);
    }
    tell();
    return found;
  }

  #lanes(runId: string, number: number, lanes: readonly (string | null)[]): void {
    const known = lanes.flatMap((lane, at) => (lane === null ? [] : [at]));
    const bytes = known.reduce((sum, at) => sum + place.lane(at).length + sizeOf(lanes[at]), 0);
    if (known.length > 0) this.#set(runId, number, known, () => true, (entry, at) => ({ ...entry, lane: lanes[at] ?? null }), bytes); // biome-ignore format: one thought
  }

  #admit(runId: string, number: number, admitted: ReadonlyMap<number, NonNullable<Entry['admitted']>>): boolean {
    const places = [...admitted.keys()];
    const holds = ({ closed, entries }: Page): boolean =>
      !closed && places.every((at) => entries[at]?.admitted === null && entries[at]?.result === null);
    const bytes = places.reduce((sum, at) => sum + place.admitted(at).length + sizeOf(admitted.get(at)), 0);
    return this.#set(runId, number, places, holds, (entry, at) => ({ ...entry, admitted: admitted.get(at) ?? null }), bytes); // biome-ignore format: one thought
  }

  #end(runId: string, number: number, at: number, result: EntryResult): boolean {
    const bytes = place.result(at).length + sizeOf(result);
    return this.#set(runId, number, [at], ({ entries }) => entries[at]?.result === null, (entry) => ({ ...entry, result }), bytes); // biome-ignore format: one thought
  }

  #park(runId: string, number: number, at: number, parked: NonNullable<Entry['parked']>): boolean {
    const isNew = this.pages.get(runId)?.get(number)?.page.entries[at]?.parked === null;
    const bytes = isNew ? place.parked(at).length + sizeOf(parked) : 0;
    return this.#set(runId, number, [at], ({ entries }) => entries[at]?.result === null, (entry) => ({ ...entry, parked }), bytes); // biome-ignore format: one thought
  }

  store(): PageStore {
    const { meter, now } = this.#around;
    return {
      putPageIfAbsent: async (runId, page) => {
        const bytes = itemSize(pageItem(runId, page, Math.ceil((now() + 90 * DAY) / 1000)));
        meter.wrote('page', bytes);
        const all = this.pages.get(runId) ?? new Map<number, Kept>();
        this.pages.set(runId, all);
        if (all.has(page.number)) return false;
        all.set(page.number, { page, before: page, at: now(), bytes });
        return true;
      },
      readPages: async (runId, first, last, newest = false) => this.#readPages(runId, first, last, newest),
      setLanes: async (runId, page, lanes) => this.#lanes(runId, page, lanes),
      admitIfNone: async (runId, page, admitted) => this.#admit(runId, page, admitted),
      parkIfOpen: async (runId, page, at, parked) => this.#park(runId, page, at, parked),
      endIfOpen: async (runId, page, at, result) => this.#end(runId, page, at, result),
      closePage: async (runId, page) => {
        const kept = this.pages.get(runId)?.get(page);
        if (kept !== undefined) this.#keep(runId, kept, { ...kept.page, closed: true }, 7);
      },
    };
  }
}
