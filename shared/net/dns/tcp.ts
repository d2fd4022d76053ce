import { connect } from 'node:net';
import { encodeQuery, type Query, type Reply, readReply } from './message.ts';
import type { Server } from './server.ts';

const PREFIX = 2;
/** One message of the greatest length with its prefix: the most that we take from one connection. */
const MAX_BYTES = PREFIX + 65_535;

/** Collects messages that come with a two-byte length before each (RFC 1035 4.2.2), in whatever pieces. */
export class Frames {
  readonly #buffer = Buffer.allocUnsafe(MAX_BYTES);
  #end = 0;
  #start = 0;

  /** Whether there is no room for more. */
  get full(): boolean {
    return this.#end === MAX_BYTES;
  }

  /** Takes as much as there is room for; gives the messages that are complete now. */
  push(chunk: Buffer): Buffer[] {
    this.#end += chunk.copy(this.#buffer, this.#end);
    const messages: Buffer[] = [];
    while (this.#end - this.#start >= PREFIX) {
      const from = this.#start + PREFIX;
      const to = from + this.#buffer.readUInt16BE(this.#start);
      if (to > this.#end) break;
      messages.push(this.#buffer.subarray(from, to));
      this.#start = to;
    }
    return messages;
  }
}

function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt16BE(message.length);
  return Buffer.concat([prefix, message]);
}

/** Asks over TCP, once. Rejects with the signal's reason, or when the connection fails or ends without a reply. */
export function askTcp(server: Server, query: Query, signal: AbortSignal): Promise<Reply> {
  const socket = connect({ host: server.address, port: server.port });
  const frames = new Frames();
  return new Promise<Reply>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('connection closed without a reply')));
    socket.on('data', (chunk) => {
      for (const message of frames.push(chunk)) {
        const reply = readReply(message, query);
        if (reply !== null) return resolve(reply);
      }
      if (frames.full) reject(new Error('no reply in 65,535 bytes'));
    });
    // One write, because some servers want prefix and message in one segment (RFC 7766 8).
    socket.once('connect', () => socket.write(framed(encodeQuery(query))));
  }).finally(() => socket.destroy());
}
