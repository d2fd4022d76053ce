import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import packet, { type DecodedPacket, type Packet } from 'dns-packet';

/** A UDP server whose every answer is up to the test. */
export interface RawServer {
  server: string;
  /** Queries received so far. */
  received: DecodedPacket[];
  close(): void;
}

/** `answer` gives the datagrams for the n-th query (from 0). */
export async function startRawServer(answer: (query: DecodedPacket, n: number) => Buffer[]): Promise<RawServer> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const received: DecodedPacket[] = [];
  socket.on('message', (bytes, from) => {
    const query = packet.decode(bytes);
    received.push(query);
    for (const message of answer(query, received.length - 1)) socket.send(message, from.port, from.address);
  });
  return { server: `127.0.0.1:${socket.address().port}`, received, close: () => socket.close() };
}

/** Encodes a reply to the query; `flags` holds the response code and whatever bits the test wants. */
export function replyTo(query: DecodedPacket, parts: Packet): Buffer {
  return packet.encode({ type: 'response', id: query.id, questions: query.questions, flags: 0x180, ...parts });
}

/** Header and question of a reply, as they must be for the client to read on, with the given counts. */
export function replyHead(query: DecodedPacket, counts: { answers: number; additionals?: number }): Buffer {
  const head = replyTo(query, { answers: [], authorities: [], additionals: [] });
  head.writeUInt16BE(counts.answers, 6);
  head.writeUInt16BE(counts.additionals ?? 0, 10);
  return head;
}
