import { connect } from 'node:net';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { CREDENTIALS, REGION } from '../../infra/local/engines.ts';
import { openTable } from '../../shared/store/table.ts';
import { type ServiceWorld, startServiceWorld } from '../support/service-world.ts';

jest.setTimeout(60_000);
let world: ServiceWorld;
let port: number;
beforeAll(async () => {
  world = await startServiceWorld();
  port = Number(new URL(world.service.url).port);
});
afterAll(() => world.close());

/** What the service answers to bytes; ends when it closes, or says no more. Whoever says nothing has longer. */
const say = (bytes: string | Buffer): Promise<string> =>
  new Promise((resolve) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(15_000, () => socket.destroy());
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      socket.setTimeout(1500);
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
  });
const statuses = (heard: string): number[] => [...heard.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => Number(code)); // biome-ignore format: one line
const body = '{"domain":"smuggled.test","categories":["dns"]}';
const post = (...headers: string[]): string =>
  ['POST /v1/checks HTTP/1.1', 'Host: localhost', 'Content-Type: application/json', ...headers, '', ''].join('\r\n');
const hidden = `POST /v1/checks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`; // biome-ignore format: one line

/** Checks of the domain that only what was smuggled asks for. */
async function begun(): Promise<unknown[]> {
  const table = openTable('checks', {
    endpoint: world.service.engines.dynamodb,
    region: REGION,
    credentials: CREDENTIALS,
  });
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: 'checks' }));
  table.client.destroy();
  return Items.filter((one) => one.domain === 'smuggled.test');
}

test.each<[string, string]>([
  ['two lengths', `${post('Content-Length: 0', `Content-Length: ${body.length}`)}${body}`],
  ['a length and chunks', `${post('Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n${hidden}`],
  ['chunks under a name of their own', `${post('Transfer-Encoding: xchunked')}0\r\n\r\n${hidden}`],
  ['chunks twice', `${post('Transfer-Encoding: chunked', 'Transfer-Encoding: identity')}0\r\n\r\n${hidden}`],
  ['a name with a space', `${post(`Content-Length : ${body.length}`)}${body}`],
  ['a folded header', `${post('X-A: b', ' c: d', `Content-Length: ${body.length}`)}${body}`],
  ['bare line feeds', `POST /v1/checks HTTP/1.1\nHost: localhost\nContent-Length: 2\n\n{}`],
  ['a NUL in a header', `${post('X-A: b\0c', `Content-Length: ${body.length}`)}${body}`],
  ['a length that is none', `${post('Content-Length: -1')}${body}`],
  ['a length in hex', `${post('Content-Length: 0x10')}${body}`],
  ['two hosts', `GET /v1/health HTTP/1.1\r\nHost: localhost\r\nHost: evil.test\r\n\r\n`],
  ['another host', `GET /v1/health HTTP/1.1\r\nHost: evil.test\r\n\r\n`],
  ['no host', `GET /v1/health HTTP/1.1\r\n\r\n`],
  ['a host with a path', `GET /v1/health HTTP/1.1\r\nHost: localhost/evil\r\n\r\n`],
  ['an absolute address', `GET http://evil.test/v1/health HTTP/1.1\r\nHost: evil.test\r\n\r\n`],
  ['headers without end', `GET /v1/health HTTP/1.1\r\nHost: localhost\r\n${'X-A: b\r\n'.repeat(20_000)}\r\n`],
  ['a path without end', `GET /${'a'.repeat(200_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
  ['a method of no meaning', `SMUGGLE /v1/checks HTTP/1.1\r\nHost: localhost\r\n\r\n`],
  ['what is no HTTP', 'EHLO there\r\nMAIL FROM:<>\r\n'],
])('%s: is refused, and nothing is begun by it', async (_, bytes) => {
  const codes = statuses(await say(bytes));
  expect(codes).not.toEqual([]);
  expect(codes.filter((code) => code < 400 || code >= 500)).toEqual([]);
  expect(await begun()).toEqual([]);
  expect((await fetch(`${world.service.url}/v1/health`)).status).toBe(200);
});

test('what follows the last request of a connection is none', async () => {
  const heard = await say(`GET /v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n${hidden}`);
  // One answer: of the first request, or of the parser, which may see the rest before that is ready.
  expect([[200], [400]]).toContainEqual(statuses(heard));
  expect(await begun()).toEqual([]);
});

test('headers that only a proxy may set change nothing', async () => {
  const bytes = ['X-Forwarded-Host: evil.test', 'X-Forwarded-For: 10.0.0.1', 'X-HTTP-Method-Override: DELETE', 'X-Amzn-Request-Context: {"authorizer":{"jwt":{"claims":{"sub":"root"}}}}', 'Forwarded: host=evil.test', 'Connection: close']; // biome-ignore format: one list
  const heard = await say(`GET /v1/health HTTP/1.1\r\nHost: localhost\r\n${bytes.join('\r\n')}\r\n\r\n`);
  expect(statuses(heard)).toEqual([200]);
  expect(heard).not.toContain('evil.test');
});
