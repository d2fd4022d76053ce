import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';

export interface WorkerData {
  /** URL of the bundle. */
  bundle: string;
  name: string;
}

export interface Invocation {
  id: string;
  event: unknown;
  /** Milliseconds since 1970. */
  endsAt: number;
}

export interface Answer {
  id: string;
  result?: unknown;
  /** Set when the handler threw. */
  error?: string;
}

/** The function's thread ended, or was ended because an invocation hung: nothing is known of what it was doing. */
export class WorkerDied extends Error {}

export interface FunctionHost {
  /** @throws WorkerDied; Error when the handler threw */
  invoke(event: unknown): Promise<unknown>;
  /** Starts the thread before it is needed. */
  warm(): void;
  close(): Promise<void>;
}

interface Options {
  id: string;
  bundle: string;
  runner: string;
  environment: Record<string, string>;
  /** Seconds. */
  timeout: number;
  log(chunk: string): void;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/** One declared function in a worker thread of its own, with its own environment. A thread that died starts anew. */
export function hostFunction({ id, bundle, runner, environment, timeout, log }: Options): FunctionHost {
  const waiting = new Map<string, Waiting>();
  let worker: Worker | undefined;

  const settle = (answer: Answer): void => {
    const one = waiting.get(answer.id);
    if (one === undefined) return;
    waiting.delete(answer.id);
    clearTimeout(one.timer);
    if (answer.error === undefined) one.resolve(answer.result);
    else one.reject(new Error(answer.error));
  };

  const died = (from: Worker, why: string): void => {
    if (worker === from) worker = undefined;
    for (const [key, one] of waiting) {
      waiting.delete(key);
      clearTimeout(one.timer);
      one.reject(new WorkerDied(`${id}: ${why}`));
    }
  };

  const start = (): Worker => {
    const data: WorkerData = { bundle, name: id };
    const started = new Worker(new URL(runner), { workerData: data, env: environment, stdout: true, stderr: true });
    const tell = (stream: Readable): void => {
      stream.setEncoding('utf8').on('data', log);
    };
    tell(started.stdout);
    tell(started.stderr);
    started.on('message', settle);
    started.on('error', (error) => log(`${id}: ${error.stack ?? error.message}\n`));
    started.on('exit', (code) => died(started, `the thread ended (${code})`));
    return started;
  };

  return {
    warm: () => {
      worker ??= start();
    },
    invoke(event) {
      worker ??= start();
      const current = worker;
      const invocation: Invocation = { id: randomUUID(), event, endsAt: Date.now() + timeout * 1000 };
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          // A thread cannot be asked to leave one invocation alone: all of it goes.
          died(current, `timed out after ${timeout} s`);
          void current.terminate();
        }, timeout * 1000);
        waiting.set(invocation.id, { resolve, reject, timer });
        current.postMessage(invocation);
      });
    },
    async close() {
      const current = worker;
      if (current === undefined) return;
      died(current, 'the service is closing');
      await current.terminate();
    },
  };
}
