import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parseNetwork } from '../../../shared/net/address.ts';
import { createDnsClient } from '../../../shared/net/dns/client.ts';
import { postLetter } from '../../../shared/net/webhook.ts';
import { type Authority, createAuthority, issue } from '../../support/certificates.ts';
import { answering, startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';
import { startZoneServer, type ZoneServer } from '../../support/zone-server.ts';

/** What is public here: one address of loopback. All others are as forbidden as they are anywhere. */
const PUBLIC = '127.0.0.1';
const PRIVATE = '127.0.0.2';
const HOST = 'hooks.contoso.test';

let authority: Authority;
let receiver: WebhookReceiver;
/** Listens where nobody may be called, on the same port. */
let inside: WebhookReceiver;
let zone: ZoneServer;
beforeAll(async () => {
  authority = await createAuthority();
  const issued = await issue(authority, { names: [HOST] });
  receiver = await startReceiver(issued);
  inside = await startReceiver(issued, answering(204), { address: PRIVATE, port: receiver.port });
  zone = await startZoneServer({});
});
afterAll(() => Promise.all([receiver.close(), inside.close(), zone.close()]));
beforeEach(() => {
  receiver.letters.length = 0;
  receiver.answer = answering(204);
  zone.queries.length = 0;
  for (const name of Object.keys(zone.world)) delete zone.world[name];
  zone.world[HOST] = { A: [PUBLIC] };
});

interface More {
  host?: string;
  body?: string;
  roots?: readonly string[];
  turn?: number;
  signal?: AbortSignal;
  port?: number;
}

const post = ({ host = HOST, body = '{"a":"ä"}', roots, turn = 0, signal, port }: More = {}): Promise<number> =>
  postLetter(
    { url: `https://${host}:${port ?? receiver.port}/in?key=1`, headers: { 'webhook-id': 'x' }, body },
    turn,
    {
      allowNetworks: [parseNetwork(`${PUBLIC}/32`)],
      allowPorts: [receiver.port],
      extraRoots: roots ?? [authority.rootPem],
      dns: createDnsClient({ servers: [zone.server], timeouts: [2000] }),
    },
    signal ?? AbortSignal.timeout(15_000),
  );

test('arrives as it is, at the host that the URL names', async () => {
  expect(await post()).toBe(204);
  expect(receiver.letters).toEqual([
    {
      method: 'POST',
      path: '/in?key=1',
      body: '{"a":"ä"}',
      headers: { 'webhook-id': 'x', host: `${HOST}:${receiver.port}`, 'content-length': '10', connection: 'close' },
    },
  ]);
});

describe('nobody is called but who may be', () => {
  const refused = async (more: More, why: string): Promise<void> => {
    const before = [receiver.connections, inside.connections];
    await expect(post(more)).rejects.toThrow(why);
    expect([receiver.connections, inside.connections]).toEqual(before);
  };

  test('a name that leads to a private address', async () => {
    zone.world['inside.test'] = { A: [PRIVATE], AAAA: ['::1', 'fd00:ec2::254'] };
    await refused({ host: 'inside.test' }, 'no address that may be called');
  });

  test('a name that leads there by way of another', async () => {
    zone.world['alias.test'] = { CNAME: 'inside.test' };
    zone.world['inside.test'] = { A: [PRIVATE] };
    await refused({ host: 'alias.test' }, 'no address that may be called');
  });

  test('a name that leads nowhere, or of which nobody knows', async () => {
    await refused({ host: 'nowhere.test' }, 'cannot be resolved');
    zone.world['trouble.test'] = 'SERVFAIL';
    await refused({ host: 'trouble.test' }, 'cannot be resolved');
  });

  test('an address, and a port, that was allowed when the URL was taken and is not now', async () => {
    await refused({ host: PRIVATE }, 'loopback');
    await refused({ port: 1 }, 'port 1 is not called');
  });

  test('of several addresses only those are called that may be', async () => {
    zone.world[HOST] = { A: [PRIVATE, PUBLIC] };
    const before = inside.connections;
    for (const turn of [0, 1, 2]) expect(await post({ turn })).toBe(204);
    expect(inside.connections).toBe(before);
  });

  test('a name that leads elsewhere when it is asked for again: it is asked for once', async () => {
    const asked = () => zone.queries.filter(({ type }) => type === 'A').length;
    Object.defineProperty(zone.world, HOST, {
      ...{ configurable: true, enumerable: true },
      get: () => ({ A: [asked() === 0 ? PUBLIC : PRIVATE], ttl: 0 }),
    });
    const before = inside.connections;
    expect(await post()).toBe(204);
    expect(inside.connections).toBe(before);
    expect(asked()).toBe(1);
  });
});

describe('what the receiver does', () => {
  test('a redirect is an answer like any other, and not followed', async () => {
    receiver.answer = answering(302, { location: `https://${PRIVATE}:${inside.port}/` });
    const before = inside.connections;
    expect(await post()).toBe(302);
    expect([receiver.letters.length, inside.connections]).toEqual([1, before]);
  });

  test.each([200, 202, 410, 500])('%i is what it answers', async (status) => {
    receiver.answer = answering(status);
    expect(await post()).toBe(status);
  });

  test('of a long answer the beginning is read, and its status counts', async () => {
    let written = 0;
    let closed: () => void;
    const over = new Promise<void>((resolve) => {
      closed = resolve;
    });
    receiver.answer = (response) => {
      response.on('close', () => closed()).on('error', () => {});
      response.writeHead(200);
      const chunk = Buffer.alloc(64 * 1024);
      const more = (): void => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    };
    expect(await post()).toBe(200);
    await over;
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  test('an answer that never ends: its status counts when the time is up', async () => {
    receiver.answer = (response) => void response.writeHead(200).write('x');
    expect(await post({ signal: AbortSignal.timeout(500) })).toBe(200);
  });

  test('no answer at all: ended when the time is up', async () => {
    receiver.answer = () => {};
    await expect(post({ signal: AbortSignal.timeout(300) })).rejects.toThrow();
  });

  test('hangs up', async () => {
    receiver.answer = (response) => void response.destroy();
    await expect(post()).rejects.toThrow();
  });
});

describe('certificates', () => {
  test('from nobody that is trusted: nothing is sent', async () => {
    await expect(post({ roots: [] })).rejects.toThrow(/certificate/);
    expect(receiver.letters).toEqual([]);
  });

  test('for another name: nothing is sent', async () => {
    zone.world['other.test'] = { A: [PUBLIC] };
    await expect(post({ host: 'other.test' })).rejects.toThrow(/altnames/);
    await expect(post({ host: PUBLIC })).rejects.toThrow(/altnames|IP/);
    expect(receiver.letters).toEqual([]);
  });

  test('for an address, where the URL names one', async () => {
    const issued = await issue(authority, { names: [PUBLIC] });
    const numbered = await startReceiver(issued);
    try {
      const url = `https://${PUBLIC}:${numbered.port}/`;
      const ways = { allowNetworks: [parseNetwork(`${PUBLIC}/32`)], allowPorts: [numbered.port], extraRoots: [authority.rootPem], dns: createDnsClient({ servers: [] }) }; // biome-ignore format: one line
      expect(await postLetter({ url, headers: {}, body: '' }, 0, ways, AbortSignal.timeout(15_000))).toBe(204);
    } finally {
      await numbered.close();
    }
  });
});
