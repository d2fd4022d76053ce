import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createDnsClient } from '../../../../shared/net/dns/client.ts';
import { startZoneServer, type ZoneRecords, type ZoneServer } from '../../../support/zone-server.ts';
import { type RawServer, replyTo, startRawServer } from './raw-server.ts';

const running: (ZoneServer | RawServer)[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function ask(records: ZoneRecords, timeouts = [2000]) {
  const zone = await startZoneServer({ 'contoso.test': records });
  running.push(zone);
  const answer = await createDnsClient({ servers: [zone.server], timeouts }).query('contoso.test', 'A');
  return {
    answer,
    transports: zone.queries.map((query) => query.transport),
    edns: zone.queries.map((query) => query.edns),
  };
}

async function askRaw(answer: Parameters<typeof startRawServer>[0], timeouts = [2000]) {
  const raw = await startRawServer(answer);
  running.push(raw);
  const client = createDnsClient({ servers: [raw.server], timeouts });
  return { answer: await client.query('contoso.test', 'A'), received: raw.received, client };
}

const A = ['127.0.0.1'];
const RIGHT = { kind: 'answer', records: A };
const record = { name: 'contoso.test', type: 'A', ttl: 300, data: '127.0.0.1' } as const;
const lie = { ...record, data: '192.0.2.66' } as const;

describe('what is no answer to the query is ignored', () => {
  test.each([
    { wrongIdFirst: true },
    { wrongQuestionFirst: true },
    { garbageFirst: true },
    { duplicate: true },
  ])('%j', async (quirk) => {
    const { answer, transports } = await ask({ A, ...quirk });
    expect(answer).toMatchObject(RIGHT);
    expect(transports).toEqual(['udp']);
  });

  test('another type or class, a second question, no question, a query', async () => {
    const { answer, received } = await askRaw((query) => [
      replyTo(query, { questions: [{ name: 'contoso.test', type: 'AAAA' }], answers: [lie] }),
      replyTo(query, { questions: [{ name: 'contoso.test', type: 'A', class: 'CH' }], answers: [lie] }),
      replyTo(query, { questions: [...(query.questions ?? []), { name: 'x.test', type: 'A' }], answers: [lie] }),
      replyTo(query, { questions: [], answers: [lie] }),
      replyTo(query, { type: 'query', answers: [lie] }),
      replyTo(query, { answers: [lie] }).subarray(0, -2),
      replyTo(query, { questions: [{ name: 'CONTOSO.test', type: 'A' }], answers: [record] }),
    ]);
    expect(answer).toMatchObject(RIGHT);
    expect(received).toHaveLength(1);
  });

  test('from another port', async () => {
    const stranger = createSocket('udp4');
    const raw = createSocket('udp4').bind(0, '127.0.0.1');
    raw.on('message', (bytes, from) => {
      const forged = replyTo({ ...QUERY, id: bytes.readUInt16BE(0) }, { answers: [lie] });
      const honest = replyTo({ ...QUERY, id: bytes.readUInt16BE(0) }, { answers: [record] });
      stranger.send(forged, from.port, from.address, () => raw.send(honest, from.port, from.address));
    });
    await new Promise((resolve) => raw.once('listening', resolve));
    const client = createDnsClient({ servers: [`127.0.0.1:${raw.address().port}`], timeouts: [2000] });
    expect(await client.query('contoso.test', 'A')).toMatchObject(RIGHT);
    raw.close();
    stranger.close();
  });
});

const QUERY = {
  flag_qr: false,
  flag_aa: false,
  flag_tc: false,
  flag_rd: true,
  flag_ra: false,
  flag_z: false,
  flag_ad: false,
  flag_cd: false,
  questions: [{ name: 'contoso.test', type: 'A' as const }],
};

describe('EDNS', () => {
  test('is left out for a server that knows none', async () => {
    const { answer, edns } = await ask({ A, noEdns: true });
    expect(answer).toMatchObject(RIGHT);
    expect(edns).toEqual([true, false]);
  });

  test.each([1, 4])('a bare header with response code %i is understood', async (rcode) => {
    const { answer, received } = await askRaw((query, n) => [
      n === 0 ? replyTo(query, { flags: 0x8000 | rcode, questions: [] }) : replyTo(query, { answers: [record] }),
    ]);
    expect(answer).toMatchObject(RIGHT);
    expect(received.map((query) => query.additionals?.length)).toEqual([1, 0]);
  });

  test('so is BADVERS, which is spread over header and OPT record', async () => {
    const opt = { type: 'OPT', name: '.', udpPayloadSize: 1232, extendedRcode: 1, ednsVersion: 0, flags: 0 } as const;
    const { answer } = await askRaw((query, n) => [
      replyTo(query, n === 0 ? { additionals: [{ ...opt, flag_do: false, options: [] }] } : { answers: [record] }),
    ]);
    expect(answer).toMatchObject(RIGHT);
  });

  test('a server that says FORMERR to everything', async () => {
    const { answer, received } = await askRaw((query) => [replyTo(query, { flags: 0x181 })], [2000, 2000]);
    expect(answer).toEqual({ kind: 'servfail', rcode: 'FORMERR', aliases: [] });
    expect(received).toHaveLength(4);
  });
});

describe('queries', () => {
  test('have fresh ids and ask for recursion with a payload of 1232 bytes', async () => {
    const { received } = await askRaw((query) => [replyTo(query, { flags: 2 })], Array(8).fill(2000));
    expect(received.length).toBe(2);
    expect(received[0]?.id).not.toBe(received[1]?.id);
    expect(received[0]).toMatchObject({ flag_rd: true, additionals: [{ type: 'OPT', udpPayloadSize: 1232 }] });
  });
});

describe('servers that do not recurse', () => {
  test('a referral is not taken for an empty answer', async () => {
    const ns = { name: 'test', type: 'NS', ttl: 1, data: 'ns.test' } as const;
    const { answer } = await askRaw((query) => [replyTo(query, { flags: 0x100, authorities: [ns] })]);
    expect(answer).toEqual({ kind: 'servfail', rcode: 'REFERRAL', aliases: [] });
  });
});

describe('time', () => {
  test('a slow server answers the second try that waits longer', async () => {
    const { answer, transports } = await ask({ A, delayMs: 60 }, [10, 2000]);
    expect(answer).toMatchObject(RIGHT);
    expect(transports).toEqual(['udp', 'udp']);
  });

  test('nothing is left behind, whatever the outcome', async () => {
    const sockets = async (): Promise<number> => {
      // Handles close in the next turn of the event loop, those of the server's connections in one after it.
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      return process.getActiveResourcesInfo().filter((name) => /UDP|TCPSocket/.test(name)).length;
    };
    const before = await sockets();
    await ask({ A, truncate: true });
    await askRaw(() => [], [10]);
    for (const server of running.splice(0)) await server.close();
    expect(await sockets()).toBe(before);
  });
});
