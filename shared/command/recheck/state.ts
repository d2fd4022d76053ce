import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../../check/failure.ts';
import { harmless } from '../../net/harmless.ts';
import type { RunOutcome } from '../../pipeline/recheck/run.ts';
import type { Baseline, NewsItem } from '../../report/news.ts';
import { UsageError } from '../run-check.ts';
import { linesOf } from './lines-of.ts';
import { keyOf } from './list.ts';

/** First line of a state file. */
export interface StateHead {
  schema: 1;
  run: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** Hash of the list of domains. */
  list: string;
  domains: number;
}

/** Every other line: a domain that has ended. */
export interface EndedDomain {
  tenantId: string | null;
  domain: string;
  outcome: RunOutcome;
  /** The last check; null: none was made. */
  checkId: string | null;
  finishedAt: string;
  items: NewsItem[];
  /** What is known of the domain after it; null: nothing yet. */
  baseline: Baseline | null;
  /** Why no check was made, where it should have been. */
  error?: string;
}

/** A run that is written down as it goes. */
export interface StateFile {
  head: StateHead;
  /** Whether a run that was stopped goes on. */
  resumed: boolean;
  /** Hears of each domain that had ended before. */
  ended: ReadonlySet<string>;
  /** Resolves when the line is on the disk. One at a time, in the order of the calls. */
  append(ended: EndedDomain): Promise<void>;
  /** The run is over, and was told: it takes the place of the run before. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** Where a run is written that is not over: the run before stays whole until then. */
export const unfinishedOf = (path: string): string => `${path}.next`;

const broken = (path: string, line: number): UsageError =>
  new UsageError(`"${harmless(path)}" is no state of ours, or is damaged in line ${line}; name another with --state, or move it away`); // biome-ignore format: one thought

function parsed<T>(path: string, text: string, line: number, isOurs: (value: Partial<T>) => boolean): T {
  try {
    const value = JSON.parse(text) as Partial<T> | null;
    if (value !== null && typeof value === 'object' && isOurs(value)) return value as T;
  } catch {
    // Told below, as what is ours in no other way.
  }
  throw broken(path, line);
}

type StateLine = ({ head: StateHead } | { ended: EndedDomain }) & { offset: number; length: number };

/** A state file, line by line. @throws UsageError for what is none of ours */
export async function* readState(path: string): AsyncGenerator<StateLine> {
  let line = 0;
  for await (const { text, offset, length } of linesOf(path)) {
    line += 1;
    if (line === 1) yield { head: parsed<StateHead>(path, text, line, (one) => one.schema === 1 && typeof one.run === 'string'), offset, length }; // biome-ignore format: one thought
    else yield { ended: parsed<EndedDomain>(path, text, line, (one) => typeof one.domain === 'string' && Array.isArray(one.items)), offset, length }; // biome-ignore format: one thought
  }
}

/** What stands in an unfinished file; null: not even its head was written to the end. */
async function readUnfinished(path: string): Promise<{ head: StateHead; ended: Set<string>; whole: number } | null> {
  if (!existsSync(path)) return null;
  let head: StateHead | null = null;
  let whole = 0;
  const ended = new Set<string>();
  for await (const one of readState(path)) {
    if ('head' in one) head = one.head;
    else ended.add(keyOf(one.ended.tenantId, one.ended.domain));
    whole = one.offset + one.length + 1;
  }
  return head === null ? null : { head, ended, whole };
}

/** A name is on the disk when its folder is. Where folders cannot be synced, the system does it in its own time. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r').catch(() => null);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

async function writeLine(file: FileHandle, value: unknown): Promise<void> {
  await file.appendFile(`${JSON.stringify(value)}\n`);
  await file.datasync();
}

/** What to begin, or to go on with. */
export interface StateOrder {
  path: string;
  list: { hash: string; entries: readonly unknown[] };
  /** A run that was stopped is not gone on with. */
  anew: boolean;
}

async function openWhole(path: string, whole: number | null): Promise<FileHandle> {
  try {
    const file = await open(path, 'a');
    if (whole !== null) await file.truncate(whole);
    return file;
  } catch (error) {
    throw new UsageError(`"${harmless(path)}" cannot be written (${errorCode(error) ?? 'no reason given'}); name another with --state`); // biome-ignore format: one thought
  }
}

/**
 * Goes on with the run that was stopped, or begins one. A last line that was not written to its end is cut off: its
 * domain has not ended.
 * @throws UsageError where a run over another list was stopped in the middle, or a file is none of ours
 */
export async function openState({ path, list, anew }: StateOrder): Promise<StateFile> {
  const unfinished = unfinishedOf(path);
  if (anew) rmSync(unfinished, { force: true });
  const before = await readUnfinished(unfinished);
  if (before !== null && before.head.list !== list.hash)
    throw new UsageError(`a run over another list was stopped in the middle, ${before.ended.size} of ${before.head.domains} domains are done; finish it with that list, or begin --anew`); // biome-ignore format: one thought
  const head: StateHead = before?.head ?? { schema: 1, run: randomUUID(), startedAt: new Date().toISOString(), list: list.hash, domains: list.entries.length }; // biome-ignore format: one thought
  const file = await openWhole(unfinished, before?.whole ?? 0);
  if (before === null) {
    await writeLine(file, head);
    await syncFolder(unfinished);
  }
  let last: Promise<void> = Promise.resolve();
  return {
    head,
    resumed: before !== null,
    ended: before?.ended ?? new Set(),
    append: (ended) => {
      // After a line that failed nothing is written: it may be half there.
      last = last.then(() => writeLine(file, ended));
      last.catch(() => {});
      return last;
    },
    finish: async () => {
      await last;
      await file.close();
      renameSync(unfinished, path);
      await syncFolder(path);
    },
    close: async () => {
      await last.catch(() => {});
      await file.close();
    },
  };
}
