import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, startProcess } from '../support/service-process.ts';
import { clientOf, startLab } from '../support/service-world.ts';

/** What a service stood. */
export interface Flooded {
  seconds: number;
  /** Requests and pieces of rubbish that were sent. */
  sent: number;
  answered: number;
  /** Milliseconds that the health route took while it went on: the longest. */
  worstDuring: number;
  /** The same when it was over. */
  after: number;
  checks: { asked: number; done: number };
  memoryMb: number;
}

const request = (path: string, body: string, ...headers: string[]): string =>
  [`POST ${path} HTTP/1.1`, 'Host: localhost', `Content-Length: ${Buffer.byteLength(body)}`, ...headers, '', body].join('\r\n'); // biome-ignore format: one line

const JSON_TYPE = 'Content-Type: application/json';
/** Each is sent again and again, over connections that are used again and such that are not. */
const RUBBISH: readonly (() => string | Buffer)[] = [
  () => randomBytes(2000),
  () => request('/v1/checks', '{"domain":"localhost"}', JSON_TYPE),
  () => request('/v1/checks', `{"domain":${'['.repeat(5000)}`, JSON_TYPE),
  () => request('/v1/checks', JSON.stringify({ domain: 'a.test', target: '::ffff:7f00:1' }), JSON_TYPE),
  () => request('/v1/checks', 'x'.repeat(60_000), JSON_TYPE),
  () => request('/v1/checks', randomBytes(500).toString('latin1'), 'Content-Type: text/plain'),
  () => `GET /v1/checks/${randomBytes(16).toString('hex')} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  () => `GET /${'%'.repeat(100)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  () => 'GET /v1/catalogue?lang=de HTTP/1.1\r\nHost: localhost\r\n\r\n',
  // Begun and never finished.
  () => 'POST /v1/checks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n{"domain":',
];

async function health(url: string): Promise<number> {
  const start = performance.now();
  const response = await fetch(`${url}/v1/health`);
  await response.text();
  if (!response.ok) throw new Error(`health says ${response.status}`);
  return performance.now() - start;
}

/** Sends one thing after the other until the time is up. */
async function pour(port: number, end: number, told: { sent: number; answered: number }): Promise<void> {
  let at = Math.floor(Math.random() * RUBBISH.length);
  while (performance.now() < end) {
    at += 1;
    const make = RUBBISH[at % RUBBISH.length] as () => string | Buffer;
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        told.sent += 1;
        socket.write(make());
      });
      // What is never finished is not waited for either.
      socket.setTimeout(300, () => socket.destroy());
      socket.once('data', () => {
        told.answered += 1;
        socket.destroy();
      });
      socket.on('error', () => {});
      socket.once('close', () => resolve());
    });
  }
}

/** A service of its own process, some checks in it, and rubbish over it for so many seconds. */
export async function flood(seconds: number, dataDir: string): Promise<Flooded> {
  const lab = await startLab({ greeting: { delayMs: 300 } });
  const port = await freePort();
  const { child } = await startProcess({ ...lab.environment, MXREADY_DATA_DIR: dataDir, PORT: `${port}` });
  const url = `http://127.0.0.1:${port}`;
  try {
    const client = clientOf(url, lab.server.port);
    await health(url);
    const ids = await Promise.all(Array.from({ length: 5 }, () => client.post()));
    const told = { sent: 0, answered: 0 };
    const end = performance.now() + seconds * 1000;
    const pouring = Promise.all(Array.from({ length: 30 }, () => pour(port, end, told)));
    let worstDuring = 0;
    while (performance.now() < end) {
      worstDuring = Math.max(worstDuring, await health(url));
      await sleep(100);
    }
    await pouring;
    const after = await health(url);
    const status = `/proc/${child.pid}/status`;
    const memory = existsSync(status) ? /VmRSS:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] : 0;
    const done = await Promise.all(ids.map((id) => client.done(id)));
    return {
      ...{ seconds, ...told, worstDuring, after, memoryMb: Math.round(Number(memory) / 1024) },
      checks: { asked: ids.length, done: done.filter(({ status }) => status === 'done').length },
    };
  } finally {
    child.kill('SIGKILL');
    await lab.close();
  }
}
