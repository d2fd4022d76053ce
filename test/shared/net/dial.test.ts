import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import type { VettedAddress } from '../../../shared/check/target.ts';
import { dial, hasRoute } from '../../../shared/net/dial.ts';
import { deadPort } from '../../support/blackhole.ts';
import { startSmtpServer } from '../../support/scripted-smtp.ts';

const LOOPBACK: VettedAddress = { address: '127.0.0.1', family: 4, lab: true };
const LOOPBACK6: VettedAddress = { address: '::1', family: 6, lab: true };
const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === '::1'));
const never = new AbortController().signal;

describe('dial', () => {
  test('opens a connection to the address', async () => {
    const server = await startSmtpServer();
    const socket = await dial(LOOPBACK, server.port, never);
    const [greeting] = (await once(socket, 'data')) as [Buffer];
    expect(String(greeting)).toMatch(/^220 /);
    expect(socket.remoteAddress).toBe('127.0.0.1');
    expect(socket.listenerCount('error')).toBe(0);
    socket.destroy();
    await server.idle();
    await server.close();
  });

  test("rejects with the system's error", async () => {
    const port = await deadPort();
    await expect(dial(LOOPBACK, port.port, never)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    port.close();
  });

  test("a signal that has fired opens nothing; one that fires meanwhile ends it: both with the signal's reason", async () => {
    const server = await startSmtpServer();
    const reason = new Error('stopped');
    await expect(dial(LOOPBACK, server.port, AbortSignal.abort(reason))).rejects.toBe(reason);
    const stop = new AbortController();
    const dialled = dial(LOOPBACK, server.port, stop.signal);
    stop.abort(reason);
    await expect(dialled).rejects.toBe(reason);
    await server.close();
    expect(server.connections.filter((one) => one.commands.length > 0)).toEqual([]);
  });

  test('a signal that fires after the connection was opened leaves it to its owner', async () => {
    const server = await startSmtpServer();
    const stop = new AbortController();
    const socket = await dial(LOOPBACK, server.port, stop.signal);
    stop.abort();
    expect(socket.destroyed).toBe(false);
    socket.destroy();
    await server.close();
  });
});

describe('a route', () => {
  test('to the own machine exists', async () => {
    await expect(hasRoute(LOOPBACK)).resolves.toBe(true);
    await expect(hasRoute(LOOPBACK6)).resolves.toBe(hasIpv6);
  });

  test('over IPv6 counts only from a global source, unless the network is a lab', async () => {
    await expect(hasRoute({ ...LOOPBACK6, lab: false })).resolves.toBe(false);
  });

  test('is asked of the kernel alone: no packet leaves', async () => {
    const answer = await hasRoute({ address: '198.41.0.4', family: 4, lab: false });
    expect(typeof answer).toBe('boolean');
  });
});
