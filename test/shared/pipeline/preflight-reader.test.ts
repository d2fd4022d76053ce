import { expect, test } from '@jest/globals';
import type { Preflight } from '../../../shared/pipeline/check.ts';
import { preflightReader } from '../../../shared/pipeline/preflight.ts';

const MINUTE = 60_000;
const SEEN: Preflight = { at: 0, wayOut: 'blocked', families: ['ipv4'], own: [] };

/** A store that says what it is told to, or fails. */
function world() {
  const state: { stored: Preflight | null; fault: Error | null; now: number } = { stored: SEEN, fault: null, now: 0 };
  const warned: string[] = [];
  const quiet = () => {};
  const deps = {
    store: {
      readPreflight: async () => {
        if (state.fault !== null) throw state.fault;
        return state.stored;
      },
    },
    now: () => state.now,
    log: { info: quiet, error: quiet, warn: (text: string) => warned.push(text) },
  } as unknown as Parameters<ReturnType<typeof preflightReader>>[0];
  return { state, warned, deps };
}

test('a store that does not answer once is no reason to give up: what was read last stands while it is young', async () => {
  const { state, warned, deps } = world();
  const read = preflightReader();
  expect(await read(deps)).toEqual(SEEN);
  state.fault = new Error('no answer');
  state.now = 15 * MINUTE;
  expect(await read(deps)).toEqual(SEEN);
  expect(warned).toEqual(['preflight not read; taken as it was']);
  state.now += 1;
  await expect(read(deps)).rejects.toThrow('no answer');
});

test('of what was never read, or not there, nothing is assumed', async () => {
  const { state, deps } = world();
  const read = preflightReader();
  state.fault = new Error('no answer');
  await expect(read(deps)).rejects.toThrow('no answer');
  Object.assign(state, { fault: null, stored: null });
  expect(await read(deps)).toBeNull();
  state.fault = new Error('no answer');
  await expect(read(deps)).rejects.toThrow('no answer');
});

test('what is there counts, whatever was read before', async () => {
  const { state, deps } = world();
  const read = preflightReader();
  await read(deps);
  state.stored = { ...SEEN, wayOut: 'works' };
  expect((await read(deps))?.wayOut).toBe('works');
  state.now = 16 * MINUTE;
  expect(await read(deps)).toBeNull();
});
