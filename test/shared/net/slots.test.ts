import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { processSlots, type Slots } from '../../../shared/net/slots.ts';

const HERE = '192.0.2.1';
const never = new AbortController().signal;

/** Work that ends when told to, and tells what it saw. */
interface Job {
  started: boolean;
  concurrent: number | null;
  finish(): void;
  done: Promise<unknown>;
}

function job(slots: Slots, { alone = false, address = HERE, signal = never } = {}): Job {
  let finish = (): void => {};
  const gate = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const one: Job = { started: false, concurrent: null, finish, done: Promise.resolve() };
  one.done = slots.run(address, alone, signal, async (concurrent) => {
    one.started = true;
    one.concurrent = concurrent;
    await gate;
  });
  one.done.catch(() => {});
  return one;
}

/** Lets everything that can run now run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const started = (jobs: readonly Job[]): boolean[] => jobs.map((one) => one.started);

describe('slots of one process', () => {
  test('admit as many as the limit says, the others in order', async () => {
    const slots = processSlots(2);
    const jobs = [job(slots), job(slots), job(slots), job(slots)];
    await settle();
    expect(started(jobs)).toEqual([true, true, false, false]);
    jobs[1]?.finish();
    await settle();
    expect(started(jobs)).toEqual([true, true, true, false]);
    for (const one of jobs) one.finish();
    await Promise.all(jobs.map((one) => one.done));
    expect(started(jobs)).toEqual([true, true, true, true]);
  });

  test('are counted for each address by itself', async () => {
    const slots = processSlots(1);
    const jobs = [job(slots), job(slots, { address: '192.0.2.2' }), job(slots)];
    await settle();
    expect(started(jobs)).toEqual([true, true, false]);
    for (const one of jobs) one.finish();
    await Promise.all(jobs.map((one) => one.done));
  });

  test('tell how many connections are open there', async () => {
    const slots = processSlots(3);
    const jobs: Job[] = [];
    for (const _ of [1, 2, 3]) {
      jobs.push(job(slots));
      await settle();
    }
    expect(jobs.map((one) => one.concurrent)).toEqual([1, 2, 3]);
    for (const one of jobs) one.finish();
    await Promise.all(jobs.map((one) => one.done));
  });

  test('one that wants to be alone waits for the others, and keeps later ones out', async () => {
    const slots = processSlots(3);
    const first = job(slots);
    const alone = job(slots, { alone: true });
    const later = job(slots);
    await settle();
    expect(started([first, alone, later])).toEqual([true, false, false]);
    first.finish();
    await settle();
    expect(started([first, alone, later])).toEqual([true, true, false]);
    expect(alone.concurrent).toBe(1);
    alone.finish();
    await settle();
    expect(later.started).toBe(true);
    later.finish();
    await later.done;
  });

  test('one that gives up while it waits lets those behind it go on, and never runs', async () => {
    const slots = processSlots(2);
    const first = job(slots);
    const stop = new AbortController();
    const alone = job(slots, { alone: true, signal: stop.signal });
    const later = job(slots);
    await settle();
    expect(started([alone, later])).toEqual([false, false]);
    const reason = new Error('stopped');
    stop.abort(reason);
    await expect(alone.done).rejects.toBe(reason);
    await settle();
    expect(started([alone, later])).toEqual([false, true]);
    first.finish();
    later.finish();
    await Promise.all([first.done, later.done]);
  });

  test('a signal that has fired keeps work from starting; one that fires later does not end it', async () => {
    const slots = processSlots(1);
    await expect(slots.run(HERE, false, AbortSignal.abort('gone'), async () => 1)).rejects.toBe('gone');
    const stop = new AbortController();
    const running = job(slots, { signal: stop.signal });
    await settle();
    stop.abort();
    running.finish();
    await expect(running.done).resolves.toBeUndefined();
  });

  test('work that fails gives its slot back and says so', async () => {
    const slots = processSlots(1);
    const failure = new Error('broken');
    await expect(slots.run(HERE, true, never, () => Promise.reject(failure))).rejects.toBe(failure);
    await expect(slots.run(HERE, false, never, async (concurrent) => concurrent)).resolves.toBe(1);
  });

  test('the limit holds whatever comes, nobody is forgotten, and who is alone is alone', async () => {
    const kinds = fc.record({
      alone: fc.boolean(),
      address: fc.constantFrom('a', 'b'),
      turns: fc.nat(3),
      stopped: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(kinds, { maxLength: 12 }), async (limit, list) => {
        const slots = processSlots(limit);
        const open = new Map<string, boolean[]>();
        let ran = 0;
        const all = list.map(async ({ alone, address, turns, stopped }) => {
          const stop = new AbortController();
          const work = slots.run(address, alone, stop.signal, async () => {
            const here = open.get(address) ?? [];
            open.set(address, here);
            here.push(alone);
            expect(here.length).toBeLessThanOrEqual(here.includes(true) ? 1 : limit);
            for (let turn = 0; turn < turns; turn += 1) await settle();
            here.splice(here.indexOf(alone), 1);
            ran += 1;
          });
          if (stopped) stop.abort(new Error('stopped'));
          await work.catch((error: Error) => {
            if (error.message !== 'stopped') throw error;
            ran += 1;
          });
        });
        await Promise.all(all);
        expect(ran).toBe(list.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('an address that said 421', () => {
  test('is visited by one at a time, spaced, while others are not', async () => {
    const slots = processSlots(3, 60);
    await slots.cool(HERE);
    const jobs = [job(slots), job(slots), job(slots, { address: '192.0.2.2' }), job(slots, { address: '192.0.2.2' })];
    await settle();
    expect(started(jobs)).toEqual([true, false, true, true]);
    jobs[0]?.finish();
    await jobs[0]?.done;
    await settle();
    // Not at once; the pause wakes whoever waits.
    expect(started(jobs)).toEqual([true, false, true, true]);
    const ended = performance.now();
    while (jobs[1]?.started !== true && performance.now() - ended < 5000) await settle();
    expect(started(jobs)).toEqual([true, true, true, true]);
    expect(performance.now() - ended).toBeGreaterThan(30);
    for (const one of jobs) one.finish();
  });

  test('lets those that are there end', async () => {
    const slots = processSlots(2, 0);
    const jobs = [job(slots), job(slots), job(slots)];
    await settle();
    await slots.cool(HERE);
    jobs[0]?.finish();
    await settle();
    expect(started(jobs)).toEqual([true, true, false]);
    jobs[1]?.finish();
    const ended = performance.now();
    while (jobs[2]?.started !== true && performance.now() - ended < 5000) await settle();
    expect(started(jobs)).toEqual([true, true, true]);
    jobs[2]?.finish();
  });
});
