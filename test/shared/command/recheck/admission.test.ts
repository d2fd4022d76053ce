import { expect, test } from '@jest/globals';
import { ANY_LANE, createAdmission, type Lane } from '../../../../shared/command/recheck/admission.ts';

const never = new AbortController().signal;
const turns = async (): Promise<void> => {
  for (let count = 0; count < 5; count += 1) await Promise.resolve();
};

/** Enters in order, and notes who is in. */
function gate(limit: number) {
  const admission = createAdmission(limit);
  const inside = new Map<string, () => void>();
  return {
    inside,
    enter: (name: string, lane: Lane, signal: AbortSignal = never) =>
      admission.enter(lane, signal).then((leave) => {
        inside.set(name, leave);
      }),
    leave: async (name: string) => {
      inside.get(name)?.();
      inside.delete(name);
      await turns();
    },
  };
}

test('lets in as many as there are places, in the order in which they came', async () => {
  const { inside, enter, leave } = gate(2);
  for (const name of ['a', 'b', 'c', 'd']) void enter(name, ANY_LANE);
  await turns();
  expect([...inside.keys()]).toEqual(['a', 'b']);
  await leave('a');
  expect([...inside.keys()]).toEqual(['b', 'c']);
});

test('of a lane that is full nobody gets in, and nobody else waits for it', async () => {
  const { inside, enter, leave } = gate(3);
  const lane = { id: 'x', checks: 1 };
  for (const name of ['x1', 'x2', 'x3']) void enter(name, lane);
  void enter('y1', { id: 'y', checks: 1 });
  await turns();
  expect([...inside.keys()]).toEqual(['x1', 'y1']);
  await leave('x1');
  expect([...inside.keys()]).toEqual(['y1', 'x2']);
});

test('who leaves twice gives one place back', async () => {
  const { inside, enter } = gate(1);
  for (const name of ['a', 'b', 'c']) void enter(name, ANY_LANE);
  await turns();
  const left = inside.get('a');
  left?.();
  left?.();
  await turns();
  expect([...inside.keys()]).toEqual(['a', 'b']);
});

test('who gives up waiting takes no place', async () => {
  const { inside, enter, leave } = gate(1);
  const stop = new AbortController();
  void enter('a', ANY_LANE);
  const given = enter('b', ANY_LANE, stop.signal);
  void enter('c', ANY_LANE);
  stop.abort(new Error('enough'));
  await expect(given).rejects.toThrow('enough');
  await expect(enter('d', ANY_LANE, stop.signal)).rejects.toThrow('enough');
  await leave('a');
  expect([...inside.keys()]).toEqual(['c']);
});
