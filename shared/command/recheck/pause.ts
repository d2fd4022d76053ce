import { setTimeout as sleep } from 'node:timers/promises';

/** Waits. @throws the reason of the signal, as everything else that it stops does */
export async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
