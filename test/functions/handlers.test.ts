import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { SQSBatchResponse } from 'aws-lambda';
import { callerOf } from '../../functions/edge/caller.ts';
import { queuesOf, queueVariable, tableVariable } from '../../infra/declarations.ts';
import { CREDENTIALS, type Engines, openEngines, REGION } from '../../infra/local/engines.ts';
import { topologyOf } from '../../infra/topology.ts';
import { FIGURES } from '../../shared/pipeline/figures.ts';
import { dynamoStore } from '../../shared/store/dynamo-store.ts';
import { openTable } from '../../shared/store/table.ts';
import { type Lab, startLab } from '../support/service-world.ts';
import { context, httpEvent, scheduledEvent, sqsEvent } from './events.ts';

// biome-ignore lint/suspicious/noExplicitAny: each handler has its own event; the recorded ones are typed where they are made.
type Handler = (event: any, context: any) => Promise<any>;

let engines: Engines;
let lab: Lab;
const handlers = new Map<string, Handler>();
const before = { ...process.env };

beforeAll(async () => {
  const topology = topologyOf();
  engines = await openEngines(topology, null);
  lab = await startLab();
  Object.assign(process.env, lab.environment, {
    ...Object.fromEntries(topology.tables.map(({ id }) => [tableVariable(id), id])),
    ...Object.fromEntries(topology.functions.flatMap(queuesOf).map((id) => [queueVariable(id), engines.queueUrl(id)])),
    MXREADY_CATEGORY: 'session',
    // All of a batch at once at the one server there is.
    MXREADY_CONNECTIONS_PER_TARGET: '10',
    MXREADY_LIMIT_PER_CALLER: '0',
    MXREADY_LIMIT_PER_DOMAIN: '0',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: engines.dynamodb,
    AWS_ENDPOINT_URL_SQS: engines.sqs,
  });
  for (const name of [
    'api',
    'dispatch',
    'category',
    'aggregate',
    'dead-letter',
    'tick',
    'preflight',
    'notify',
    'nightly',
  ])
    handlers.set(name, ((await import(`../../functions/${name}.ts`)) as { handler: Handler }).handler);
});
/** Figures as they were told, one line each. */
const told: { _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[] } }[] = []; // biome-ignore format: one line
beforeAll(() => {
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    if (`${line}`.startsWith('{"_aws"')) told.push(JSON.parse(`${line}`));
    return true;
  });
});
afterAll(async () => {
  jest.restoreAllMocks();
  process.env = before;
  await lab.close();
  await engines.close();
});

const invoke = async (name: string, event: unknown): Promise<never> => {
  const handler = handlers.get(name);
  if (handler === undefined) throw new Error(name);
  return handler(event, context()) as Promise<never>;
};
const drain = async (queue: string): Promise<unknown[]> => {
  const { Messages = [] } = await engines.client.send(
    new ReceiveMessageCommand({ QueueUrl: engines.queueUrl(queue), MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
  );
  return Messages.map(({ Body = '' }) => JSON.parse(Body));
};
const created = async (more: object = {}, asked: object = {}): Promise<string> => {
  const body = JSON.stringify({ domain: 'contoso.test', port: lab.server.port, ...asked });
  const answer = (await invoke('api', httpEvent('POST', '/v1/checks', body, more))) as { body: string };
  return (JSON.parse(answer.body) as { id: string }).id;
};
const failedOf = (response: SQSBatchResponse): string[] => response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier); // biome-ignore format: one line

beforeEach(async () => {
  for (const queue of ['checks', 'category-session', 'category-dns', 'aggregate']) await drain(queue);
});

describe('the API', () => {
  test('answers an event of an HTTP API', async () => {
    const body = JSON.stringify({ domain: 'contoso.test', port: lab.server.port });
    for (const event of [
      httpEvent('POST', '/v1/checks', body),
      httpEvent('POST', '/v1/checks', Buffer.from(body).toString('base64'), { isBase64Encoded: true }),
    ]) {
      expect(await invoke('api', event)).toMatchObject({
        statusCode: 202,
        headers: {
          location: expect.stringMatching(/^\/v1\/checks\/[0-9a-f-]{36}$/),
          'content-type': 'application/json',
        },
        isBase64Encoded: false,
      });
    }
  });

  test('takes the caller from the authorizer: of a token, of IAM, of neither', async () => {
    const path = '/v1/catalogue';
    const withAuthorizer = (authorizer?: object) => {
      const event = httpEvent('GET', path);
      return { ...event, requestContext: { ...event.requestContext, authorizer } };
    };
    const status = async (authorizer?: object) =>
      ((await invoke('api', withAuthorizer(authorizer))) as { statusCode: number }).statusCode;
    expect(await status({ jwt: { claims: { sub: 'x', scope: 'checks:write checks:read' } } })).toBe(200);
    expect(await status({ jwt: { claims: { sub: 'x', scp: 'checks:read' } } })).toBe(200);
    expect(await status({ jwt: { claims: { sub: 'x', scope: '[checks:write checks:read]' } } })).toBe(200);
    expect(await status({ jwt: { claims: { sub: 'x', scp: ['checks:read'] } } })).toBe(200);
    expect(await status({ jwt: { claims: { sub: 'x', scope: 'checks:write' } } })).toBe(403);
    // Only the local service has a gateway that may say so.
    expect(await status({ local: true })).toBe(401);
    const tenantOf = (claims: object) => callerOf({ event: withAuthorizer({ jwt: { claims: { sub: 'x', ...claims } } }) })?.tenantId; // biome-ignore format: one line
    expect([tenantOf({}), tenantOf({ tenant: 'acme' }), tenantOf({ tenant: 7 }), tenantOf({ tenant: null })]).toEqual([null, 'acme', '7', 'null']); // biome-ignore format: one line
    expect(await status({ jwt: { claims: { sub: 'x' } } })).toBe(403);
    expect(await status({ iam: { userArn: 'arn:aws:iam::123456789012:user/x' } })).toBe(200);
    const idOf = (userArn: string) => callerOf({ event: withAuthorizer({ iam: { userArn } }) })?.id;
    const role = 'arn:aws:sts::123456789012:assumed-role/onboarding';
    expect([idOf(`${role}/task-1`), idOf(`${role}/task-2`)]).toEqual([`iam:${role}`, `iam:${role}`]);
    expect(idOf('arn:aws:iam::123456789012:user/x')).toBe('iam:arn:aws:iam::123456789012:user/x');
    expect(await status(undefined)).toBe(401);
    expect(await status({ jwt: { claims: {} } })).toBe(401);
  });

  test.each([
    ['a header that no request may have', { headers: { 'x\ny': 'z', host: 'a' } }],
    ['a header value that no request may have', { headers: { x: 'a\r\nb: c', host: 'a' } }],
    ['a path that is none', { rawPath: '/v1/checks/%zz' }],
    ['a host that is none', { requestContext: { ...httpEvent('GET', '/').requestContext, domainName: 'a b' } }],
  ])('%s is a problem, never a fault', async (_, more) => {
    const answer = (await invoke('api', httpEvent('GET', '/v1/checks/x', undefined, more))) as { statusCode: number; headers: Record<string, string> }; // biome-ignore format: one line
    expect([400, 404]).toContain(answer.statusCode);
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });
});

describe('a batch', () => {
  test('gives back exactly the ids of those that failed', async () => {
    const id = await created();
    const response = await invoke('dispatch', sqsEvent('checks', '{', JSON.stringify({ checkId: id }), '"x"'));
    expect(failedOf(response)).toEqual([
      '059f36b4-87a3-44ab-83d2-661975751520',
      '059f36b4-87a3-44ab-83d2-661975751522',
    ]);
    expect(await drain('category-session')).toEqual([{ checkId: id, category: 'session' }]);
    expect(await drain('category-dns')).toEqual([{ checkId: id, category: 'dns' }]);
  });

  test('of messages that all succeed has no failures, and of none at all neither', async () => {
    expect(await invoke('aggregate', sqsEvent('aggregate', '{"checkId":"nobody"}', '{"checkId":"none"}'))).toEqual({ batchItemFailures: [] }); // biome-ignore format: one line
    expect(await invoke('aggregate', sqsEvent('aggregate'))).toEqual({ batchItemFailures: [] });
  });

  test('of one slow server and nine quick ones has the results of the nine while the slow one is still waited for', async () => {
    let answer = (): void => {};
    const over = new Promise<void>((resolve) => {
      answer = resolve;
    });
    // Says nothing until it is let go; then it is the server of the lab.
    const slow = createServer((socket) => {
      socket.on('error', () => {});
      void over.then(() => socket.pipe(connect(lab.server.port, '127.0.0.1').on('error', () => {})).pipe(socket));
    });
    await new Promise<void>((resolve) => slow.listen(lab.server.port, '127.0.0.2', resolve));
    const table = openTable('checks', { endpoint: engines.dynamodb, region: REGION, credentials: CREDENTIALS });
    const store = dynamoStore(table, { transcripts: 0, reports: 0 });
    const one = await created({}, { target: '127.0.0.2' });
    const quick = await Promise.all(Array.from({ length: 9 }, () => created()));
    for (const checkId of [one, ...quick]) await invoke('dispatch', sqsEvent('checks', JSON.stringify({ checkId })));
    const bodies = [one, ...quick].map((checkId) => JSON.stringify({ checkId, category: 'session' }));
    const batch = handlers.get('category')?.(sqsEvent('category-session-bulk', ...bodies), context(180));
    const isThere = (id: string): Promise<boolean> => store.hasResult(id, 'session');
    while ((await Promise.all(quick.map(isThere))).includes(false)) await sleep(10);
    expect(await isThere(one)).toBe(false);
    answer();
    expect(await batch).toEqual({ batchItemFailures: [] });
    expect(await isThere(one)).toBe(true);
    table.client.destroy();
    await new Promise((resolve) => slow.close(resolve));
  });

  test('loses a message that came three times to an invocation of its own, once', async () => {
    const message = { checkId: 'nobody', category: 'session', lane: 'bulk' };
    const event = (queue: string, body: object, received: string) => {
      const { Records } = sqsEvent(queue, JSON.stringify(body));
      return { Records: Records.map((one) => ({ ...one, attributes: { ...one.attributes, ApproximateReceiveCount: received } })) }; // biome-ignore format: one line
    };
    for (const received of ['1', '2', '3']) {
      expect(await invoke('category', event('category-session-bulk', message, received))).toEqual({ batchItemFailures: [] }); // biome-ignore format: one line
      expect(await drain('category-session')).toEqual(received === '3' ? [{ ...message, alone: true }] : []);
    }
    await invoke('category', event('category-session', { ...message, alone: true }, '4'));
    await invoke('category', event('category-session', { checkId: 'nobody', category: 'session' }, '4'));
    expect(await drain('category-session')).toEqual([]);
    expect(await drain('category-session-bulk')).toEqual([]);
  });

  test('a category takes no message of another one', async () => {
    const response = await invoke('category', sqsEvent('category-session', '{"checkId":"x","category":"dns"}'));
    expect(failedOf(response)).toHaveLength(1);
  });

  test('dead letters are never given back, whatever is in them', async () => {
    const bodies = ['{', '{"checkId":"nobody"}', '{"checkId":"nobody","category":"session"}'];
    expect(await invoke('dead-letter', sqsEvent('aggregate-dead', ...bodies))).toEqual({ batchItemFailures: [] });
  });
});

test('a whole check by its functions, one event after the other', async () => {
  const id = await created();
  await invoke('dispatch', sqsEvent('checks', JSON.stringify({ checkId: id })));
  await invoke('category', sqsEvent('category-session', JSON.stringify({ checkId: id, category: 'session' })));
  for (const category of ['dns', 'envelope', 'relay'])
    await invoke('dead-letter', sqsEvent(`category-${category}-dead`, JSON.stringify({ checkId: id, category })));
  await invoke('aggregate', sqsEvent('aggregate', JSON.stringify({ checkId: id })));
  const answer = (await invoke('api', httpEvent('GET', `/v1/checks/${id}/report`))) as {
    statusCode: number;
    body: string;
  };
  expect(answer.statusCode).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({
    id,
    verdict: 'incomplete',
    categories: [
      { id: 'dns', outcome: 'incomplete', reason: 'internal' },
      { id: 'session', outcome: 'completed' },
      { id: 'envelope', outcome: 'incomplete', reason: 'internal' },
      { id: 'relay', outcome: 'incomplete', reason: 'internal' },
    ],
    conversations: [{ category: 'session', address: '127.0.0.1' }],
  });
});

test('the schedule looks at what is due, and at our own side', async () => {
  expect(await invoke('tick', scheduledEvent())).toBeUndefined();
  expect(await invoke('preflight', scheduledEvent())).toBeUndefined();
  const answer = (await invoke('api', httpEvent('GET', '/v1/health'))) as { body: string };
  expect(JSON.parse(answer.body)).toMatchObject({ status: 'ok', canary: { wayOut: 'undetermined' } });
});

test('a night has one run, whoever says so twice', async () => {
  for (const _ of [1, 2]) await invoke('nightly', scheduledEvent());
  const answer = (await invoke('api', httpEvent('GET', '/v1/rechecks'))) as { body: string };
  const { items } = JSON.parse(answer.body) as { items: object[] };
  expect(items).toMatchObject([{ status: 'listing', spreadOver: 21_600 }]);
  expect(await drain('recheck')).toHaveLength(1);
});

test('figures are told in EMF, each with its dimensions and no others', () => {
  const seen = new Map(
    told.map(({ _aws }) => [_aws.CloudWatchMetrics[0]?.Metrics[0]?.Name, _aws.CloudWatchMetrics[0]]),
  );
  for (const { name, unit, dimensions } of [FIGURES.checkEnded, FIGURES.categoryEnded, FIGURES.categoryDuration, FIGURES.openChecks, FIGURES.deadLetter]) // biome-ignore format: one line
    expect(seen.get(name)).toEqual({ Namespace: 'mxready', Dimensions: [['service', ...dimensions]], Metrics: [{ Name: name, Unit: unit }] }); // biome-ignore format: one line
});
