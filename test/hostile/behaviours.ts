import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/** Keys of a certificate for the servers that do speak TLS. */
export interface Identity {
  key: string;
  cert: string;
}

const CHUNK = 64 * 1024;
/** Far more than anybody may read. */
const MUCH = 100 * 1024 * 1024;

/** Sends the same bytes until so many are sent, as fast as the other side takes them. */
export function pour(socket: Socket, bytes: Buffer, most = MUCH): void {
  let sent = 0;
  const block = Buffer.concat(Array.from({ length: Math.max(1, Math.floor(CHUNK / bytes.length)) }, () => bytes));
  const more = (): void => {
    while (sent < most && !socket.destroyed) {
      sent += block.length;
      if (!socket.write(block)) {
        socket.once('drain', more);
        return;
      }
    }
  };
  more();
}

/** What is done at a command, by its first four letters. */
export type Answers = Readonly<Record<string, (socket: Socket) => void>>;

/** Answers each command line by the table; what is not in it is accepted. Inside TLS there is no greeting. */
export function talk(socket: Socket, answers: Answers, greeting = '220 mx ESMTP'): void {
  if (greeting !== '') socket.write(`${greeting}\r\n`);
  socket.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString('latin1').split('\r\n').filter(Boolean)) {
      const verb = line.slice(0, 4).toUpperCase();
      const special = answers[verb];
      if (special !== undefined) special(socket);
      else if (verb === 'EHLO') socket.write('250-mx\r\n250-STARTTLS\r\n250 PIPELINING\r\n');
      else if (verb === 'STAR') socket.write('220 go\r\n');
      else socket.write(verb === 'DATA' ? '354 go\r\n' : '250 ok\r\n');
    }
  });
}

/** A record of TLS: type, version 1.2, content. */
export const record = (type: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type, 3, 3, content.length >> 8, content.length & 255]), content]);
export const handshake = (type: number, length: number): Buffer =>
  Buffer.from([type, (length >> 16) & 255, (length >> 8) & 255, length & 255]);

/** ServerHello of TLS 1.2 with ECDHE-RSA-AES128-GCM-SHA256 and secure renegotiation (RFC 5246 7.4.1.3, RFC 5746). */
export function serverHello(): Buffer {
  const body = Buffer.concat([Buffer.from([3, 3]), randomBytes(32), Buffer.from([0, 0xc0, 0x2f, 0, 0, 5, 0xff, 1, 0, 1, 0])]); // biome-ignore format: one thought
  return record(22, Buffer.concat([handshake(2, body.length), body]));
}

/** After the go-ahead to STARTTLS, what is sent in place of a handshake. */
export const inPlaceOfTls =
  (attack: (socket: Socket) => void) =>
  (socket: Socket): void =>
    talk(socket, {
      STAR: () => {
        socket.removeAllListeners('data');
        socket.write('220 go\r\n');
        socket.once('data', () => attack(socket));
      },
    });

/** A real handshake, and harm inside. */
export const insideTls =
  ({ key, cert }: Identity, attack: (socket: TLSSocket) => void) =>
  (socket: Socket): void =>
    talk(socket, {
      STAR: () => {
        socket.removeAllListeners('data');
        socket.write('220 go\r\n', () => {
          const secureContext = createSecureContext({ key, cert, maxVersion: 'TLSv1.2' });
          const inside = new TLSSocket(socket, { isServer: true, secureContext });
          inside.on('error', () => socket.destroy());
          inside.once('secure', () => attack(inside));
        });
      },
    });
