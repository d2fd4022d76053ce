import { once } from 'node:events';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Issued } from './certificates.ts';
import { serverTls } from './certificates.ts';

/** A letter as it came. */
export interface ReceivedLetter {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Somebody who wants to be told, on loopback, over TLS. */
export interface WebhookReceiver {
  port: number;
  letters: ReceivedLetter[];
  /** Connections that were opened, whatever came of them. */
  readonly connections: number;
  /** Answers a letter; may be exchanged at any time. */
  answer(response: ServerResponse, letter: ReceivedLetter): void;
  close(): Promise<void>;
}

export const answering =
  (status: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end();

export async function startReceiver(
  issued: Issued,
  answer: WebhookReceiver['answer'] = answering(204),
  { address = '127.0.0.1', port = 0 }: { address?: string; port?: number } = {},
): Promise<WebhookReceiver> {
  const sockets = new Set<Duplex>();
  let connections = 0;
  const server = createServer(serverTls(issued), (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const letter = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      receiver.letters.push(letter);
      receiver.answer(response, letter);
    });
  });
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  server.listen(port, address);
  await once(server, 'listening');
  const receiver: WebhookReceiver = {
    port: (server.address() as AddressInfo).port,
    letters: [],
    get connections() {
      return connections;
    },
    answer,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
  return receiver;
}
