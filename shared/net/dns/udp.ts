import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { encodeQuery, type Query, type Reply, readReply } from './message.ts';
import type { Server } from './server.ts';

/**
 * Asks over UDP, once. A fresh socket gives a fresh random port, and being connected it hears nobody but the
 * server: with the random id that is what stands against forged answers (RFC 5452).
 * Rejects with the signal's reason, or with the system's error (ECONNREFUSED: ICMP says that nobody listens).
 */
export function askUdp(server: Server, query: Query, signal: AbortSignal): Promise<Reply> {
  const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
  return new Promise<Reply>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    socket.on('error', reject);
    socket.on('message', (bytes) => {
      const reply = readReply(bytes, query);
      if (reply !== null) resolve(reply);
    });
    socket.once('connect', () => socket.send(encodeQuery(query)));
    socket.connect(server.port, server.address);
  }).finally(() => socket.close());
}
