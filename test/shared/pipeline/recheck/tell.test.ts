import { beforeEach, expect, test } from '@jest/globals';
import type { Letter } from '../../../../shared/net/webhook.ts';
import { type NotifyDeps, notify } from '../../../../shared/pipeline/notify.ts';
import { finishedId, runNewsOf } from '../../../../shared/pipeline/recheck/tell.ts';
import { callbackStore } from '../../../../shared/store/callback-store.ts';
import { found, manyTenants, type RunWorld, startRuns } from '../../../support/run-world.ts';

const CALLBACK = { url: 'https://hooks.example/run', origin: 'https://mxready.test' };
const never = new AbortController().signal;
let world: RunWorld;
let letters: { id: string; body: Record<string, unknown> }[];
beforeEach(() => {
  world = startRuns();
  letters = [];
});

/** Delivers every callback that is due. */
async function deliver(ids: readonly string[]): Promise<void> {
  const post = async ({ headers, body }: Letter): Promise<number> => {
    letters.push({ id: headers['webhook-id'] ?? '', body: JSON.parse(body) });
    return 204;
  };
  const deps: NotifyDeps = {
    ...world.deps,
    ...{ callbacks: callbackStore(world.checks), post },
    secrets: { keysOf: async () => [new TextEncoder().encode('k'.repeat(48))] },
  };
  for (const id of ids) await notify(deps, id, never);
}

test('an id says what is told; what is no run’s is a check’s', () => {
  const id = '70e352a2-be34-86ca-a4c1-04f4d7289e61';
  expect(runNewsOf(finishedId(id))).toEqual({ runId: id, kind: 'finished' });
  expect(runNewsOf(`run:${id}:3-12`)).toEqual({ runId: id, kind: 'changed', from: 3, to: 12 });
  expect(runNewsOf(id)).toBeNull();
});

test('one callback for a run, when it is over and not before', async () => {
  await world.tenants.writeTenants(manyTenants(60, 1));
  const { id } = await world.start({ callback: CALLBACK });
  await world.play(id, 2);
  await deliver([finishedId(id)]);
  expect(letters).toEqual([]);
  await world.play(id);
  await deliver([finishedId(id), finishedId(id)]);
  expect(letters).toEqual([
    {
      id: finishedId(id),
      body: { type: 'recheck.finished', id, status: 'done', total: 60, done: 60, changes: 0, url: `https://mxready.test/v1/rechecks/${id}` }, // biome-ignore format: one thought
    },
  ]);
});

test('confirmed changes are told in batches while a run goes on', async () => {
  const fine = found('certificate-current', 'pass', 'current');
  const bad = found('certificate-current', 'fail', 'expired');
  await world.tenants.writeTenants(manyTenants(130, 1));
  for (let at = 0; at < 130; at += 1) world.finds.set(`t${at}/d0.t${at}.test`, (times) => [times === 1 ? fine : bad]);
  await world.play((await world.start()).id);
  world.world.taken();
  const { id } = await world.start({ callback: CALLBACK, spreadOver: 2 * 3600 });
  const run = await world.play(id, 1000);
  expect(run).toMatchObject({ status: 'done', news: { worse: 130 } });
  const told = [...world.callbacks].filter((one) => one !== finishedId(id));
  expect(told.length).toBeGreaterThan(2);
  expect(told.length).toBeLessThan(13);
  await deliver(told);
  // One after the other, without a gap and without an overlap.
  const spans = told.map((one) => runNewsOf(one)).map((one) => (one?.kind === 'changed' ? [one.from, one.to] : []));
  expect(spans[0]?.[0]).toBe(0);
  for (const [at, [from]] of spans.slice(1).entries()) expect(from).toBe(spans[at]?.[1]);
  expect(letters.reduce((sum, { body }) => sum + (body.changes as number), 0)).toBe(run.told);
  expect(letters[0]?.body).toMatchObject({ type: 'recheck.changed', id, url: `https://mxready.test/v1/rechecks/${id}/results?only=worse` }); // biome-ignore format: one thought
});

test('nobody is told who did not ask to be', async () => {
  await world.tenants.writeTenants(manyTenants(3, 1));
  const { id } = await world.start();
  await world.play(id);
  expect(world.callbacks.size).toBe(0);
  await deliver([finishedId(id)]);
  expect(letters).toEqual([]);
});
