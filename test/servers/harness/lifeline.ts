import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';

/** One lab at a time: addresses and ports are fixed. */
const LOCK = '/run/lock/mxready-servers';
const PATIENCE_SECONDS = 300;

let shell: ChildProcessByStdio<Writable, Readable, null> | undefined;

/**
 * Starts a shell that holds the lock and reads commands until this process ends, whatever ends it (Ctrl-C and SIGKILL run
 * no clean-up of ours); then it runs them, the last one first, and only then gives the lock back. The parent-death signal
 * of Linux would not do: it is lost where a daemon changes its user.
 */
export async function holdLifeline(): Promise<void> {
  const script = 'echo locked; exec >/dev/null; undo=$(tac); eval "$undo"';
  const started = spawn('flock', ['--wait', String(PATIENCE_SECONDS), LOCK, 'sh', '-c', script], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const locked = await Promise.race([
    once(started.stdout, 'data').then(() => true),
    once(started, 'exit').then(() => false),
  ]);
  if (!locked) throw new Error(`another lab of real servers has been running for ${PATIENCE_SECONDS} seconds`);
  started.stdin.on('error', () => {});
  started.unref();
  for (const pipe of [started.stdin, started.stdout]) (pipe as unknown as Socket).unref();
  shell = started;
}

/** A shell command that undoes something when this process dies before it could do so itself. */
export function onDeath(command: string): void {
  shell?.stdin.write(`${command}\n`);
}

/** All has been undone in order: nothing is left for the shell, and the next lab may start. */
export function releaseLifeline(): void {
  if (shell?.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
  shell?.stdin.destroy();
  shell = undefined;
}
