import { openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

interface Asked {
  /** A named pipe: until something comes out of it the thread cannot be ended, nor does it give itself back. */
  pipe?: string;
  /** An error that nobody catches. */
  uncaught?: boolean;
  /** Milliseconds. */
  wait?: number;
}

/** Does what it takes to see how its thread ends. */
export const handler = async ({ pipe, uncaught, wait = 0 }: Asked) => {
  if (uncaught === true) setImmediate(() => Promise.reject(new Error('nobody catches this')));
  if (pipe !== undefined) readSync(openSync(pipe, 'r'), Buffer.alloc(1));
  await sleep(wait);
  return 'done';
};
