import type { Category } from '../check/category.ts';
import type { Settings } from '../config.ts';
import type { Queues } from '../queue/queue.ts';
import type { Store } from '../store/store.ts';
import type { Measure } from './figures.ts';
import type { Times } from './times.ts';

/** One line of the log; never an address, a transcript or a token among the details. */
export interface Log {
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
  error(message: string, details?: Record<string, unknown>): void;
}

/** Everything that the pipeline's functions need. */
export interface Deps {
  store: Store;
  queues: Queues;
  settings: Settings;
  times: Times;
  /** Those that can be run. */
  categories: readonly Category[];
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs it once after so many milliseconds, unless the function that is returned is called before. */
  after(ms: number, run: () => void): () => void;
  /** Number in [0, 1). */
  random(): number;
  log: Log;
  measure: Measure;
}
