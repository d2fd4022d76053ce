import type { Deps } from './deps.ts';

/** Resolves after so many milliseconds, or as soon as the signal fires. */
export const pause = ({ after }: Pick<Deps, 'after'>, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const cancel = after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    const stop = (): void => {
      cancel();
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });

/** A signal that fires after so many milliseconds, and what stops it from doing so. */
export function signalAfter({ after }: Pick<Deps, 'after'>, ms: number): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    stop: after(ms, () => controller.abort(new DOMException('time is up', 'TimeoutError'))),
  };
}
