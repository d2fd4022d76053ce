import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../../../shared/config.ts';
import { createDnsClient } from '../../../shared/net/dns/client.ts';
import { createIo } from '../../../shared/net/io.ts';
import { deadPort } from '../../support/blackhole.ts';
import { startSmtpServer } from '../../support/scripted-smtp.ts';
import { startZoneServer, type World } from '../../support/zone-server.ts';

const WORLD: World = {
  'canary.test': { A: ['127.0.0.1'] },
  'inside.test': { A: ['10.0.0.1'] },
  'broken.test': 'SERVFAIL',
  'silent.test': 'TIMEOUT',
};

/** Asks the canary of such a name, in a small world of its own; `lab` networks are allowed unless told. */
async function wayOut(canary: string | null, { allow = '127.0.0.0/8', lab = false, seconds = '1' } = {}) {
  const zone = await startZoneServer(WORLD);
  const settings = readSettings({
    MXREADY_ALLOW_NETWORKS: allow,
    MXREADY_PATIENCE_CONNECT: seconds,
    ...(canary === null ? {} : { MXREADY_CANARY: canary }),
  });
  const io = createIo(settings, createDnsClient({ servers: [zone.server], timeouts: [400, 400] }));
  const answers = [await io.wayOut(lab), await io.wayOut(lab)];
  await zone.close();
  return { answer: answers[0], again: answers[1], queries: zone.queries.length };
}

describe('our own way out', () => {
  test('works where the canary answers, by name or by address, and is asked once', async () => {
    const server = await startSmtpServer();
    await expect(wayOut(`canary.test:${server.port}`)).resolves.toMatchObject({ answer: 'works', again: 'works' });
    expect(server.connections).toHaveLength(1);
    await expect(wayOut(`127.0.0.1:${server.port}`)).resolves.toEqual({ answer: 'works', again: 'works', queries: 0 });
    await server.close();
  });

  test('to a lab is the caller’s own: no canary is asked', async () => {
    const port = await deadPort();
    await expect(wayOut(`127.0.0.1:${port.port}`, { lab: true })).resolves.toMatchObject({ answer: 'works' });
    port.close();
  });

  test('is undetermined without a canary, with one that refuses, and with one that cannot be found', async () => {
    const port = await deadPort();
    await expect(wayOut(null)).resolves.toMatchObject({ answer: 'undetermined' });
    await expect(wayOut(`127.0.0.1:${port.port}`)).resolves.toMatchObject({ answer: 'undetermined' });
    await expect(wayOut('nobody.test:25')).resolves.toMatchObject({ answer: 'undetermined' });
    await expect(wayOut('broken.test:25')).resolves.toMatchObject({ answer: 'undetermined' });
    port.close();
  });

  test('a canary in a forbidden network is not contacted', async () => {
    const server = await startSmtpServer();
    await expect(wayOut(`canary.test:${server.port}`, { allow: '' })).resolves.toMatchObject({
      answer: 'undetermined',
    });
    await expect(wayOut('inside.test:25')).resolves.toMatchObject({ answer: 'undetermined' });
    expect(server.connections).toHaveLength(0);
    await server.close();
  });

  // Only the silence of the canary itself shows a blocked port; that its name could not be looked up shows nothing.
  test('is undetermined where DNS is silent about the canary', async () => {
    await expect(wayOut('silent.test:25', { seconds: '0.2' })).resolves.toMatchObject({ answer: 'undetermined' });
  });
});

test('a pause ends at once when the signal fires', async () => {
  const io = createIo(readSettings({}), createDnsClient({ servers: [] }));
  const stop = new AbortController();
  const pause = io.pause(60_000, stop.signal);
  stop.abort();
  await expect(pause).rejects.toMatchObject({ name: 'AbortError' });
  await expect(io.pause(0, new AbortController().signal)).resolves.toBeUndefined();
});

test('hands through what the settings say', () => {
  const io = createIo(
    readSettings({ MXREADY_HELO: 'probe.example.com', MXREADY_EGRESS_ADDRESSES: '192.0.2.7, 2001:DB8::1' }),
    createDnsClient({ servers: [] }),
  );
  expect(io.helo).toBe('probe.example.com');
  expect(io.ownAddresses).toEqual(['192.0.2.7', '2001:db8::1']);
  expect(io.patience.greeting).toBe(100_000);
  const numbers = Array.from({ length: 50 }, () => io.random());
  expect(numbers.every((one) => one >= 0 && one < 1)).toBe(true);
});
