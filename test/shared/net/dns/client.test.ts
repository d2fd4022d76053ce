import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDnsClient, type DnsClient } from '../../../../shared/net/dns/client.ts';
import { startZoneServer, type World, type ZoneServer } from '../../../support/zone-server.ts';

const WORLD: World = {
  'contoso.test': { MX: [[10, 'MX.Contoso.test']], TXT: ['v=spf1 -all', ['v=DKIM1; ', 'p=abc']], ttl: 60 },
  'mx.contoso.test': { A: ['127.0.0.1', '127.0.0.2'], AAAA: ['2001:db8:0:0::1'] },
  '1.0.0.127.in-addr.arpa': { PTR: ['mx.contoso.test'] },
  'nomail.test': { MX: [[0, '.']] },
  'a.deep.test': { A: ['127.0.0.1'] },
  '*.wild.test': { A: ['127.0.0.9'] },
  'broken.test': 'SERVFAIL',
  'refused.test': 'REFUSED',
  'silent.test': 'TIMEOUT',
  'slow.test': { A: ['127.0.0.1'], delayMs: 60_000 },
};

let zone: ZoneServer;
let dns: DnsClient;
beforeAll(async () => {
  zone = await startZoneServer(WORLD);
  dns = createDnsClient({ servers: [zone.server], timeouts: [2000, 2000] });
});
afterAll(() => zone.close());

const asked = (name: string): number => zone.queries.filter((query) => query.name === name).length;

describe('answers', () => {
  test('each record type', async () => {
    const common = { kind: 'answer', aliases: [] };
    const mx = { name: 'contoso.test', ttl: 60, records: [{ preference: 10, exchange: 'mx.contoso.test' }] };
    expect(await dns.query('Contoso.Test.', 'MX')).toEqual({ ...common, ...mx });
    expect(await dns.query('contoso.test', 'TXT')).toMatchObject({ records: ['v=spf1 -all', 'v=DKIM1; p=abc'] });
    expect(await dns.query('mx.contoso.test', 'A')).toMatchObject({ records: ['127.0.0.1', '127.0.0.2'], ttl: 300 });
    expect(await dns.query('mx.contoso.test', 'AAAA')).toMatchObject({ records: ['2001:db8::1'] });
    expect(await dns.query('1.0.0.127.in-addr.arpa', 'PTR')).toMatchObject({ records: ['mx.contoso.test'] });
    expect(await dns.query('x.y.wild.test', 'A')).toMatchObject({ records: ['127.0.0.9'], name: 'x.y.wild.test' });
  });

  test('a null MX is the empty exchange', async () => {
    expect(await dns.query('nomail.test', 'MX')).toMatchObject({ records: [{ preference: 0, exchange: '' }] });
  });

  test('the queries are plain, with EDNS and over UDP', () => {
    expect(zone.queries[0]).toEqual({ name: 'contoso.test', type: 'MX', transport: 'udp', edns: true });
  });
});

describe('no answer', () => {
  test('NXDOMAIN and NODATA are final', async () => {
    expect(await dns.query('nobody.test', 'A')).toEqual({ kind: 'nxdomain', aliases: [] });
    expect(await dns.query('contoso.test', 'A')).toEqual({ kind: 'nodata', aliases: [] });
    expect(await dns.query('deep.test', 'A')).toEqual({ kind: 'nodata', aliases: [] });
    expect(asked('nobody.test')).toBe(1);
  });

  test('SERVFAIL and REFUSED are asked once more', async () => {
    expect(await dns.query('broken.test', 'A')).toEqual({ kind: 'servfail', rcode: 'SERVFAIL', aliases: [] });
    expect(await dns.query('refused.test', 'A')).toEqual({ kind: 'servfail', rcode: 'REFUSED', aliases: [] });
    expect([asked('broken.test'), asked('refused.test')]).toEqual([2, 2]);
  });

  test('silence is a time-out after all tries', async () => {
    const client = createDnsClient({ servers: [zone.server], timeouts: [10, 20, 30] });
    expect(await client.query('silent.test', 'A')).toEqual({ kind: 'timeout', aliases: [] });
    expect([asked('silent.test'), client.heard, client.queries]).toEqual([3, false, 3]);
  });

  test.each([
    '',
    '.',
    'a..test',
    `${'a'.repeat(64)}.test`,
    `${'a.'.repeat(127)}test`,
    'münchen.test',
    'a b.test',
  ])('the invalid name %j is not asked for', async (name) => {
    const client = createDnsClient({ servers: [zone.server] });
    expect(await client.query(name, 'A')).toEqual({ kind: 'servfail', rcode: 'INVALID_NAME', aliases: [] });
    expect(client.queries).toBe(0);
  });

  test('without servers nobody answers', async () => {
    expect(await createDnsClient({ servers: [] }).query('contoso.test', 'MX')).toMatchObject({ kind: 'timeout' });
  });
});

describe('one look-up for each question', () => {
  test('callers share it, each with an answer of its own', async () => {
    const client = createDnsClient({ servers: [zone.server] });
    const [one, two] = await Promise.all([client.query('wild.test', 'A'), client.query('WILD.test.', 'A')]);
    one.aliases.push('spoilt');
    expect(two.aliases).toEqual([]);
    expect(await client.query('wild.test', 'A')).toEqual({ kind: 'nodata', aliases: [] });
    expect([client.queries, client.heard]).toEqual([1, true]);
  });

  test('a caller that leaves does not take the answer from the others', async () => {
    const client = createDnsClient({ servers: [zone.server] });
    const gone = new AbortController();
    const leaving = client.query('mx.contoso.test', 'A', gone.signal);
    const staying = client.query('mx.contoso.test', 'A', new AbortController().signal);
    gone.abort(new Error('gone'));
    await expect(leaving).rejects.toThrow('gone');
    expect(await staying).toMatchObject({ kind: 'answer' });
    expect(client.queries).toBe(1);
  });

  test('when all have left it is stopped, and asked anew for the next', async () => {
    const client = createDnsClient({ servers: [zone.server], timeouts: [5000] });
    const gone = new AbortController();
    const leaving = [client.query('slow.test', 'A', gone.signal), client.query('slow.test', 'A', gone.signal)];
    gone.abort(new Error('gone'));
    for (const left of leaving) await expect(left).rejects.toThrow('gone');
    zone.world['slow.test'] = { A: ['127.0.0.3'] };
    expect(await client.query('slow.test', 'A')).toMatchObject({ records: ['127.0.0.3'] });
    expect(client.queries).toBe(2);
  });

  test('a signal that has fired already', async () => {
    await expect(dns.query('contoso.test', 'MX', AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  });
});
