import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { dial } from '../../../../shared/net/dial.ts';
import { CONNECTION_BYTES, RENEGOTIATIONS } from '../../../../shared/net/tls/flood.ts';
import { handshake } from '../../../../shared/net/tls/handshake.ts';
import { makeCertificate, serverTls } from '../../../support/certificates.ts';
import type { ServerTls } from '../../../support/scripted-smtp.ts';
import { talkTo } from '../smtp/kit.ts';

const address = { address: '127.0.0.1', family: 4, lab: true } as const;
let identity: ServerTls;
beforeAll(async () => {
  identity = serverTls(await makeCertificate('valid'));
});
const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const one of sockets.splice(0)) one.destroy();
  for (const one of servers.splice(0)) one.close();
});

/** @returns the port of a server that does so with each connection */
async function serve(treat: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    treat(socket);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

interface Renegotiating {
  port: number;
  /** Handshakes beyond the first that came to an end. */
  done(): number;
}

/** Speaks TLS 1.2 from the start, asks for so many renegotiations, and only then says the rest of its greeting. */
async function renegotiating(times: number): Promise<Renegotiating> {
  let done = 0;
  const port = await serve((socket) => {
    const secureContext = createSecureContext({ ...identity, maxVersion: 'TLSv1.2' });
    const inside = new TLSSocket(socket, { isServer: true, secureContext });
    inside.on('error', () => {});
    const again = (): void => {
      if (inside.destroyed) return;
      if (done >= times) inside.write('220 that was all\r\n');
      else
        inside.renegotiate({}, (error) => {
          if (error !== null) return;
          done += 1;
          setImmediate(again);
        });
    };
    inside.once('secure', () => {
      inside.write('220-wait\r\n');
      again();
    });
  });
  return { port, done: () => done };
}

describe('renegotiation', () => {
  const greeted = async (times: number) => {
    const { port, done } = await renegotiating(times);
    const { talk } = talkTo({ address: '127.0.0.1', port });
    await talk.open();
    expect(await talk.startTls(null, false)).toMatchObject({ ok: true, facts: { protocol: 'TLSv1.2' } });
    const heard = await talk.greeting();
    await talk.quit();
    return { heard, done: done(), ending: talk.record().ending };
  };

  test.each([1, RENEGOTIATIONS])('%i times is what a server may want: the conversation goes on', async (times) => {
    const { heard, done } = await greeted(times);
    expect(heard).toMatchObject({ kind: 'reply', reply: { code: 220, text: 'wait that was all' } });
    expect(done).toBe(times);
  });

  test('without end is ended by us at once, and called a limit', async () => {
    const start = performance.now();
    const { heard, done, ending } = await greeted(Number.POSITIVE_INFINITY);
    expect(heard.kind).toBe('endless');
    expect(ending).toMatchObject({ by: 'trouble', kind: 'limit' });
    expect(done).toBeLessThanOrEqual(RENEGOTIATIONS + 1);
    // Not by patience, which is 1.5 s here.
    expect(performance.now() - start).toBeLessThan(1400);
  });
});

describe('records that nobody reads', () => {
  const shake = async (port: number) => {
    const { signal } = new AbortController();
    const raw = await dial(address, port, signal);
    sockets.push(raw);
    const options = { servername: null, anonymous: false, extraRoots: [], patience: 10_000, signal };
    return { raw, outcome: await handshake(raw, options) };
  };

  test('before the handshake is done, they end it', async () => {
    // HelloRequest, 4,000 of them in each record: a client in a handshake ignores it (RFC 5246 7.4.1.1).
    const content = Buffer.alloc(16_000);
    const record = Buffer.concat([Buffer.from([22, 3, 3, content.length >> 8, content.length & 255]), content]);
    const port = await serve((socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write(record));
      };
      socket.on('drain', more);
      more();
    });
    const { raw, outcome } = await shake(port);
    expect(outcome).toEqual({ ok: false, failure: { kind: 'protocol', message: 'records without end' } });
    expect(raw.destroyed).toBe(true);
  });

  test('after it they count as well, however little is in each', async () => {
    const port = await serve((socket) => {
      const secureContext = createSecureContext({ ...identity, maxVersion: 'TLSv1.3' });
      const inside = new TLSSocket(socket, { isServer: true, secureContext });
      inside.on('error', () => {});
      // One record for each write, with 22 bytes of its own beside the one that it carries.
      const more = (error?: Error | null): void => {
        if (!error && !socket.destroyed) inside.write('2', more);
      };
      inside.once('secure', () => more());
    });
    const { raw, outcome } = await shake(port);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
    let read = 0;
    outcome.socket.on('data', (chunk: Buffer) => {
      read += chunk.length;
    });
    await new Promise((resolve) => outcome.socket.once('close', resolve));
    expect(outcome.socket.errored).toMatchObject({ message: 'records without end' });
    expect(raw.destroyed).toBe(true);
    // That it was not the data that ended it.
    expect(read).toBeLessThan(CONNECTION_BYTES / 4);
  }, 30_000);
});
