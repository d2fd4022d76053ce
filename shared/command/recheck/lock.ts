import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { pid } from 'node:process';
import { errorCode } from '../../check/failure.ts';
import { harmless } from '../../net/harmless.ts';
import { UsageError } from '../run-check.ts';

/** Who holds a lock. */
interface Holder {
  pid: number;
  host: string;
}

/** Of this process: its id may be that of one before it, as the first process of a container always is. */
const held = new Set<string>();

function holderOf(path: string): Holder | null {
  try {
    const { pid: id, host } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    return typeof id === 'number' && typeof host === 'string' ? { pid: id, host } : null;
  } catch {
    return null;
  }
}

/** Whether somebody may still be at work. Of another machine nobody here knows. */
function isAlive(path: string, holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  if (holder.pid === pid) return held.has(path);
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return errorCode(error) !== 'ESRCH';
  }
}

/** Links whole content into place, so that nobody ever reads half of it. @returns whether the place was free */
function tryTake(path: string): boolean {
  const mine = `${path}.${pid}`;
  writeFileSync(mine, JSON.stringify({ pid, host: hostname() }));
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Puts away the lock of a process that is gone; one that took its place meanwhile gets it back. */
function putAway(path: string, gone: Holder | null): void {
  const aside = `${path}.${pid}.gone`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  const moved = holderOf(aside);
  if (moved !== null && moved.pid !== gone?.pid) {
    try {
      linkSync(aside, path);
    } catch {
      // Somebody else has it: one of the two will be told so.
    }
  }
  rmSync(aside, { force: true });
}

/**
 * Lets one process at a time work on a file, by `<file>.lock` with its id; what a process left behind that is gone is
 * taken over. @returns gives it back
 * @throws UsageError naming the process that holds it
 */
export function takeLock(file: string): () => void {
  const path = `${file}.lock`;
  for (let attempts = 0; attempts < 3; attempts += 1) {
    let taken: boolean;
    try {
      taken = tryTake(path);
    } catch (error) {
      throw new UsageError(`"${harmless(path)}" cannot be written (${errorCode(error) ?? 'no reason given'}); name a file in a folder that you may write to with --state`); // biome-ignore format: one thought
    }
    if (taken) {
      held.add(path);
      return () => {
        held.delete(path);
        rmSync(path, { force: true });
      };
    }
    const holder = holderOf(path);
    if (holder !== null && isAlive(path, holder))
      throw new UsageError(`process ${holder.pid} on ${harmless(holder.host)} is at work on "${harmless(file)}"; wait for it, or, if it is no mxready, delete "${harmless(path)}"`); // biome-ignore format: one thought
    putAway(path, holder);
  }
  throw new UsageError(`"${harmless(path)}" is taken again and again; try once more`);
}
