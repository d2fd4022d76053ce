import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the service answers; `reset` closes the connection instead. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  text?: string;
  reset?: boolean;
}

export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: unknown;
}

export interface ScriptedService {
  url: string;
  received: Received[];
  close(): Promise<void>;
}

function send(response: ServerResponse, { status = 200, headers = {}, body, text, reset = false }: Reply): void {
  if (reset) {
    response.socket?.resetAndDestroy();
    return;
  }
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(status === 304 ? undefined : (text ?? JSON.stringify(body ?? {})));
}

/** A service whose answers are data: by method and path, the nth request gets the nth, the last one repeats. */
export async function startScriptedService(
  script: Readonly<Record<string, readonly Reply[]>>,
): Promise<ScriptedService> {
  const received: Received[] = [];
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '' } = request;
      const text = Buffer.concat(chunks).toString();
      received.push({ method, path: url, headers: request.headers, body: text === '' ? null : JSON.parse(text) });
      const key = [`${method} ${url}`, `${method} ${url.split('?')[0]}`].find((one) => script[one] !== undefined) ?? '';
      const replies = script[key] ?? [{ status: 404, body: { detail: `no ${method} ${url}` } }];
      const at = counts.get(key) ?? 0;
      counts.set(key, at + 1);
      send(response, replies[Math.min(at, replies.length - 1)] ?? {});
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A run as the contract has it; what is done or cancelled has ended, unless it is said. */
export const runBody = (status: string, done: number, more: object = {}): object => ({
  ...{ id: 'r1', status, total: 10, done, changed: 2 },
  ...{ byVerdict: { ready: done, notReady: 0 }, startedAt: '2026-01-31T00:00:00.000Z', expectedEnd: null },
  finishedAt: status === 'done' || status === 'cancelled' ? '2026-01-31T01:00:00.000Z' : null,
  ...more,
});

/** A digest as the contract has it, as far as the command reads it. */
export const digestBody = (more: { nothingWorse?: boolean; listed?: number; counts?: object } = {}): object => ({
  nothingWorse: more.nothingWorse ?? true,
  attention: { tenants: Array(more.listed ?? 0).fill({ tenantId: 't1' }), more: 0 },
  counts: { worse: 0, expiring: 0, better: 1, changed: 0, unconfirmed: 0, ...more.counts },
});
