import { afterEach, describe, expect, test } from '@jest/globals';
import type { Answer } from 'dns-packet';
import { createDnsClient } from '../../../../shared/net/dns/client.ts';
import { startZoneServer, type World, type ZoneServer } from '../../../support/zone-server.ts';
import { type RawServer, replyTo, startRawServer } from './raw-server.ts';

const running: (ZoneServer | RawServer)[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function inWorld(world: World, quirks: { bareCname?: boolean } = {}) {
  const zone = await startZoneServer(world, quirks);
  running.push(zone);
  return { zone, dns: createDnsClient({ servers: [zone.server], timeouts: [2000, 2000] }) };
}

/** A client whose server answers everything with this answer section. */
async function withSection(answers: Answer[], rcode = 0) {
  const raw = await startRawServer((query) => [replyTo(query, { flags: 0x180 | rcode, answers })]);
  running.push(raw);
  return createDnsClient({ servers: [raw.server], timeouts: [2000, 2000] });
}

const cname = (name: string, data: string, ttl = 300): Answer => ({ name, type: 'CNAME', ttl, data });
const a = (name: string, data: string, ttl = 300) => ({ name, type: 'A' as const, ttl, data });

/** `0.test` is an alias of `1.test` and so on; the last one holds an address. */
function chain(length: number): World {
  const links = Array.from({ length }, (_, i) => [`${i}.test`, { CNAME: `${i + 1}.test` }] as const);
  return { ...Object.fromEntries(links), [`${length}.test`]: { A: ['127.0.0.1'] } };
}

describe.each([{ bareCname: false }, { bareCname: true }])('aliases, $bareCname', (quirks) => {
  test('are followed, the smallest TTL counts', async () => {
    const { dns } = await inWorld(
      { 'old.test': { CNAME: 'New.test', ttl: 30 }, 'new.test': { A: ['127.0.0.1'] } },
      quirks,
    );
    const common = { kind: 'answer', records: ['127.0.0.1'], name: 'new.test' };
    expect(await dns.query('old.test', 'A')).toEqual({ ...common, ttl: 30, aliases: ['new.test'] });
  });

  test('up to eight', async () => {
    const eight = await inWorld(chain(8), quirks);
    expect(await eight.dns.query('0.test', 'A')).toMatchObject({ kind: 'answer', name: '8.test' });
    const nine = await inWorld(chain(9), quirks);
    expect(await nine.dns.query('0.test', 'A')).toMatchObject({ kind: 'loop' });
  });

  test('that lead nowhere', async () => {
    const world: World = {
      'gone.test': { CNAME: 'nobody.test' },
      'empty.test': { CNAME: 'text.test' },
      'text.test': { TXT: ['x'] },
      'sick.test': { CNAME: 'broken.test' },
      'broken.test': 'SERVFAIL',
    };
    const { dns } = await inWorld(world, quirks);
    expect(await dns.query('gone.test', 'A')).toEqual({ kind: 'nxdomain', aliases: ['nobody.test'] });
    expect(await dns.query('empty.test', 'A')).toEqual({ kind: 'nodata', aliases: ['text.test'] });
    const trouble = { kind: 'servfail', rcode: 'SERVFAIL', aliases: ['broken.test'] };
    expect(await dns.query('sick.test', 'A')).toEqual(trouble);
  });

  test('in a loop', async () => {
    const { dns } = await inWorld(
      { 'a.test': { CNAME: 'b.test' }, 'b.test': { CNAME: 'a.test' }, 'self.test': { CNAME: 'self.test' } },
      quirks,
    );
    expect(await dns.query('a.test', 'A')).toEqual({ kind: 'loop', aliases: ['b.test', 'a.test'] });
    expect(await dns.query('self.test', 'A')).toEqual({ kind: 'loop', aliases: ['self.test'] });
  });
});

describe('answer sections', () => {
  test('a question for the alias itself is not followed', async () => {
    const { dns, zone } = await inWorld({ 'old.test': { CNAME: 'new.test' } });
    expect(await dns.query('old.test', 'CNAME')).toMatchObject({
      records: ['new.test'],
      name: 'old.test',
      aliases: [],
    });
    expect(zone.queries).toHaveLength(1);
  });

  test('may be in any order and hold records of others, which are not believed', async () => {
    const dns = await withSection([
      a('evil.test', '192.0.2.66', 1),
      a('c.test', '127.0.0.1', 50),
      cname('b.test', 'c.test', 40),
      { name: 'c.test', type: 'TXT', ttl: 1, data: 'x' },
      { ...a('c.test', '192.0.2.67'), class: 'CH' },
      cname('A.test', 'B.test', 60),
    ]);
    const common = { kind: 'answer', ttl: 40, name: 'c.test', aliases: ['b.test', 'c.test'] };
    expect(await dns.query('a.test', 'A')).toEqual({ ...common, records: ['127.0.0.1'] });
  });

  test('records of another owner alone are no data', async () => {
    const dns = await withSection([a('evil.test', '192.0.2.66')]);
    expect(await dns.query('a.test', 'A')).toEqual({ kind: 'nodata', aliases: [] });
  });

  test('a loop is named even when it comes with SERVFAIL', async () => {
    const dns = await withSection([cname('b.test', 'a.test'), cname('a.test', 'b.test')], 2);
    expect(await dns.query('a.test', 'MX')).toEqual({ kind: 'loop', aliases: ['b.test', 'a.test'] });
  });

  test('an alias to a name that cannot be asked for', async () => {
    const dns = await withSection([cname('a.test', 'bad name.test')]);
    const rcode = 'INVALID_NAME';
    expect(await dns.query('a.test', 'A')).toEqual({ kind: 'servfail', rcode, aliases: ['bad\\032name.test'] });
  });

  test('a TTL with its top bit set counts as zero', async () => {
    const dns = await withSection([a('a.test', '127.0.0.1', 0x80000001)]);
    expect(await dns.query('a.test', 'A')).toMatchObject({ ttl: 0 });
  });

  test('names and text are made harmless', async () => {
    const dns = await withSection([
      { name: 'a.test', type: 'PTR', ttl: 1, data: '\u001b[2J\u202eX.test' },
      { name: 'a.test', type: 'TXT', ttl: 1, data: ['\u0007', 'a b'] },
    ]);
    expect(await dns.query('a.test', 'PTR')).toMatchObject({ records: ['\\027[2j\\226\\128\\174x.test'] });
    expect(await dns.query('a.test', 'TXT')).toMatchObject({ records: ['\\007a b'] });
  });
});
