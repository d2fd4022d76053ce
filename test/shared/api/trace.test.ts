import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { hostApi } from '../../support/api-host.ts';
import { type PipelineWorld, startPipeline } from '../../support/pipeline-world.ts';

let world: PipelineWorld;
beforeAll(async () => {
  world = await startPipeline();
});
beforeEach(() => {
  world.logged.length = 0;
});
afterAll(() => world.close());

const app = hostApi(() => world, { requestId: 'r1' });
const call = async (path: string, init: RequestInit = {}): Promise<Response> => app.request(path, init);
const create = async (headers: Record<string, string> = {}): Promise<string> => {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"domain":"a.test"}',
  };
  return ((await (await call('/v1/checks', init)).json()) as { id: string }).id;
};

test('what begins or erases a check is in the log with the id of the request; what only reads is not', async () => {
  const id = await create({ 'idempotency-key': 'k' });
  await create({ 'idempotency-key': 'k' });
  await call(`/v1/checks/${id}`);
  await call(`/v1/checks/${id}`, { method: 'DELETE' });
  expect(world.logged.map(({ message, details }) => [message, details?.checkId, details?.requestId])).toEqual([
    ['check created', id, 'r1'],
    ['check asked for again', id, 'r1'],
    ['check erased', id, 'r1'],
  ]);
  // Nothing in them says who it was.
  expect(JSON.stringify(world.logged)).not.toContain('"me"');
});

test('a DELETE that erases nothing is not told as one that did', async () => {
  await call('/v1/checks/00000000-0000-4000-8000-000000000000', { method: 'DELETE' });
  expect(world.logged).toEqual([]);
});

test.each([
  ['/v1/checks/00000000-0000-4000-8000-000000000000?lang=de', { route: 'GET /v1/checks/{id}', checkId: '00000000-0000-4000-8000-000000000000' }], // biome-ignore format: one line
  ['/v1/checks/00000000-0000-4000-8000-000000000000/report?format=text', { route: 'GET /v1/checks/{id}/report', checkId: '00000000-0000-4000-8000-000000000000' }], // biome-ignore format: one line
  ['/v1/health', { route: 'GET /v1/health' }],
])('a fault names its request, its route and its check: %s', async (path, about) => {
  const { readCheck, readPreflight } = world.deps.store;
  const broken = async () => Promise.reject(new Error('broken'));
  Object.assign(world.deps.store, { readCheck: broken, readPreflight: broken });
  expect((await call(path)).status).toBe(500);
  Object.assign(world.deps.store, { readCheck, readPreflight });
  expect(world.logged).toEqual([
    { level: 'error', message: 'fault in the API', details: { requestId: 'r1', ...about, fault: expect.stringContaining('Error: broken') } }, // biome-ignore format: one line
  ]);
});
