import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHECK_BODY } from '../../shared/api/check-schema.ts';
import { builtCategories } from '../../shared/categories/index.ts';
import type { CheckRequest } from '../../shared/check/request.ts';
import { runCategory } from '../../shared/check/run-category.ts';
import { runCheck } from '../../shared/command/run-check.ts';
import { readSettings, type Settings } from '../../shared/config.ts';
import { createDnsClient } from '../../shared/net/dns/client.ts';
import { createIo } from '../../shared/net/io.ts';
import { resolveTarget } from '../../shared/net/target.ts';
import { requestFor, TEST_PATIENCE } from '../support/check-world.ts';
import { startZoneServer, type World, type ZoneServer } from '../support/zone-server.ts';
import { IN_DNS, NAMES, NOTATIONS } from './notations.ts';

/** Not forbidden, and never connected to: the dialer only writes down where it was sent. */
const PUBLIC = '8.8.8.8';
const never = new AbortController().signal;
const world: World = { 'contoso.test': { MX: [[10, 'mx.contoso.test']] }, 'mx.contoso.test': { A: [PUBLIC] } };
let zone: ZoneServer;
let settings: Settings;
beforeAll(async () => {
  // Every name there is leads to this machine, but the one that is to be tested.
  for (const name of NAMES) world[name.replace(/\.$/, '').toLowerCase()] = { A: ['127.0.0.1'], AAAA: ['::1'] };
  zone = await startZoneServer(world);
  settings = { ...readSettings({ MXREADY_RESOLVER: zone.server }), patience: TEST_PATIENCE };
});
afterAll(() => zone.close());

/** Where a check of the request would connect to. */
async function dialled(request: CheckRequest): Promise<string[]> {
  const seen: string[] = [];
  const dns = createDnsClient({ servers: [zone.server] });
  const io = {
    ...createIo(settings, dns),
    hasRoute: async () => true,
    dial: async ({ address }: { address: string }): Promise<never> => {
      seen.push(address);
      throw Object.assign(new Error('recorded'), { code: 'ECONNREFUSED' });
    },
  };
  const target = await resolveTarget(request, settings, dns, never, '00000000-0000-4000-8000-000000000000');
  for (const category of builtCategories) await runCategory(category, target, io, never);
  return [...new Set(seen)];
}

/** As a caller sends it; null when it is refused for its form. */
function accepted(body: object): CheckRequest | null {
  const read = CHECK_BODY.safeParse(body);
  return read.success ? { ...requestFor(read.data.domain, 25), target: read.data.target ?? null } : null;
}

test('the recording dialer sees what may be reached', async () => {
  expect(await dialled(requestFor('contoso.test', 25))).toEqual([PUBLIC]);
});

describe(`${NOTATIONS.length} notations of forbidden addresses`, () => {
  test('are at least 200', () => expect(NOTATIONS.length).toBeGreaterThanOrEqual(200));

  test('named as the target, none reaches a socket', async () => {
    const reached: string[] = [];
    for (const target of NOTATIONS) {
      const request = accepted({ domain: 'contoso.test', target });
      if (request !== null && (await dialled(request)).length > 0) reached.push(target);
    }
    expect(reached).toEqual([]);
  }, 60_000);

  test('named as the domain, none reaches a socket', async () => {
    const reached: string[] = [];
    for (const domain of NOTATIONS) {
      const request = accepted({ domain });
      if (request !== null && (await dialled(request)).length > 0) reached.push(domain);
    }
    expect(reached).toEqual([]);
  }, 60_000);

  test('past the form of a request too: what the engine is given by mistake goes nowhere', async () => {
    const reached: string[] = [];
    for (const target of NOTATIONS) {
      // Names that cannot be asked for in DNS end in an error of ours; that is as good.
      const seen = await dialled({ ...requestFor('contoso.test', 25), target }).catch(() => []);
      if (seen.length > 0) reached.push(target);
    }
    expect(reached).toEqual([]);
  }, 60_000);
});

describe('names that lead there', () => {
  const through = async (records: World[string]): Promise<string[]> => {
    world['trap.test'] = { MX: [[10, 'mx.trap.test']] };
    world['mx.trap.test'] = records as object;
    return dialled(requestFor('trap.test', 25));
  };

  test('by an address of either family', async () => {
    for (const address of IN_DNS.A) expect([address, await through({ A: [address], ttl: 0 })]).toEqual([address, []]);
    for (const address of IN_DNS.AAAA) expect([address, await through({ AAAA: [address], ttl: 0 })]).toEqual([address, []]); // biome-ignore format: one line
  }, 60_000);

  test('beside a public one: only that is visited', async () => {
    expect(await through({ A: ['127.0.0.1', PUBLIC, '10.0.0.1'], AAAA: ['::1', '::ffff:7f00:1'] })).toEqual([PUBLIC]);
  });

  test('by a chain of CNAMEs, an MX that is an address, an MX that is localhost', async () => {
    world['one.test'] = { CNAME: 'two.test' };
    world['two.test'] = { CNAME: 'three.test' };
    world['three.test'] = { A: ['127.0.0.1'], AAAA: ['::1'] };
    expect(await through({ CNAME: 'one.test' })).toEqual([]);
    for (const exchange of [
      'one.test',
      'localhost',
      '127.0.0.1',
      '0x7f000001',
      '2130706433',
      'localhost.localdomain',
    ]) {
      world['mxtrap.test'] = { MX: [[10, exchange]] };
      expect([exchange, await dialled(requestFor('mxtrap.test', 25))]).toEqual([exchange, []]);
    }
  });

  test('only at the second look: what was checked is what is connected to', async () => {
    const looks = (): number => zone.queries.filter(({ name, type }) => name === 'mx.trap.test' && type === 'A').length;
    const before = looks();
    world['mx.trap.test'] = Object.defineProperty({ ttl: 0 }, 'A', {
      enumerable: true,
      get: () => (looks() === before ? [PUBLIC] : ['127.0.0.1']),
    });
    expect(await dialled(requestFor('trap.test', 25))).toEqual([PUBLIC]);
    expect(await dialled(requestFor('trap.test', 25))).toEqual([]);
    expect(looks()).toBeGreaterThan(before + 1);
  });
});

describe('with sockets that are real', () => {
  let listeners: Server[];
  let port: number;
  let connections = 0;
  beforeAll(async () => {
    const listen = async (host: string, at: number): Promise<Server> => {
      const server = createServer((socket) => {
        connections += 1;
        socket.destroy();
      }).listen(at, host);
      await once(server, 'listening');
      return server;
    };
    const first = await listen('127.0.0.1', 0);
    port = (first.address() as AddressInfo).port;
    listeners = [first, await listen('127.0.0.2', port), await listen('::1', port).catch(() => first)];
  });
  afterAll(() => {
    for (const one of listeners) one.close();
  });

  test('nothing that listens on this machine is ever connected to', async () => {
    const open = { ...settings, allowPorts: [port] };
    const look = (target: string | null, domain = 'contoso.test') =>
      runCheck({ ...requestFor(domain, port), target }, open, AbortSignal.timeout(30_000)).catch(() => null);
    world['local.test'] = { MX: [[10, 'mx.local.test']] };
    world['mx.local.test'] = { A: ['127.0.0.1', '127.0.0.2'], AAAA: ['::1', '::ffff:7f00:1'] };
    await look(null, 'local.test');
    const local = NOTATIONS.filter((one) => /127|7f|localhost|::1|2130706433|^0/i.test(one));
    expect(local.length).toBeGreaterThan(50);
    for (const one of local) await look(one);
    expect(connections).toBe(0);
    // The same with leave: the listeners do listen.
    await runCheck(requestFor('local.test', port), { ...open, allowNetworks: readSettings({ MXREADY_ALLOW_NETWORKS: '127.0.0.0/8' }).allowNetworks }, AbortSignal.timeout(30_000)); // biome-ignore format: one line
    expect(connections).toBeGreaterThan(0);
  }, 120_000);
});
