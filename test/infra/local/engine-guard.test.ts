import { connect } from 'node:net';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CREDENTIALS, type Engines, openEngines, REGION } from '../../../infra/local/engines.ts';
import { topologyOf } from '../../../infra/topology.ts';
import { openTable } from '../../../shared/store/table.ts';

let engines: Engines;
beforeAll(async () => {
  engines = await openEngines(topologyOf(), null);
});
afterAll(() => engines.close());

const credential = (key: string): string =>
  `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/any/aws4_request, SignedHeaders=host;x-amz-date, Signature=0`;
const { accessKeyId } = CREDENTIALS;
type Engine = 'dynamodb' | 'sqs';
/** What each engine is asked when it may answer: with these it says 200. */
const WISH: Record<Engine, { headers: Record<string, string>; body: string }> = {
  dynamodb: {
    headers: { 'x-amz-target': 'DynamoDB_20120810.Scan', 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ TableName: 'checks' }),
  },
  sqs: {
    headers: { 'x-amz-target': 'AmazonSQS.ListQueues', 'content-type': 'application/x-amz-json-1.0' },
    body: '{}',
  },
};

interface Asked {
  line?: string;
  /** Header lines; without: such that let a request in. */
  host?: readonly string[];
  authorization?: string | null;
  more?: readonly string[];
}

/** Status and all that was said, by hand: no client would send such hosts and origins. */
function ask(engine: Engine, { line = 'POST / HTTP/1.1', host, authorization, more = [] }: Asked): Promise<string> {
  const { hostname, port, host: own } = new URL(engines[engine]);
  const { headers, body } = WISH[engine];
  const lines = [
    line,
    ...(host ?? [own]).map((one) => `Host: ${one}`),
    ...(authorization === null ? [] : [`Authorization: ${authorization ?? credential(accessKeyId)}`]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    'X-Amz-Date: 20260101T000000Z',
    ...more,
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(Number(port), hostname, () => socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`));
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
  });
}
const statusOf = (heard: string): string | undefined => /^HTTP\/1\.1 (\d+)/.exec(heard)?.[1];

describe.each<Engine>(['dynamodb', 'sqs'])('the engine for %s', (engine) => {
  test('answers who has the key', async () => expect(statusOf(await ask(engine, {}))).toBe('200'));

  test.each<[string, Asked]>([
    ['a page', { more: ['Origin: https://evil.test'] }],
    ['a page of this machine', { more: ['Origin: http://127.0.0.1:3000'] }],
    ['a page that hides where it is from', { more: ['Origin: null'] }],
    ["a page's preflight", { line: 'OPTIONS / HTTP/1.1', authorization: null, more: ['Origin: https://evil.test', 'Access-Control-Request-Method: POST'] }],
    ['a preflight without an origin', { line: 'OPTIONS / HTTP/1.1', authorization: null }],
    ['a name that points here', { host: ['evil.test'] }],
    ['localhost, another port', { host: ['127.0.0.1:1'] }],
    ['localhost by its name', { host: ['localhost'] }],
    ['two hosts', { host: ['HERE', 'evil.test'] }],
    ['no credentials', { authorization: null }],
    ['bogus credentials', { authorization: 'AWS4-…' }],
    ['the key that it once was', { authorization: credential('local') }],
    ['a key of the right length', { authorization: credential('0'.repeat(accessKeyId.length)) }],
    ['a key that begins well', { authorization: credential(`${accessKeyId}0`) }],
    ['a key that is cut', { authorization: credential(accessKeyId.slice(1)) }],
    ['another scheme', { authorization: `Bearer Credential=${accessKeyId}/` }],
    ['the key in the address', { line: `POST /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${accessKeyId}%2F20260101 HTTP/1.1`, authorization: null }],
    ["a look at the engine's own pages", { line: 'GET /_fauxqs/queues HTTP/1.1', authorization: null }],
  ])('refuses %s', async (_, asked) => {
    const own = new URL(engines[engine]).host;
    const host = asked.host?.map((one) => (one === 'HERE' ? own : one));
    const heard = await ask(engine, { ...asked, host });
    expect(statusOf(heard)).toBe('403');
    expect(heard.toLowerCase()).not.toContain('access-control-allow');
    expect(heard).not.toMatch(/QueueUrl|Items/);
  }); // biome-ignore format: one line for each
});

test('our own clients are let in, and only with what this process made', async () => {
  const table = openTable('checks', { endpoint: engines.dynamodb, region: REGION, credentials: CREDENTIALS });
  await expect(table.client.send(new ScanCommand({ TableName: 'checks' }))).resolves.toMatchObject({ Count: 0 });
  table.client.destroy();
  const url = engines.queueUrl('checks');
  await engines.client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' }));
  const { Messages } = await engines.client.send(new ReceiveMessageCommand({ QueueUrl: url }));
  expect(Messages).toHaveLength(1);
  const stranger = openTable('checks', {
    endpoint: engines.dynamodb,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await expect(stranger.client.send(new ScanCommand({ TableName: 'checks' }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
  stranger.client.destroy();
});
