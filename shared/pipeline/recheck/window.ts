import type { RunStore } from '../../store/run-stores.ts';
import { isUnderWay } from './lanes.ts';
import type { Entry, Page, Run } from './run.ts';

/** Pages that stand so close together are read with one query: what lies between costs less than another one. */
const GAP = 3;

const knows = (one: Entry, other: Entry): boolean =>
  (one.admitted !== null || other.admitted === null) && (one.result !== null || other.result === null);

/** Whether nothing of what an earlier read showed is missing: who reads eventually consistently may look back in time. */
const isNoOlder = (page: Page, than: Page | undefined): boolean =>
  than === undefined || page.entries.every((entry, at) => knows(entry, than.entries[at] as Entry));

/**
 * The open pages of a run, as one turn knows them. Nobody else begins anything while it holds the run, so a page of
 * which nothing is under way stays as it is: of thousands of domains that wait for their lanes or for a second look,
 * those are read again that can have moved.
 */
export class Window {
  readonly #runs: Pick<RunStore, 'readPages'>;
  readonly #pages = new Map<number, Page>();
  readonly #touched = new Set<number>();

  constructor(runs: Pick<RunStore, 'readPages'>) {
    this.#runs = runs;
  }

  /** A page that was just opened. */
  put(page: Page): void {
    this.#pages.set(page.number, page);
  }

  /** We have changed something on it, or tried to: the next look must see it. */
  touch(number: number): void {
    this.#touched.add(number);
  }

  /** All open pages, in order. */
  async look(run: Run, now: number): Promise<Page[]> {
    // Closing them is told by the pages themselves, each of which may be anybody's.
    if (run.status === 'cancelled') return this.#runs.readPages(run.id, run.folded, run.opened);
    for (const number of this.#pages.keys()) if (number < run.folded) this.#pages.delete(number);
    for (const number of this.#touched) if (number < run.folded) this.#touched.delete(number);
    await Promise.all([this.#read(run, (number) => this.#touched.has(number), true), this.#read(run, (number) => !this.#touched.has(number) && this.#mayHaveMoved(number, now), false)]); // biome-ignore format: one thought
    const all: Page[] = [];
    for (let number = run.folded; number < run.opened; number += 1) {
      const page = this.#pages.get(number);
      // A page that was opened and cannot be seen yet; those behind it must not be counted before it either.
      if (page === undefined) break;
      all.push(page);
    }
    return all;
  }

  #mayHaveMoved(number: number, now: number): boolean {
    const page = this.#pages.get(number);
    return page === undefined || page.entries.some((entry) => isUnderWay(entry, now));
  }

  /** Reads those that are wanted, and what lies between them. */
  async #read({ id, folded, opened }: Run, isWanted: (number: number) => boolean, newest: boolean): Promise<void> {
    const parts: [number, number][] = [];
    for (let number = folded; number < opened; number += 1) {
      if (!isWanted(number)) continue;
      const last = parts.at(-1);
      if (last !== undefined && number - last[1] < GAP) last[1] = number + 1;
      else parts.push([number, number + 1]);
    }
    const found = await Promise.all(parts.map(([first, last]) => this.#runs.readPages(id, first, last, newest)));
    for (const page of found.flat()) if (newest || isNoOlder(page, this.#pages.get(page.number))) this.#pages.set(page.number, page); // biome-ignore format: one thought
    if (newest) for (const [first, last] of parts) for (let number = first; number < last; number += 1) this.#touched.delete(number); // biome-ignore format: one thought
  }
}
