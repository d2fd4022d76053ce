import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Work of a process, in milliseconds: of all its threads, and of its main thread alone. */
export interface Worked {
  all: number;
  main: number;
}

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK']).toString());

/** Fields of `stat` behind the name, which may hold anything (proc(5)): the first of them is field 3. */
const fieldsOf = (path: string): number[] => readFileSync(path, 'utf8').replace(/^.*\) /s, '').split(' ').map(Number); // biome-ignore format: one thought
const msOf = (path: string): number => {
  const fields = fieldsOf(path);
  return (((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS_PER_SECOND) * 1000;
};

export function cpuOf(pid: number): Worked {
  // A thread may end while the list is read; the process itself counts it all the same.
  const isThere = readdirSync(`/proc/${pid}/task`).includes(`${pid}`);
  return { all: msOf(`/proc/${pid}/stat`), main: isThere ? msOf(`/proc/${pid}/task/${pid}/stat`) : 0 };
}

/** Work of the children of this process that have ended, milliseconds. */
export function cpuOfEnded(): number {
  const fields = fieldsOf('/proc/self/stat');
  return (((fields[13] ?? 0) + (fields[14] ?? 0)) / TICKS_PER_SECOND) * 1000;
}

/** Memory of a process, in MB. */
export const rssOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000;

/** Share of the machine's processors that were idle since then, from 0 to 1. */
export function idleSince(before: readonly number[]): number {
  const [idle, all] = machine().map((now, at) => now - (before[at] ?? 0));
  return (idle ?? 0) / Math.max(1, all ?? 1);
}

/** Ticks of all processors: idle (waiting for disks included), and all (proc(5), `stat`). */
export function machine(): readonly [number, number] {
  const fields = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').trim().split(/\s+/).slice(1, 9).map(Number);
  return [(fields[3] ?? 0) + (fields[4] ?? 0), fields.reduce((sum, one) => sum + one, 0)];
}
