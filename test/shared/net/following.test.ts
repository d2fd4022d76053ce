import { getEventListeners, setMaxListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { following } from '../../../shared/net/following.ts';

describe('a signal that follows another', () => {
  test('fires when the other does, for the same reason', () => {
    const other = new AbortController();
    const { signal } = following(other.signal);
    expect(signal.aborted).toBe(false);
    const reason = new Error('stopped');
    other.abort(reason);
    expect(signal.reason).toBe(reason);
  });

  test('has fired where the other had', () => {
    const reason = new Error('stopped before');
    const { signal, letGo } = following(AbortSignal.abort(reason));
    expect(signal.reason).toBe(reason);
    letGo();
  });

  test('once let go hears nothing more, and leaves nothing behind', () => {
    const other = new AbortController();
    setMaxListeners(0, other.signal);
    const all = Array.from({ length: 1000 }, () => following(other.signal));
    expect(getEventListeners(other.signal, 'abort')).toHaveLength(1000);
    for (const { letGo } of all) letGo();
    expect(getEventListeners(other.signal, 'abort')).toHaveLength(0);
    other.abort();
    expect(all.every(({ signal }) => !signal.aborted)).toBe(true);
  });
});
