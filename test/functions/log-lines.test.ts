import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { queuesOf, queueVariable, tableVariable } from '../../infra/declarations.ts';
import { CREDENTIALS, type Engines, openEngines, REGION } from '../../infra/local/engines.ts';
import { topologyOf } from '../../infra/topology.ts';
import type { Deps } from '../../shared/pipeline/deps.ts';
import { type Lab, startLab } from '../support/service-world.ts';
import { context, httpEvent, scheduledEvent, sqsEvent } from './events.ts';

// biome-ignore lint/suspicious/noExplicitAny: each handler has its own event; the recorded ones are typed where they are made.
type Handler = (event: any, context: any) => Promise<any>;
interface Line {
  message: string;
  details: Record<string, unknown>;
}

let engines: Engines;
let lab: Lab;
let deps: Deps;
const handlers = new Map<string, Handler>();
const lines: Line[] = [];
const before = { ...process.env };

beforeAll(async () => {
  const topology = topologyOf();
  engines = await openEngines(topology, null);
  lab = await startLab();
  Object.assign(process.env, lab.environment, {
    ...Object.fromEntries(topology.tables.map(({ id }) => [tableVariable(id), id])),
    ...Object.fromEntries(topology.functions.flatMap(queuesOf).map((id) => [queueVariable(id), engines.queueUrl(id)])),
    MXREADY_CATEGORY: 'session',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: engines.dynamodb,
    AWS_ENDPOINT_URL_SQS: engines.sqs,
  });
  const { depsOf, logger } = await import('../../functions/edge/runtime.ts');
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(logger, level).mockImplementation((...[message, details]) => {
      lines.push({ message: `${message}`, details: details as Line['details'] });
    });
  for (const name of ['api', 'dispatch', 'category', 'dead-letter', 'tick'])
    handlers.set(name, ((await import(`../../functions/${name}.ts`)) as { handler: Handler }).handler);
  deps = depsOf();
});
beforeEach(() => {
  lines.length = 0;
});
afterAll(async () => {
  jest.restoreAllMocks();
  process.env = before;
  await lab.close();
  await engines.close();
});

const invoke = (name: string, event: unknown): Promise<unknown> => {
  const handler = handlers.get(name);
  if (handler === undefined) throw new Error(name);
  return handler(event, context());
};
const body = () => JSON.stringify({ domain: 'contoso.test', port: lab.server.port });
const ask = async (event = httpEvent('POST', '/v1/checks', body())) => {
  const answer = (await invoke('api', event)) as { headers: Record<string, string>; body: string };
  return { headers: answer.headers, id: (JSON.parse(answer.body) as { id: string }).id };
};
const idsOf = (message: string): unknown[] => lines.filter((one) => one.message === message).map(({ details }) => details.checkId); // biome-ignore format: one line

describe('from the request to the check', () => {
  test('the id that the access log has is in the line of the check, and in the answer', async () => {
    const event = httpEvent('POST', '/v1/checks', body());
    const { headers, id } = await ask(event);
    expect(headers['x-request-id']).toBe(event.requestContext.requestId);
    expect(lines).toContainEqual({ message: 'check created', details: expect.objectContaining({ checkId: id, requestId: event.requestContext.requestId }) }); // biome-ignore format: one line
  });

  test('a request that its host gave no id gets one, and each its own', async () => {
    const nameless = () => {
      const event = httpEvent('POST', '/v1/checks', body());
      return { ...event, requestContext: { ...event.requestContext, requestId: '' } };
    };
    const told = [await ask(nameless()), await ask(nameless())];
    const ids = told.map(({ headers }) => headers['x-request-id']);
    expect(new Set(ids).size).toBe(2);
    for (const one of ids) expect(one).toMatch(/^[0-9a-f-]{36}$/);
    expect(lines.filter(({ message }) => message === 'check created').map(({ details }) => details.requestId)).toEqual(ids); // biome-ignore format: one line
  });

  test('answers that are problems have it too, those to what cannot be read as well', async () => {
    for (const event of [
      httpEvent('GET', '/v1/nothing'),
      httpEvent('GET', '/v1/x', undefined, { rawPath: '/%zz', headers: { 'x\ny': 'z' } }),
    ]) {
      // biome-ignore format: one line
      const { headers } = (await invoke('api', event)) as { headers: Record<string, string> };
      expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'x-request-id': event.requestContext.requestId }); // biome-ignore format: one line
    }
  });
});

describe('every line about a message names its check', () => {
  test('what goes wrong deep in the work of a category', async () => {
    const { id } = await ask();
    await invoke('dispatch', sqsEvent('checks', JSON.stringify({ checkId: id })));
    const { takeIfFree } = deps.store;
    const hiccup = jest.spyOn(deps.store, 'takeIfFree').mockRejectedValueOnce(new Error('no table at 192.0.2.1'));
    hiccup.mockImplementation(takeIfFree);
    await invoke('category', sqsEvent('category-session', JSON.stringify({ checkId: id, category: 'session' })));
    hiccup.mockRestore();
    expect(idsOf('slot not taken')).toEqual([id]);
    expect(lines.filter(({ details }) => details.checkId === undefined)).toEqual([]);
    expect(JSON.stringify(lines)).not.toContain('192.0.2.1');
  });

  test('dead letters, as far as they can be read', async () => {
    const id = '0b6d5c0e-0f1a-4c7e-9b58-1d1f6a1c7e21';
    const letters = [
      `{"checkId":"${id}"}`,
      `{"checkId":"${id}","of":"a later version"}`,
      `{"checkId": "${id}","categ`,
      '{',
    ];
    await invoke('dead-letter', sqsEvent('aggregate-dead', ...letters));
    expect(idsOf('dead letter')).toEqual([id, id, id, 'unreadable']);
  });
});

test('what a function on a schedule throws is written by its host as it is, so it tells no secrets', async () => {
  const spy = jest.spyOn(deps.store, 'countOpen').mockRejectedValue(new Error('connect 192.0.2.1, of a@b.test'));
  const told = await invoke('tick', scheduledEvent()).then(
    () => '',
    (error: Error) => `${error.name} ${error.message} ${error.stack}`,
  );
  spy.mockRestore();
  expect(told).toContain('connect (address), of (mailbox)');
  expect(told).not.toMatch(/192\.0\.2\.1|a@b/);
});
