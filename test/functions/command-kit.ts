import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  /** What standard output is, if no pipe: a file descriptor. */
  stdout?: number;
  /** Hears of the process as soon as it is there. */
  started?(child: ChildProcess): void;
}

/** Our own settings and the terminal's must not reach the commands under test. */
const inherited = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(MXREADY_|NO_COLOR$|FORCE_COLOR$|NODE_OPTIONS$)/.test(name)),
);

/** As many commands at once as a small machine takes. */
const LIMIT = 3;
let open = 0;
const waiting: (() => void)[] = [];

async function turn(): Promise<void> {
  if (open < LIMIT) open += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
}

function done(): void {
  const next = waiting.shift();
  if (next === undefined) open -= 1;
  else next();
}

/** Runs the command as its users do: a process of its own, its output in pipes. */
export async function run(args: readonly string[], { env = {}, stdout, started }: RunOptions = {}): Promise<Ended> {
  await turn();
  try {
    return await new Promise<Ended>((resolve, reject) => {
      const child = spawn(process.execPath, ['--import', 'tsx', 'functions/cli.ts', ...args], {
        cwd: ROOT,
        env: { ...inherited, ...env },
        stdio: ['ignore', stdout ?? 'pipe', 'pipe'],
      });
      const texts = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const) {
        child[name]?.setEncoding('utf8').on('data', (text: string) => {
          texts[name] += text;
        });
      }
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal, ...texts }));
      started?.(child);
    });
  } finally {
    done();
  }
}
