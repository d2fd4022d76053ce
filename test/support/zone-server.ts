import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Frames } from '../../shared/net/dns/tcp.ts';
import type { Quirks, World } from './zone.ts';
import { answerQuery, type ReceivedQuery } from './zone-message.ts';

export type { World, ZoneEntry, ZoneRecords } from './zone.ts';
export type { ReceivedQuery } from './zone-message.ts';

export interface ZoneServerOptions extends Quirks {
  /** 0, the default: one that is free. */
  port?: number;
}

export interface ZoneServer {
  port: number;
  /** `127.0.0.1:port`, as a DNS client takes it. */
  server: string;
  /** Everything that was asked so far. */
  queries: ReceivedQuery[];
  /** Read anew for each query, so it may change while the server runs. */
  world: World;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts a recursive resolver over the given world, on UDP and TCP of one port. */
export async function startZoneServer(world: World, options: ZoneServerOptions = {}): Promise<ZoneServer> {
  const { udp, tcp, port } = await listen(options.port ?? 0);
  const queries: ReceivedQuery[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const connections = new Set<Socket>();

  const handle = (bytes: Buffer, transport: 'udp' | 'tcp', send: (message: Buffer) => void): void => {
    const outgoing = answerQuery(world, options, bytes, transport);
    if (outgoing === null) return;
    queries.push(outgoing.query);
    const deliver = (): void => outgoing.messages.forEach(send);
    if (outgoing.delayMs === 0) {
      deliver();
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      deliver();
    }, outgoing.delayMs);
    timers.add(timer);
  };

  udp.on('message', (bytes, from) => handle(bytes, 'udp', (message) => udp.send(message, from.port, from.address)));
  tcp.on('connection', (socket) => {
    const frames = new Frames();
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      for (const bytes of frames.push(chunk)) handle(bytes, 'tcp', (message) => sendFramed(socket, message));
    });
  });

  const close = async (): Promise<void> => {
    for (const timer of timers) clearTimeout(timer);
    for (const socket of connections) socket.destroy();
    await Promise.all([closed(udp), closed(tcp)]);
  };
  return { port, server: `${HOST}:${port}`, queries, world, close };
}

const closed = (server: UdpSocket | Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

function sendFramed(socket: Socket, message: Buffer): void {
  const prefix = Buffer.alloc(2);
  prefix.writeUInt16BE(message.length);
  // In two pieces: a client must not count on a message in one segment.
  socket.write(Buffer.concat([prefix, message.subarray(0, 1)]));
  socket.write(message.subarray(1));
}

interface Listening {
  udp: UdpSocket;
  tcp: Server;
  port: number;
}

/** TCP first, then UDP on the same port; a free port of the one may be taken in the other, so it tries again. */
async function listen(wanted: number, attempts = 10): Promise<Listening> {
  const tcp = createServer();
  tcp.listen(wanted, HOST);
  await once(tcp, 'listening');
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket('udp4');
  try {
    udp.bind(port, HOST);
    await once(udp, 'listening');
    return { udp, tcp, port };
  } catch (error) {
    udp.close();
    await closed(tcp);
    if (wanted !== 0 || attempts === 1) throw error;
    return listen(0, attempts - 1);
  }
}
