import { expect, test } from '@jest/globals';
import { topologyOf } from '../../../infra/topology.ts';
import type { StoredResult } from '../../../shared/pipeline/check.ts';
import { sharedStore } from '../../../shared/store/shared-store.ts';
import { TableModel } from '../../faults/model/table.ts';

const HOUR = 3600_000;
const [declared] = topologyOf().tables;
const RESULT: StoredResult = { category: 'session', outcome: 'completed', reason: null, ms: 1, fault: null, rows: [], conversations: [], families: [], followUp: null }; // biome-ignore format: one thought

test('what has expired is led again by one, though it is still there, and is not known until that one has settled it', async () => {
  let now = Date.UTC(2026, 0, 1);
  const model = new TableModel(declared?.id ?? '', declared?.indexes ?? []);
  const store = sharedStore({ ...model.table(async (command) => model.apply(command)), now: () => now });
  expect(await store.leadIfFree('r', 'f', 'a', now, now + 30_000)).toBe(true);
  expect(await store.settleIfLed('r', 'f', 'a', { result: RESULT, checkId: 'c1', at: now })).toBe(true);
  now += 23 * HOUR;
  expect(await store.leadIfFree('r', 'f', 'b', now, now + 30_000)).toBe(false);
  now += 2 * HOUR;
  expect(await store.readShared('r', 'f')).toBeNull();
  expect(await store.leadIfFree('r', 'f', 'b', now, now + 30_000)).toBe(true);
  expect(await store.leadIfFree('r', 'f', 'c', now, now + 30_000)).toBe(false);
  expect(await store.readShared('r', 'f')).toEqual({ state: 'led', leaseUntil: now + 30_000 });
  expect(await store.settleIfLed('r', 'f', 'a', { result: RESULT, checkId: 'c1', at: now })).toBe(false);
  expect(await store.settleIfLed('r', 'f', 'b', { result: RESULT, checkId: 'c2', at: now })).toBe(true);
  expect(await store.readShared('r', 'f')).toMatchObject({ state: 'known', checkId: 'c2' });
});
