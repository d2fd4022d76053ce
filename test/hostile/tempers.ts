import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { STEERS } from '../support/steering.ts';
import {
  type Answers,
  handshake,
  type Identity,
  inPlaceOfTls,
  insideTls,
  pour,
  record,
  serverHello,
  talk,
} from './behaviours.ts';

/** A server that means harm: what it does with a connection, from its first byte to its last. */
export interface Temper {
  name: string;
  serve(socket: Socket): void;
  /** Set where it needs all of our time to show what it can do: it is checked alone. */
  alone?: boolean;
  /** At which it is to be found; one unless told. */
  addresses?: number;
  /** Asked when all is over: what it was let do that it should not have been, as a sentence; null: nothing. */
  succeeded?(): string | null;
}

const resetAt = (verb: string) => (socket: Socket) => talk(socket, { [verb]: () => socket.resetAndDestroy() });

/** All that steers within a line, and what is to be gained by it. */
const STEERING = Object.values(STEERS).filter((one) => one !== '\n').join(''); // biome-ignore format: one thought
const ESCAPES = `${STEERING}\x1b[2J\x1b]0;title\x07\x1b[31m<script>alert(1)</script><img src=x onerror=alert(1)>\u202egnp.exe\u2066\x9b31m\x00\x08\r`;

/** One byte at a time, so slowly that only patience ends it. */
const drip = (everyMs: number) => (socket: Socket) => {
  const timer = setInterval(() => socket.write('2'), everyMs);
  socket.once('close', () => clearInterval(timer));
};

/** As much of a line as is kept, which no packing makes shorter. */
const noise = (): string => randomBytes(360).toString('base64');

const begin = (code: number): string => Array.from({ length: 100 }, () => `${code}-X-${noise()}\r\n`).join('');

/** A reply as long as replies may be. */
const babble = (code: number) => (socket: Socket) => {
  socket.write(`${begin(code)}${code} ${noise()}\r\n`);
};

/** A reply that is cut, once as much has been said as is kept. */
const hangUp = (socket: Socket): void => void socket.end(begin(250));

/** At as many addresses as are tested, each visited again and again: nobody's results are larger. */
const LOUD: readonly Temper[] = (
  [
    { EHLO: hangUp, HELO: babble(250), STAR: babble(454) },
    { EHLO: babble(250), MAIL: babble(451), RCPT: babble(550) },
  ] as Answers[]
).map((answers, at) => ({
  name: `says much and nothing twice, at eight addresses, ${at + 1}`,
  addresses: 8,
  serve: (socket) => talk(socket, answers, `220-${noise()}\r\n220 ${noise()}`),
}));

/** More on one connection is none of TLS's needs. */
const FEW = 5;

/** Renegotiates for as long as it is let, and counts. */
function renegotiator(identity: Identity): Temper {
  let most = 0;
  const serve = insideTls(identity, (inside) => {
    let done = 0;
    const again = (): void => {
      if (inside.destroyed) return;
      inside.renegotiate({}, (error) => {
        if (error !== null) return;
        done += 1;
        most = Math.max(most, done);
        setImmediate(again);
      });
    };
    again();
  });
  const succeeded = (): string | null => {
    if (most === 0) return 'never came to renegotiate, so nothing is shown';
    return most > FEW ? `${most} renegotiations on one connection` : null;
  };
  return { name: 'asks for renegotiation without end', alone: true, serve, succeeded };
}

/**
 * @param everyMs of the ones that drip
 * @param wide a certificate as large as they come
 */
export function tempers(identity: Identity, wide: Identity, everyMs: number): Temper[] {
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
    ['floods with requests for a handshake', inPlaceOfTls((socket) => pour(socket, record(22, Buffer.alloc(16_000))))],
    ['floods inside TLS', insideTls(identity, (inside) => pour(inside, Buffer.from('250-more\r\n')))],
    ['falls silent inside TLS', insideTls(identity, () => {})],
    ['resets inside TLS', insideTls(identity, (inside) => inside.destroy())],
    ['accepts every recipient and every message, slowly', (socket) => talk(socket, { RCPT: () => setTimeout(() => socket.write('250 ok\r\n'), everyMs) })],
    ['defers everything', (socket) => talk(socket, { MAIL: () => socket.write('451 4.7.1 Greylisted\r\n'), RCPT: () => socket.write('451 4.7.1 Greylisted\r\n') })],
    ['answers DATA with a flood', (socket) => talk(socket, { DATA: () => pour(socket, Buffer.from('354-more\r\n')) })],
    ['answers QUIT with a flood', (socket) => talk(socket, { QUIT: () => pour(socket, Buffer.from('221-more\r\n')) })],
    ['answers RCPT with a flood', (socket) => talk(socket, { RCPT: () => pour(socket, Buffer.from('250-more\r\n')) })],
    ['answers with codes that are none', (socket) => talk(socket, { EHLO: () => socket.write('999 what\r\n'), MAIL: () => socket.write('000\r\n') }, '2 0')],
    ['says much and nothing twice', (socket) => talk(socket, { EHLO: babble(250), MAIL: babble(250), RCPT: babble(550), DATA: babble(554), RSET: babble(250), QUIT: babble(221) })],
    ['says much and nothing twice, and defers', (socket) => talk(socket, { EHLO: babble(250), MAIL: babble(250), RCPT: babble(451), DATA: babble(451), RSET: babble(250), QUIT: babble(221) })],
    ['shows a certificate of very many names, and says much', insideTls(wide, (inside) => talk(inside, { EHLO: babble(250), RCPT: babble(550) }, ''))],
    ['never reads', (socket) => { socket.pause(); socket.write('220 mx\r\n'); }],
  ];
  return [...all.map(([name, serve]) => ({ name, serve })), renegotiator(identity), ...LOUD];
}
