import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { until } from './command.ts';
import { onDeath } from './lifeline.ts';

/** What differs, for one daemon, from the machine's own files; nothing of it is visible outside. */
export interface Namespace {
  /** Files put over others: target → source. */
  readonly files: Readonly<Record<string, string>>;
  /** An unpacked package whose usr/ is laid over /usr. */
  readonly tree?: string;
  /** Folders that are empty and writable inside. */
  readonly scratch?: readonly string[];
  /** Shell commands to run inside, before the daemon. */
  readonly prepare?: readonly string[];
}

export interface DaemonSpec {
  readonly name: string;
  readonly command: readonly string[];
  readonly namespace: Namespace;
  /** Files to quote when the daemon does not start; the first one gets its standard output and error. */
  readonly logs: readonly [string, ...string[]];
  readonly ready: () => Promise<boolean>;
}

export interface Daemon {
  readonly name: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const START_PATIENCE = 20_000;
const STOP_PATIENCE = 10_000;

export async function startDaemon(spec: DaemonSpec): Promise<Daemon> {
  const output = openSync(spec.logs[0], 'a');
  const [file = '', ...args] = inNamespace(spec.namespace, spec.command);
  // Its own process group, so that whatever it forks can be ended with it.
  const child = spawn(file, args, { stdio: ['ignore', output, output], detached: true, cwd: '/' });
  closeSync(output);
  if (child.pid !== undefined) onDeath(`kill -TERM -${child.pid}; sleep 0.5; kill -KILL -${child.pid}`);
  const failure = new Promise<never>((_, reject) => child.once('error', reject));
  const ready = until(async () => hasEnded(child) || (await spec.ready()), START_PATIENCE);
  const inTime = await Promise.race([ready, failure]);
  if (inTime && !hasEnded(child)) return { name: spec.name, pid: child.pid ?? 0, stop: () => stop(child) };
  await stop(child);
  throw new Error(`${spec.name} ${inTime ? 'ended' : 'is not ready after 20 s'}\n${spec.logs.map(tail).join('\n')}`);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  if (!hasEnded(child)) child.kill('SIGTERM');
  await until(() => hasEnded(child), STOP_PATIENCE);
  signalGroup(child.pid, 'SIGTERM');
  const group = child.pid;
  if (!(await until(() => !signalGroup(group, 0), STOP_PATIENCE))) signalGroup(group, 'SIGKILL');
}

/** False when nobody is left in the group. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/** All of it replaces itself by `exec`, so that the process started is the daemon. */
function inNamespace(namespace: Namespace, command: readonly string[]): string[] {
  const script = [
    ...(namespace.tree ? [`mount -t overlay overlay -o lowerdir=${quote(namespace.tree)}/usr:/usr /usr`] : []),
    ...(namespace.scratch ?? []).map((folder) => `mount -t tmpfs -o mode=755 tmpfs ${quote(folder)}`),
    ...Object.entries(namespace.files).map(([target, source]) => putOver(target, source)),
    ...(namespace.prepare ?? []),
    'exec "$@"',
  ].join('\n');
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-euc', script, 'sh', ...command];
}

/** The target may be a link (/etc/resolv.conf often is), perhaps into a folder that is empty inside. */
function putOver(target: string, source: string): string {
  const create = '[ -e "$t" ] || { mkdir -p "$(dirname "$t")"; : >"$t"; }';
  return `t=$(readlink -m ${quote(target)}); ${create}; mount --bind ${quote(source)} "$t"`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function tail(log: string): string {
  if (!existsSync(log)) return `${log}: not there`;
  return `${log}:\n${readFileSync(log, 'utf8').split('\n').slice(-25).join('\n')}`;
}

/** True when something accepts connections there. */
export function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** True when the address greets: three digits of an SMTP reply within two seconds. */
export function greets(host: string, port = 25): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (greeted: boolean) => {
      socket.destroy();
      resolve(greeted);
    };
    socket.setTimeout(2_000, () => end(false));
    socket.once('error', () => end(false));
    socket.once('end', () => end(false));
    socket.once('data', (bytes) => end(/^\d{3}[ -]/.test(bytes.toString('latin1'))));
  });
}
