import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { RecheckView } from '../../../shared/api/rechecks/schema.ts';
import { categoryQueue, checksQueue, QUEUE } from '../../../shared/queue/queue.ts';
import { countedIn, outcomesOf, until } from '../../support/run-client.ts';
import { type Gate, gate, registered } from '../../support/run-lab.ts';
import { type RunService, startRunService } from '../../support/run-service.ts';

jest.setTimeout(600_000);

/** Checks of a run at work at once, so that of few domains some still wait. */
const OPEN = 8;
const SERVERS = 60;
const CATEGORY = categoryQueue('session', 'bulk');

let world: RunService;
let held: Gate;
beforeAll(async () => {
  const optionsOf = () => ({ greeting: () => ({ until: held.opened }) });
  world = await startRunService({ servers: SERVERS, optionsOf }, { MXREADY_RECHECK_OPEN: `${OPEN}` });
});
afterAll(() => world.close());
// Who comes is kept waiting until a test says otherwise.
beforeEach(() => {
  held = gate();
});

const only = (tenantId: string) => ({ filter: { tenantIds: [tenantId] } });
/** How often each of some servers was visited. */
const visits = (from: number, to: number): number[] => world.lab.servers.slice(from, to).map(({ connections }) => connections.length); // biome-ignore format: one thought
const atWork = (tenantId: string) => until(() => world.client.checksOf([tenantId]), (all) => all.length === OPEN); // biome-ignore format: one thought

test('every message of a run and of its checks comes twice and more: each domain is checked and counted once', async () => {
  const { client, lab, send } = world;
  const [from, to] = [0, 24];
  await client.register([{ id: 'twice', domains: registered(lab, from, to) }]);
  const { id } = await client.start(only('twice'));
  const again = async (): Promise<void> => {
    const checks = await client.checksOf(['twice']);
    await Promise.all([
      send(QUEUE.recheck, { runId: id }),
      ...checks.flatMap(({ id: checkId }) => [
        send(checksQueue('bulk'), { checkId, lane: 'bulk' }),
        send(checksQueue(), { checkId }),
        send(CATEGORY, { checkId, category: 'session', lane: 'bulk' }),
        // In the lane of what somebody waits for it comes as well, where the other may have killed its function.
        send(categoryQueue('session'), { checkId, category: 'session', lane: 'bulk' }),
        send(QUEUE.aggregate, { checkId }),
      ]),
    ]);
  };
  await again();
  await atWork('twice');
  await again();
  held.open();
  for (let done = 0; done < to - from; ) {
    done = (await until(() => client.run(id), (run) => run.done > done)).done; // biome-ignore format: one thought
    await again();
  }
  const run = await client.ended(id);
  await again();
  await world.drained([
    QUEUE.recheck,
    checksQueue('bulk'),
    checksQueue(),
    CATEGORY,
    categoryQueue('session'),
    QUEUE.aggregate,
  ]);

  expect(run).toMatchObject({ status: 'done', total: to - from, done: to - from });
  expect(outcomesOf(run)).toEqual({ readyWithWarnings: to - from });
  // What came after the end has changed nothing.
  expect(await client.run(id)).toEqual(run);
  const results = await client.results(id);
  expect(new Set(results.map(({ domain }) => domain)).size).toBe(to - from);
  const checks = await client.checksOf(['twice']);
  expect(checks.map((one) => one.id).sort()).toEqual(results.map(({ checkId }) => checkId).sort());
  expect(visits(from, to)).toEqual(results.map(() => 1));
});

test('cancelled while pages are open: what was begun is counted, and nobody is visited after that', async () => {
  const { client, lab } = world;
  const [from, to] = [24, 54];
  await client.register([{ id: 'cancelled', domains: registered(lab, from, to) }]);
  const { id } = await client.start(only('cancelled'));
  await until(() => visits(from, to).filter(Boolean).length, (count) => count === OPEN); // biome-ignore format: one thought
  const { body } = await client.ask<RecheckView>(`/v1/rechecks/${id}`, 'PATCH', { status: 'cancelled' });
  expect(body).toMatchObject({ status: 'cancelled', total: to - from, done: 0, finishedAt: null });
  held.open();
  const run = await client.ended(id);
  expect(run).toMatchObject({ status: 'cancelled', total: to - from, done: OPEN });
  expect(outcomesOf(run)).toEqual({ readyWithWarnings: OPEN });
  const results = await client.results(id);
  expect(results).toHaveLength(to - from);
  expect(countedIn(results)).toEqual(outcomesOf(run));
  const before = visits(from, to);
  expect(before.reduce((sum, one) => sum + one, 0)).toBe(OPEN);

  // Another run goes all its way meanwhile, and so has whatever was left of this one.
  await client.register([{ id: 'next', domains: registered(lab, 54, 56) }]);
  const next = await client.start(only('next'));
  expect(await client.ended(next.id)).toMatchObject({ status: 'done', done: 2 });
  expect(visits(from, to)).toEqual(before);
  expect(await client.checksOf(['cancelled'])).toHaveLength(OPEN);
  expect(await client.run(id)).toEqual(run);
});

test('of many who ask at once one begins a run; the others are told which it is, and the same key is the same run', async () => {
  const { client, lab } = world;
  await client.register([{ id: 'busy', domains: registered(lab, 56, 60) }]);
  const body = only('busy');
  const ask = (key: string) => client.ask<{ id: string; runId: string }>('/v1/rechecks', 'POST', body, { 'idempotency-key': key }); // biome-ignore format: one line
  const keys = Array.from({ length: 12 }, (_, at) => `key-${Math.floor(at / 2)}`);
  const answers = await Promise.all(keys.map(ask));
  const begun = answers.flatMap(({ status, body: { id } }, at) =>
    status === 202 ? [{ id, key: keys[at] ?? '' }] : [],
  );
  const [{ id, key } = { id: '', key: '' }] = begun;
  // Whoever asked with its key as well was given the same.
  expect(begun).toEqual([
    { id, key },
    { id, key },
  ]);
  const refused = answers.filter(({ status }) => status !== 202);
  expect(refused.map(({ status, body: { runId } }) => [status, runId])).toEqual(refused.map(() => [409, id]));
  expect(refused[0]?.headers.get('link')).toBe(`</v1/rechecks/${id}>; rel="related"`);
  const other = await client.ask('/v1/rechecks', 'POST', { ...body, force: true }, { 'idempotency-key': key });
  expect(other.status).toBe(422);

  held.open();
  expect(await client.ended(id)).toMatchObject({ status: 'done', total: 4, done: 4 });
  expect(await ask(key)).toMatchObject({ status: 202, body: { id, status: 'done' } });
  const later = await ask('another');
  expect([later.status, later.body.id === id]).toEqual([202, false]);
  await client.ended(later.body.id);
  expect(visits(56, 60)).toEqual([2, 2, 2, 2]);
});
