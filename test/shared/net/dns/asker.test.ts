import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createDnsClient } from '../../../../shared/net/dns/client.ts';
import { startZoneServer, type World, type ZoneServer } from '../../../support/zone-server.ts';

const GOOD: World = { 'contoso.test': { A: ['127.0.0.1'] }, 'two.test': { A: ['127.0.0.2'] } };

const running: ZoneServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((zone) => zone.close())));

async function start(world: World): Promise<ZoneServer> {
  const zone = await startZoneServer(world);
  running.push(zone);
  return zone;
}

/** A port of loopback on which nobody listens. */
async function closedPort(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${port}`;
}

describe('several servers', () => {
  test.each(['SERVFAIL', 'REFUSED', 'TIMEOUT'] as const)('after %s the next one is asked', async (trouble) => {
    const [bad, good] = [await start({ 'contoso.test': trouble }), await start(GOOD)];
    const client = createDnsClient({ servers: [bad.server, good.server], timeouts: [50, 2000] });
    expect(await client.query('contoso.test', 'A')).toMatchObject({ records: ['127.0.0.1'] });
    expect([bad.queries.length, good.queries.length]).toEqual([1, 1]);
  });

  test('the one that helped is the first to be asked from then on', async () => {
    const [bad, good] = [await start({ 'contoso.test': 'TIMEOUT' }), await start(GOOD)];
    const client = createDnsClient({ servers: [bad.server, good.server], timeouts: [50, 2000] });
    await client.query('contoso.test', 'A');
    expect(await client.query('two.test', 'A')).toMatchObject({ records: ['127.0.0.2'] });
    expect([bad.queries.length, good.queries.length]).toEqual([1, 2]);
  });

  test('SERVFAIL of the one and silence of the other is SERVFAIL', async () => {
    const [broken, silent] = [await start({ 'contoso.test': 'SERVFAIL' }), await start({ 'contoso.test': 'TIMEOUT' })];
    const client = createDnsClient({ servers: [broken.server, silent.server], timeouts: [1000, 30] });
    expect(await client.query('contoso.test', 'A')).toMatchObject({ kind: 'servfail', rcode: 'SERVFAIL' });
  });
});

describe('nobody listens', () => {
  test('the next server is asked at once', async () => {
    const good = await start(GOOD);
    const client = createDnsClient({ servers: [await closedPort(), good.server], timeouts: [60_000, 2000] });
    expect(await client.query('contoso.test', 'A')).toMatchObject({ records: ['127.0.0.1'] });
    expect(client.queries).toBe(2);
  });

  test('on none of them: a time-out, and nothing was heard', async () => {
    const client = createDnsClient({ servers: [await closedPort()], timeouts: [60_000, 60_000] });
    expect(await client.query('contoso.test', 'A')).toEqual({ kind: 'timeout', aliases: [] });
    expect([client.heard, client.queries]).toEqual([false, 2]);
  });

  test('the signal ends the pause before the next try', async () => {
    const client = createDnsClient({ servers: [await closedPort()], timeouts: Array(20).fill(60_000) });
    await expect(client.query('contoso.test', 'A', AbortSignal.timeout(150))).rejects.toThrow('timeout');
  });
});
