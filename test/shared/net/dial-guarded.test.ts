import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { builtCategories } from '../../../shared/categories/index.ts';
import { runCategory } from '../../../shared/check/run-category.ts';
import type { VettedAddress } from '../../../shared/check/target.ts';
import { readSettings } from '../../../shared/config.ts';
import { ForbiddenAddress, parseNetwork, vetAgain } from '../../../shared/net/address.ts';
import { guarded } from '../../../shared/net/dial.ts';
import { createDnsClient } from '../../../shared/net/dns/client.ts';
import { createIo } from '../../../shared/net/io.ts';
import { TEST_PATIENCE } from '../../support/check-world.ts';
import { TARGET } from '../../support/pipeline-world.ts';
import { type SmtpServer, startSmtpServer } from '../../support/scripted-smtp.ts';

const never = new AbortController().signal;
const LAB = [parseNetwork('127.0.0.0/8')];
let server: SmtpServer;
beforeAll(async () => {
  server = await startSmtpServer();
});
afterAll(() => server.close());

/** An address of which somebody says that it was vetted. */
const claimed = (address: string, family: 4 | 6 = 4): VettedAddress => ({ address, family, lab: true });
const FORBIDDEN = ['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', '::ffff:127.0.0.1', '0x7f000001', '127.1', '2130706433', 'localhost', '127.0.0.1%lo', '']; // biome-ignore format: one list

describe('the guarded dialer', () => {
  test.each(FORBIDDEN)('opens no socket to %j, and asks nobody for a route', async (address) => {
    const { dial, hasRoute } = guarded([]);
    for (const family of [4, 6] as const) {
      await expect(dial(claimed(address, family), server.port, never)).rejects.toBeInstanceOf(ForbiddenAddress);
      await expect(hasRoute(claimed(address, family))).resolves.toBe(false);
    }
    expect(server.connections).toEqual([]);
  });

  test('connects to what the guard makes of the address: its family is not taken on trust', async () => {
    const { dial, hasRoute } = guarded(LAB);
    await expect(hasRoute(claimed('::ffff:127.0.0.1', 6))).resolves.toBe(true);
    const socket = await dial(claimed('::ffff:127.0.0.1', 6), server.port, never);
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
    await expect(dial(claimed('localhost'), server.port, never)).rejects.toBeInstanceOf(ForbiddenAddress);
  });

  test('names what it refused in harmless words', async () => {
    const { dial } = guarded([]);
    await expect(dial(claimed('\x1b[2J\n127.0.0.1'), 25, never)).rejects.toThrow(/^\\x1b\[2J\\x0a127\.0\.0\.1 may not be connected to: not a plain address$/); // biome-ignore format: one line
  });
});

describe('a category that is sent to a forbidden address', () => {
  const settings = { ...readSettings({}), patience: TEST_PATIENCE };
  const target = { ...TARGET, addresses: [claimed('127.0.0.1')] };
  const io = () => ({ ...createIo(settings, createDnsClient({ servers: [] })), hasRoute: async () => true });

  test.each(builtCategories.filter(({ network }) => network === 'smtp'))('$id: ends as a fault of ours, never as a refusal of the server', async (category) => {
    const errand = { ...target.errand, recipients: ['postmaster@contoso.test'] };
    const identities = { sender: 'a@sender.test', spfFailSender: 'a@fail.test', relaySink: 'a@sink.test' };
    const world = { ...io(), identities };
    const before = server.connections.length;
    const result = await runCategory(category, { ...target, errand, port: server.port }, world, never);
    expect(result).toMatchObject({ outcome: 'incomplete', reason: 'internal', fault: expect.stringContaining('127.0.0.1 may not be connected to') }); // biome-ignore format: one line
    expect(new Set(result.rows.map(({ status }) => status))).toEqual(new Set(['notTested']));
    expect(server.connections).toHaveLength(before);
  }); // biome-ignore format: one thought
});

test('a stored target is taken for what the guard says of it now', () => {
  const before = { ...TARGET, addresses: [claimed('127.0.0.1'), claimed('8.8.8.8'), claimed('mx.contoso.test')] };
  expect(vetAgain(before, LAB)).toMatchObject({
    addresses: [
      { address: '127.0.0.1', family: 4, lab: true },
      { address: '8.8.8.8', family: 4, lab: false },
    ],
    refused: [{ address: 'mx.contoso.test', network: 'not a plain address' }],
  });
  expect(vetAgain(before, [])).toMatchObject({
    addresses: [{ address: '8.8.8.8' }],
    refused: [{ address: '127.0.0.1', network: '127.0.0.0/8, loopback' }, { address: 'mx.contoso.test' }],
  });
});
