/** Pours requests and rubbish over a service, as fast as it takes them, in a process of its own; tells how much. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Pouring } from './flood.ts';

const { port, seconds, connections, waiters, ids } = JSON.parse(process.env.POUR ?? '{}') as Pouring;
const end = performance.now() + seconds * 1000;
const told = { sent: 0, answered: 0 };

const request = (path: string, body: string, ...headers: string[]): string =>
  [`POST ${path} HTTP/1.1`, 'Host: localhost', `Content-Length: ${Buffer.byteLength(body)}`, ...headers, '', body].join('\r\n'); // biome-ignore format: one line
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

const JSON_TYPE = 'Content-Type: application/json';
/** After which a connection goes on: each is a whole request. */
const WHOLE: readonly (() => string)[] = [
  () => request('/v1/checks', '{"domain":"localhost"}', JSON_TYPE),
  () => request('/v1/checks', `{"domain":${'['.repeat(5000)}`, JSON_TYPE),
  () => request('/v1/checks', JSON.stringify({ domain: 'a.test', target: '::ffff:a00:1' }), JSON_TYPE),
  // Nothing is wrong with it but that it comes too often.
  () => request('/v1/checks', '{"domain":"flood.test"}', JSON_TYPE),
  () => request('/v1/checks', 'x'.repeat(60_000), JSON_TYPE),
  () => request('/v1/checks', randomBytes(500).toString('latin1'), 'Content-Type: text/plain'),
  () => get(`/v1/checks/${randomBytes(16).toString('hex')}`),
  () => get(`/v1/checks/${ids[told.sent % ids.length]}`),
  () => get(`/${'%'.repeat(100)}`),
  () => get('/v1/catalogue?lang=de'),
  () => get('/v1/openapi.json'),
  () => get('/v1/health'),
];
/** After which it does not. */
const BROKEN: readonly (() => string | Buffer)[] = [
  () => randomBytes(2000),
  // Begun and never finished.
  () => 'POST /v1/checks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n{"domain":',
  () => 'GET /v1/health HTTP/1.1\r\nHost: local',
];
const over = (): boolean => performance.now() > end;
const pick = <T>(all: readonly T[]): T => all[Math.floor(Math.random() * all.length)] as T;

/** Opens a connection and does so with it; resolves when it is closed. */
function once(treat: (socket: Socket) => void): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => treat(socket));
    // A service that does not answer in time is left alone by nobody: the next connection follows.
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('error', () => {});
    socket.once('close', () => resolve());
  });
}

/** How many answers begin in what came. */
const answersIn = (chunk: Buffer): number => chunk.toString('latin1').split('HTTP/1.1 ').length - 1;

/** Request after request on one connection, so many at once, as long as it stands. */
const keepAlive = (atOnce: number) => (socket: Socket) => {
  let open = 0;
  const more = (): void => {
    if (over()) socket.destroy();
    while (open < atOnce && !socket.destroyed) {
      open += 1;
      told.sent += 1;
      socket.write(pick(WHOLE)());
    }
  };
  socket.on('data', (chunk) => {
    const heard = answersIn(chunk);
    told.answered += heard;
    open -= heard;
    more();
  });
  more();
};

/** One thing, and its answer if one comes soon. */
const single = (socket: Socket): void => {
  told.sent += 1;
  socket.write(pick([...WHOLE, ...BROKEN])());
  socket.setTimeout(300, () => socket.destroy());
  socket.once('data', () => {
    told.answered += 1;
    socket.destroy();
  });
};

async function pour(treat: (socket: Socket) => void): Promise<void> {
  while (!over()) await once(treat);
}

/** Holds a request open for as long as it may. */
async function wait(at: number): Promise<void> {
  while (!over()) {
    told.sent += 1;
    const signal = AbortSignal.timeout(Math.max(1, Math.ceil(end - performance.now())));
    const answer = fetch(`http://127.0.0.1:${port}/v1/checks/${ids[at % ids.length]}?wait=25`, { signal });
    if (await answer.then((one) => one.arrayBuffer()).catch(() => null)) told.answered += 1;
  }
}

const share = (part: number): undefined[] => Array(Math.ceil(connections * part)).fill(undefined);
await Promise.all([
  ...share(0.5).map(() => pour(single)),
  ...share(0.4).map(() => pour(keepAlive(1))),
  ...share(0.1).map(() => pour(keepAlive(10))),
  ...Array.from({ length: waiters }, (_, at) => wait(at)),
]);
process.stdout.write(JSON.stringify(told));
process.exit(0);
