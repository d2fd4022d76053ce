import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import packet, { type DecodedPacket } from 'dns-packet';
import fc from 'fast-check';
import { createDnsClient } from '../../../../shared/net/dns/client.ts';
import { askTcp, Frames } from '../../../../shared/net/dns/tcp.ts';
import { startZoneServer } from '../../../support/zone-server.ts';
import { replyTo } from './raw-server.ts';

const question = { name: 'contoso.test', type: 'A' } as const;
const record = { ...question, ttl: 300, data: '127.0.0.1' } as const;

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** Asks a TCP server that does with the query what the test says. */
async function ask(behave: (socket: Socket, query: DecodedPacket) => void, signal = AbortSignal.timeout(2000)) {
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    socket.on('data', (bytes) => behave(socket, packet.decode(bytes, 2)));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return askTcp({ address: '127.0.0.1', port }, { id: 7, question, edns: true }, signal);
}

const framed = (message: Buffer): Buffer =>
  Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]);

describe('after a truncated answer', () => {
  test.each(['truncated on purpose', 'too long for UDP'])('TCP is used: %s', async (why) => {
    const A = Array.from({ length: 400 }, (_, i) => `127.0.${i >> 8}.${i & 255}`);
    const records = why === 'too long for UDP' ? A : A.slice(0, 1);
    const zone = await startZoneServer({ 'contoso.test': { A: records, truncate: records.length === 1 } });
    const answer = await createDnsClient({ servers: [zone.server] }).query('contoso.test', 'A');
    await zone.close();
    expect(answer).toMatchObject({ kind: 'answer', records });
    expect(zone.queries.map((query) => query.transport)).toEqual(['udp', 'tcp']);
  });

  test('no more than 500 records are taken', async () => {
    const A = Array.from({ length: 800 }, (_, i) => `127.0.${i >> 8}.${i & 255}`);
    const zone = await startZoneServer({ 'contoso.test': { A } });
    const answer = await createDnsClient({ servers: [zone.server] }).query('contoso.test', 'A');
    await zone.close();
    expect(answer).toMatchObject({ records: A.slice(0, 500) });
  });
});

describe('over TCP', () => {
  test('other messages are ignored', async () => {
    const reply = await ask((socket, query) => {
      socket.write(framed(Buffer.from('garbage')));
      socket.write(framed(replyTo({ ...query, id: 8 }, {})));
      socket.write(framed(replyTo(query, { answers: [record] })));
    });
    expect(reply.records).toEqual([{ owner: 'contoso.test', ttl: 300, type: 'A', data: '127.0.0.1' }]);
  });

  test('a connection that ends early', async () => {
    await expect(ask((socket) => socket.end(Buffer.from([1, 0, 1])))).rejects.toThrow('without a reply');
  });

  test('a flood is cut off', async () => {
    await expect(ask((socket) => socket.write(Buffer.alloc(200_000)))).rejects.toThrow('65,535');
  });

  test('silence ends with the signal', async () => {
    await expect(ask(() => {}, AbortSignal.timeout(30))).rejects.toThrow('timeout');
  });
});

test('frames are put together from any pieces', () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 8 });
  fc.assert(
    fc.property(messages, fc.integer({ min: 1, max: 700 }), (list, size) => {
      const stream = Buffer.concat(list.map((message) => framed(Buffer.from(message))));
      const frames = new Frames();
      const got: Buffer[] = [];
      for (let at = 0; at < stream.length; at += size) got.push(...frames.push(stream.subarray(at, at + size)));
      expect(got.map((message) => [...message])).toEqual(list.map((message) => [...message]));
    }),
  );
});
