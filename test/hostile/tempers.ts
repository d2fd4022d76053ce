import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/** A server that means harm: what it does with a connection, from its first byte to its last. */
export interface Temper {
  name: string;
  serve(socket: Socket): void;
}

/** Keys of a certificate for the servers that do speak TLS. */
export interface Identity {
  key: string;
  cert: string;
}

const CHUNK = 64 * 1024;
/** Far more than anybody may read. */
const MUCH = 100 * 1024 * 1024;

/** Sends the same bytes until so many are sent, as fast as the other side takes them. */
function pour(socket: Socket, bytes: Buffer, most = MUCH): void {
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

/** Answers each command line by the table; what is not in it is accepted. */
function talk(
  socket: Socket,
  answers: Readonly<Record<string, (socket: Socket) => void>>,
  greeting = '220 mx ESMTP',
): void {
  socket.write(`${greeting}\r\n`);
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
const record = (type: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type, 3, 3, content.length >> 8, content.length & 255]), content]);
const handshake = (type: number, length: number): Buffer =>
  Buffer.from([type, (length >> 16) & 255, (length >> 8) & 255, length & 255]);

/** ServerHello of TLS 1.2 with ECDHE-RSA-AES128-GCM-SHA256 and secure renegotiation (RFC 5246 7.4.1.3, RFC 5746). */
function serverHello(): Buffer {
  const body = Buffer.concat([Buffer.from([3, 3]), randomBytes(32), Buffer.from([0, 0xc0, 0x2f, 0, 0, 5, 0xff, 1, 0, 1, 0])]); // biome-ignore format: one thought
  return record(22, Buffer.concat([handshake(2, body.length), body]));
}

/** After the go-ahead to STARTTLS, what is sent in place of a handshake. */
const inPlaceOfTls =
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
const insideTls =
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

const resetAt = (verb: string) => (socket: Socket) => talk(socket, { [verb]: () => socket.resetAndDestroy() });

const ESCAPES =
  '\x1b[2J\x1b]0;title\x07\x1b[31m<script>alert(1)</script><img src=x onerror=alert(1)>\u202egnp.exe\u2066\x9b31m\x00\x08\r';

/** One byte at a time, so slowly that only patience ends it. */
const drip = (everyMs: number) => (socket: Socket) => {
  const timer = setInterval(() => socket.write('2'), everyMs);
  socket.once('close', () => clearInterval(timer));
};

/** @param everyMs of the ones that drip */
export function tempers(identity: Identity, everyMs: number): Temper[] {
  // biome-ignore format: one line for each.
  const all: readonly (readonly [string, Temper['serve']])[] = [
    ['greets without end, line by line', (socket) => pour(socket, Buffer.from('220-more\r\n'))],
    ['greets without end, in one line', (socket) => pour(socket, Buffer.from('220 more '))],
    ['sends one byte now and then', drip(everyMs)],
    ['greets one byte at a time, then the rest so too', (socket) => talk(socket, { EHLO: drip(everyMs) })],
    ['answers EHLO with 100 MB of lines', (socket) => talk(socket, { EHLO: () => pour(socket, Buffer.from('250-X-KEYWORD\r\n')) })],
    ['answers EHLO with 100 MB in one line', (socket) => talk(socket, { EHLO: () => pour(socket, Buffer.from('250 xxxxxxxx')) })],
    ['answers EHLO with 100 MB of NUL', (socket) => talk(socket, { EHLO: () => pour(socket, Buffer.alloc(1024)) })],
    ['answers EHLO with line feeds alone', (socket) => talk(socket, { EHLO: () => pour(socket, Buffer.from('\n')) })],
    ['answers EHLO with carriage returns alone', (socket) => talk(socket, { EHLO: () => pour(socket, Buffer.from('\r')) })],
    ['answers with 10,000 keywords', (socket) => talk(socket, { EHLO: () => socket.write(`${Array.from({ length: 10_000 }, (_, at) => `250-X${at}`).join('\r\n')}\r\n250 END\r\n`) })],
    ['changes its code within a reply, for ever', (socket) => talk(socket, { EHLO: () => pour(socket, Buffer.from('250-a\r\n450-b\r\n550-c\r\n')) })],
    ['sends rubbish', (socket) => pour(socket, randomBytes(8192))],
    ['sends rubbish after its greeting', (socket) => { socket.write('220 mx\r\n'); pour(socket, randomBytes(8192)); }],
    ['answers before it is asked', (socket) => socket.write(`220 mx\r\n${'250 ok\r\n'.repeat(100)}354 go\r\n${'250 ok\r\n'.repeat(100)}221 bye\r\n`)],
    ['answers before it is asked, for ever', (socket) => { socket.write('220 mx\r\n'); pour(socket, Buffer.from('250 ok\r\n')); }],
    ['steers terminals and pages', (socket) => talk(socket, { EHLO: () => socket.write(Buffer.from(`250-mx ${ESCAPES}x\r\n250-${ESCAPES}x\r\n250 END${ESCAPES}x\r\n`)), RCPT: () => socket.write(Buffer.from(`550 ${ESCAPES}x\r\n`)) }, `220 ${ESCAPES} mx`)],
    ['accepts and says nothing', () => {}],
    ['accepts and half-closes', (socket) => socket.end()],
    ['greets and half-closes', (socket) => socket.end('220 mx\r\n')],
    ['falls silent at EHLO', (socket) => talk(socket, { EHLO: () => {} })],
    ['falls silent at STARTTLS', (socket) => talk(socket, { STAR: () => {} })],
    ['falls silent in TLS', inPlaceOfTls(() => {})],
    ['resets at once', (socket) => socket.resetAndDestroy()],
    ['resets at EHLO', resetAt('EHLO')],
    ['resets at STARTTLS', resetAt('STAR')],
    ['resets at MAIL', resetAt('MAIL')],
    ['resets at RCPT', resetAt('RCPT')],
    ['resets at DATA', resetAt('DATA')],
    ['resets at QUIT', resetAt('QUIT')],
    ['resets in TLS', inPlaceOfTls((socket) => socket.resetAndDestroy())],
    ['says 421 to everything', (socket) => socket.end('421 4.7.0 Try again later\r\n')],
    ['says 421 at RCPT', (socket) => talk(socket, { RCPT: () => socket.end('421 4.7.0 Too much\r\n') })],
    ['injects after STARTTLS', (socket) => talk(socket, { STAR: () => socket.write(`220 go\r\n${'250 injected\r\n'.repeat(5000)}`) })],
    ['floods with empty records', inPlaceOfTls((socket) => pour(socket, record(22, Buffer.alloc(0))))],
    ['floods with alerts', inPlaceOfTls((socket) => pour(socket, record(21, Buffer.from([1, 90]))))],
    ['floods with ChangeCipherSpec', inPlaceOfTls((socket) => pour(socket, Buffer.concat([serverHello(), record(20, Buffer.from([1]))])))],
    ['floods with application data', inPlaceOfTls((socket) => pour(socket, record(23, randomBytes(16_000))))],
    ['floods with rubbish in place of TLS', inPlaceOfTls((socket) => pour(socket, randomBytes(8192)))],
    ['sends a chain of certificates of 16 MB', inPlaceOfTls((socket) => { socket.write(Buffer.concat([serverHello(), record(22, Buffer.concat([handshake(11, 0xff_ff_ff), Buffer.alloc(16_000, 48)]))])); pour(socket, record(22, Buffer.alloc(16_000, 48))); })],
    ['says hello again and again', inPlaceOfTls((socket) => pour(socket, serverHello()))],
    ['promises a handshake message that never comes', inPlaceOfTls((socket) => socket.write(record(22, handshake(2, 0xff_ff_ff))))],
    ['asks for renegotiation without end', insideTls(identity, (inside) => { const again = (): void => { if (!inside.destroyed) inside.renegotiate({}, () => setImmediate(again)); }; again(); })],
    ['floods inside TLS', insideTls(identity, (inside) => pour(inside, Buffer.from('250-more\r\n')))],
    ['falls silent inside TLS', insideTls(identity, () => {})],
    ['resets inside TLS', insideTls(identity, (inside) => inside.destroy())],
    ['accepts every recipient and every message, slowly', (socket) => talk(socket, { RCPT: () => setTimeout(() => socket.write('250 ok\r\n'), everyMs) })],
    ['defers everything', (socket) => talk(socket, { MAIL: () => socket.write('451 4.7.1 Greylisted\r\n'), RCPT: () => socket.write('451 4.7.1 Greylisted\r\n') })],
    ['answers DATA with a flood', (socket) => talk(socket, { DATA: () => pour(socket, Buffer.from('354-more\r\n')) })],
    ['answers QUIT with a flood', (socket) => talk(socket, { QUIT: () => pour(socket, Buffer.from('221-more\r\n')) })],
    ['answers RCPT with a flood', (socket) => talk(socket, { RCPT: () => pour(socket, Buffer.from('250-more\r\n')) })],
    ['answers with codes that are none', (socket) => talk(socket, { EHLO: () => socket.write('999 what\r\n'), MAIL: () => socket.write('000\r\n') }, '2 0')],
    ['never reads', (socket) => { socket.pause(); socket.write('220 mx\r\n'); }],
  ];
  return all.map(([name, serve]) => ({ name, serve }));
}
