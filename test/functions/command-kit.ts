import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { bundleCommand } from '../../infra/bundle.mjs';

export const ROOT = join(import.meta.dirname, '..', '..');

/** The command as it is packed. It starts several times as fast as from its sources, and there are many runs of it. */
const FOLDER = mkdtempSync(join(tmpdir(), 'mxready-command-'));
let packed: string;
beforeAll(async () => {
  packed = await bundleCommand(FOLDER);
}, 60_000);
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

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

async function execute(command: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  const { env = {}, stdout, started } = options;
  await turn();
  try {
    return await new Promise<Ended>((resolve, reject) => {
      const child = spawn(command, args, {
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

/** Runs the command as its users do: a process of its own, its output in pipes. */
export const run = (args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  execute(process.execPath, [packed, ...args], options);

/** `npm run -s check -- …`: the same from its sources, as README has it. */
export const runSources = (args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  execute('npm', ['run', '-s', 'check', '--', ...args], options);
