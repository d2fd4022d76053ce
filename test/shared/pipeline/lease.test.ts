import { expect, test } from '@jest/globals';
import { keepLease } from '../../../shared/pipeline/lease.ts';
import { timesOf } from '../../../shared/pipeline/times.ts';
import { Simulation } from '../../faults/model/simulation.ts';

const times = timesOf(240);

/** A lease of thirty seconds that is kept in virtual time by the given answers, one for each renewal. */
async function kept(answers: readonly (boolean | 'error' | 'silence')[], seconds: number) {
  const sim = new Simulation(1, 0);
  const asked: number[] = [];
  let lostAt: number | null = null;
  const renew = async (): Promise<boolean> => {
    const answer = answers[asked.length] ?? true;
    asked.push(sim.now / 1000);
    if (answer === 'error') throw new Error('throttled');
    return answer === 'silence' ? new Promise<boolean>(() => {}) : answer;
  };
  const deps = { now: () => sim.now, after: (ms: number, run: () => void) => sim.after(ms, run), times };
  const stop = keepLease(deps, 30_000, renew, () => {
    lostAt = sim.now / 1000;
  });
  sim.after(seconds * 1000, stop);
  await sim.run(500_000, () => false);
  return { asked, lostAt };
}

test('is renewed every ten seconds until told to stop', async () => {
  expect(await kept([], 45)).toEqual({ asked: [10, 20, 30, 40], lostAt: null });
});

test('is lost at once when somebody else has it', async () => {
  expect(await kept([true, false], 100)).toEqual({ asked: [10, 20], lostAt: 20 });
});

test('survives one hiccup, and is lost before its end when it could not be renewed in time', async () => {
  expect(await kept(['error'], 45)).toEqual({ asked: [10, 20, 30, 40], lostAt: null });
  expect((await kept(['error', 'error', 'error'], 100)).lostAt).toBe(28);
  // An answer that never comes is no answer, and does not keep the next renewal waiting.
  expect(await kept([true, 'silence'], 45)).toEqual({ asked: [10, 20, 30, 40], lostAt: null });
  expect((await kept([true, 'silence', 'silence', 'silence'], 100)).lostAt).toBe(38);
});
