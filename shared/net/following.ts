import { setMaxListeners } from 'node:events';

/**
 * A signal that follows another until it is let go. Where thousands of jobs come and go under one signal that lives on,
 * each needs its own: `AbortSignal.any` leaves a reference at the signals it is made of, and those stay there.
 */
export function following(signal: AbortSignal): { signal: AbortSignal; letGo(): void } {
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  const follow = (): void => own.abort(signal.reason);
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  return { signal: own.signal, letGo: () => signal.removeEventListener('abort', follow) };
}
