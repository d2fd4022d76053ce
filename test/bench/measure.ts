import { spawn } from 'node:child_process';

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** Milliseconds that the work takes, with what it returns. */
export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}

/** Runs a program to its end; rejects when it cannot be started or ends with a code that is not allowed. */
export function run(command: string, args: readonly string[], allowed: readonly number[] = [0]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code !== null && allowed.includes(code)
        ? resolve(output)
        : reject(new Error(`${command} ended with ${code}: ${output}`)),
    );
  });
}

/** Measures alternatives in turn, A B C A B C …, so that drift of the machine meets all alike. One warm-up each. */
export async function alternate<K extends string>(
  rounds: number,
  work: Record<K, () => Promise<unknown>>,
): Promise<Record<K, number[]>> {
  const names = Object.keys(work) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const { ms } = await timed(work[name]);
      if (round > 0) times[name].push(ms);
    }
  }
  return times;
}

/** One line of the bench's output; false where the bound is broken. */
export function report(what: string, figure: number, bound: number, detail: string): boolean {
  const kept = figure <= bound;
  console.log(`${kept ? 'ok  ' : 'OVER'} ${what}: ${figure.toFixed(2)} (bound ${bound.toFixed(2)}); ${detail}`);
  return kept;
}
