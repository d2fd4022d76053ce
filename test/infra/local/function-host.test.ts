import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { buildFunctions, RUNNER } from '../../../infra/local/build.ts';
import { type FunctionHost, hostFunction, WorkerDied } from '../../../infra/local/function-host.ts';

const ECHO = 'test/support/functions/echo.ts';
let bundleOf: (entry: string) => string;
beforeAll(async () => {
  bundleOf = await buildFunctions([ECHO]);
});

const open: FunctionHost[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((host) => host.close()));
});

function host(environment: Record<string, string> = {}, timeout = 5): FunctionHost {
  const one = hostFunction({ id: 'echo', bundle: bundleOf(ECHO), runner: bundleOf(RUNNER), environment, timeout, log: () => {} }); // biome-ignore format: one line
  open.push(one);
  return one;
}

test('a function sees its own environment and nothing of ours or of another', async () => {
  const [one, other] = [host({ A: '1' }), host({ B: '2' })];
  expect(await one.invoke({})).toMatchObject({ environment: { A: '1' } });
  expect(((await other.invoke({})) as { environment: object }).environment).toEqual({ B: '2' });
});

test('is told how much time it has', async () => {
  const { left } = (await host({}, 3).invoke({})) as { left: number };
  expect(left).toBeGreaterThan(2000);
  expect(left).toBeLessThanOrEqual(3000);
});

test('what it throws fails that invocation and no other', async () => {
  const one = host();
  const fine = one.invoke({ wait: 50 });
  await expect(one.invoke({ fail: true })).rejects.toThrow('as asked');
  await expect(fine).resolves.toBeDefined();
});

test('when its thread ends, all that was in work is lost, and the next invocation finds a new thread', async () => {
  const one = host();
  await one.invoke({});
  const innocent = one.invoke({ wait: 4000 });
  const guilty = one.invoke({ exit: true });
  await expect(guilty).rejects.toBeInstanceOf(WorkerDied);
  await expect(innocent).rejects.toBeInstanceOf(WorkerDied);
  await expect(one.invoke({})).resolves.toBeDefined();
});

test('an invocation beyond its time is ended', async () => {
  const one = host({}, 0.2);
  await expect(one.invoke({ wait: 60_000 })).rejects.toThrow('echo: timed out after 0.2 s');
});
