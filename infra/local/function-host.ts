import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { hostLog, threadLog } from './host-log.ts';

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
export class WorkerDied extends Error {
  /** Id of the invocation, as the function saw it. */
  readonly invocation: string;

  constructor(message: string, invocation: string) {
    super(message);
    this.invocation = invocation;
  }
}

export interface FunctionHost {
  /** @throws WorkerDied, once the thread is gone; Error when the handler threw, or when the host was closed */
  invoke(event: unknown): Promise<unknown>;
  /** Starts the thread before it is needed. */
  warm(): void;
  /** Ends what is in work. Resolves when no thread is left, and none is started any more. */
  close(): Promise<void>;
}

interface Options {
  id: string;
  bundle: string;
  runner: string;
  environment: Record<string, string>;
  /** Seconds. */
  timeout: number;
  /** Writes as it stands what is ready to be a line of the log. */
  log(chunk: string): void;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/** What is in work in one thread, by the id of the invocation. */
function openInvocations() {
  const waiting = new Map<string, Waiting>();
  const take = (key: string): Waiting | undefined => {
    const one = waiting.get(key);
    waiting.delete(key);
    clearTimeout(one?.timer);
    return one;
  };
  return {
    add: (key: string, one: Waiting) => waiting.set(key, one),
    settle({ id, error, result }: Answer): void {
      const one = take(id);
      if (error === undefined) one?.resolve(result);
      else one?.reject(new Error(error));
    },
    lose(why: string): void {
      for (const key of [...waiting.keys()]) take(key)?.reject(new WorkerDied(why, key));
    },
  };
}

/**
 * Of what is young in a thread, megabytes. Left to itself each of a dozen threads takes three times as much, as if it
 * were alone on the machine, and never gives it back.
 */
const YOUNG_MB = 16;

function startWorker({ id, bundle, runner, environment, log }: Options): Worker {
  const data: WorkerData = { bundle, name: id };
  const worker = new Worker(new URL(runner), {
    ...{ workerData: data, env: environment, stdout: true, stderr: true },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const tell = (stream: Readable): void => {
    const told = threadLog(log, id);
    stream.setEncoding('utf8').on('data', told.take).on('end', told.end);
  };
  tell(worker.stdout);
  tell(worker.stderr);
  return worker;
}

interface Thread {
  invoke(event: unknown): Promise<unknown>;
  end(why: string): void;
  /** Resolves when it has ended, for whatever reason, and what was in work in it knows. */
  gone: Promise<void>;
}

/**
 * What is in work is told that its thread died when the thread is gone, and not when it is told to go: until then it
 * may hold connections, and whoever repeats the work would open them a second time.
 * @param leaving called when nothing new is to be given to it
 */
function startThread(options: Options, leaving: () => void): Thread {
  const { id, timeout, log } = options;
  const open = openInvocations();
  const worker = startWorker(options);
  let reason: string | undefined;

  const end = (why: string): void => {
    leaving();
    reason ??= why;
    void worker.terminate();
  };
  worker.on('message', open.settle);
  worker.on('error', (error) => {
    leaving();
    hostLog(log).error('a thread failed', { function: id, fault: error });
  });
  const gone = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      leaving();
      open.lose(`${id}: ${reason ?? `the thread ended (${code})`}`);
      resolve();
    });
  });

  return {
    invoke: (event) =>
      new Promise((resolve, reject) => {
        const invocation: Invocation = { id: randomUUID(), event, endsAt: Date.now() + timeout * 1000 };
        worker.postMessage(invocation);
        // A thread cannot be asked to leave one invocation alone: all of it goes.
        const timer = setTimeout(() => end(`timed out after ${timeout} s`), timeout * 1000);
        open.add(invocation.id, { resolve, reject, timer });
      }),
    end,
    gone,
  };
}

/** One declared function in a worker thread of its own, with its own environment. A thread that died starts anew. */
export function hostFunction(options: Options): FunctionHost {
  /** Those that are not gone yet: one that is on its way out may already have a successor. */
  const threads = new Set<Thread>();
  let current: Thread | undefined;
  let closed = false;

  const start = (): Thread => {
    const started = startThread(options, () => {
      if (current === started) current = undefined;
    });
    threads.add(started);
    void started.gone.then(() => threads.delete(started));
    return started;
  };

  return {
    warm: () => {
      if (!closed) current ??= start();
    },
    async invoke(event) {
      if (closed) throw new Error(`${options.id}: the service is closing`);
      current ??= start();
      return current.invoke(event);
    },
    async close() {
      closed = true;
      for (const one of threads) one.end('the service is closing');
      await Promise.all([...threads].map(({ gone }) => gone));
    },
  };
}
