import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { Problem } from '../../shared/api/problem.ts';
import { type RouteDeclaration, ROUTES, type Scope } from '../../shared/api/route-list.ts';
import { type Authorize, letAllPass } from './authorizer.ts';
import type { FunctionHost } from './function-host.ts';
import { fairLanes, LaneFull, type Lanes } from './lanes.ts';

/** Bytes that are read at all, unless the route says more; the API's own limit is far below. */
const MOST_BYTES = 1024 * 1024;
/** Names under which a browser on this machine reaches us; any other is a page that had its name point here. */
const OWN_HOSTS = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;
/** One thread answers: a few requests at once keep it busy, more only make each other late. */
const LANES = { places: 3, depth: 500, hold: 100 };
const PATTERNS = Object.entries<RouteDeclaration>(ROUTES).map(
  ([id, { method, path, scope, mostBytes = MOST_BYTES }]) => {
    const pattern = path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+');
    return { id, method: method as string, pattern: new RegExp(`^${pattern}$`), scope, mostBytes };
  },
);

/** Beside the routes there is one for all else, open as on AWS: the function answers that there is no such path. */
const NO_ROUTE: { id: string; scope: Scope; mostBytes: number } = { id: 'none', scope: null, mostBytes: MOST_BYTES };
const routeOf = (of: string | undefined, path: string): typeof NO_ROUTE =>
  PATTERNS.find(({ method, pattern }) => method === of && pattern.test(path)) ?? NO_ROUTE;

async function bodyOf(request: IncomingMessage, most: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** An event of an HTTP API, payload format 2.0, made from a request as API Gateway would make it. */
function eventOf(request: IncomingMessage, body: Buffer, authorizer: object | undefined): APIGatewayProxyEventV2 {
  const [path = '/', query = ''] = splitOnce(request.url ?? '/', '?');
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
  const now = new Date();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers,
    requestContext: {
      accountId: 'local',
      apiId: 'local',
      ...(authorizer === undefined ? {} : { authorizer }),
      domainName: request.headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length === 0 ? {} : { body: body.toString('base64') }),
    isBase64Encoded: body.length > 0,
  };
}

function splitOnce(text: string, by: string): [string, string?] {
  const at = text.indexOf(by);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

async function refuse(response: ServerResponse, problem: Problem, path: string): Promise<void> {
  const answer = problem.toResponse(path);
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), connection: 'close' });
  response.end(await answer.text());
}

function send(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
  const { statusCode = 200, headers = {}, body = '', isBase64Encoded = false } = result;
  response.writeHead(statusCode, headers as Record<string, string>);
  response.end(isBase64Encoded ? Buffer.from(body, 'base64') : body);
}

/** Where the function's answers come from, and in which order. */
interface Behind {
  api: FunctionHost;
  lanes: Lanes;
  authorize: Authorize;
}

const COME_AGAIN = { 'retry-after': '1' };

async function answer(
  { api, lanes, authorize }: Behind,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = splitOnce(request.url ?? '/', '?')[0];
  // Of two names somebody before us may have looked at the other one (RFC 9112 3.2).
  if ((request.headersDistinct.host ?? []).length > 1)
    return refuse(response, new Problem(400, 'the request names two hosts'), path);
  if (!OWN_HOSTS.test(request.headers.host ?? ''))
    return refuse(response, new Problem(403, 'this service answers to localhost only'), path);
  const { id, scope, mostBytes } = routeOf(request.method, path);
  const body = await bodyOf(request, mostBytes);
  if (body === null) return refuse(response, new Problem(413, `the body is larger than ${mostBytes} bytes`), path);
  try {
    const authorizer = await authorize(scope, request.headers.authorization);
    // Each route has its lane: whoever floods one of them keeps the others not waiting.
    const result = await lanes.run(id, async () =>
      // Whoever has gone while it was not yet their turn is owed no work.
      response.destroyed
        ? null
        : ((await api.invoke(eventOf(request, body, authorizer))) as APIGatewayProxyStructuredResultV2),
    );
    if (result !== null) send(response, result);
  } catch (error) {
    if (error instanceof Problem) return refuse(response, error, path);
    if (error instanceof LaneFull) return refuse(response, new Problem(503, error.message, [], COME_AGAIN), path);
    await refuse(response, new Problem(503, 'the function that answers could not; try again'), path);
  }
}

export interface Gateway {
  url: string;
  close(): Promise<void>;
}

/** Listens on loopback and hands each request that may pass to the API's function, as API Gateway does. */
export async function openGateway(api: FunctionHost, port: number, authorize = letAllPass): Promise<Gateway> {
  const behind = { api, lanes: fairLanes(LANES), authorize };
  const server: Server = createServer((request, response) => {
    answer(behind, request, response).catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}
