import { afterEach, describe, expect, jest, test } from '@jest/globals';
import ipaddr from 'ipaddr.js';
import { judgeReverse } from '../../../shared/categories/dns/reverse.ts';
import type { DnsAnswer } from '../../../shared/net/dns/answer.ts';
import type { DnsClient } from '../../../shared/net/dns/client.ts';
import { ADDRESS_LIMIT, mxHosts, resolveTarget } from '../../../shared/net/target.ts';
import { requestFor } from '../../support/check-world.ts';

const answer = <T>(records: T[]): DnsAnswer<T> => ({ kind: 'answer', records, ttl: 60, name: 'x', aliases: [] });
const addresses = (host: number, count: number) => ({
  A: Array.from({ length: count }, (_, at) => `8.${host}.${at >> 8}.${at & 255}`),
  AAAA: Array.from({ length: count }, (_, at) => `2a00:${host}::${at.toString(16)}`),
});

/** Ten MX hosts and the one that the caller names, each with so many addresses in each family. */
function liar(count: number, shared = false): DnsClient {
  const query = async (name: string, type: string): Promise<unknown> => {
    if (type === 'MX')
      return answer(Array.from({ length: 10 }, (_, at) => ({ preference: 10, exchange: `mx${at}.test` })));
    const host = name === 'named.test' ? (shared ? 9 : 77) : Number(/^mx(\d)\.test$/.exec(name)?.[1] ?? Number.NaN);
    return Number.isNaN(host) ? { kind: 'nxdomain', aliases: [] } : answer(addresses(host, count)[type as 'A' | 'AAAA']); // biome-ignore format: one thought
  };
  return { query, servers: [], heard: true, queries: 0 } as unknown as DnsClient;
}

const policy = { gatewaySuffix: 'seppmail.cloud', egressIsGateway: false, allowNetworks: [] };
const resolved = (dns: DnsClient) =>
  resolveTarget({ ...requestFor('contoso.test', 25), target: 'named.test' }, policy, dns, new AbortController().signal, 'root'); // biome-ignore format: one line

/** Counts the addresses that are read meanwhile; far beyond what makes sense, it ends what would take minutes. */
async function readsOf(work: () => unknown): Promise<number> {
  const real = ipaddr.IPv4.isValidFourPartDecimal;
  let reads = 0;
  const spy = jest.spyOn(ipaddr.IPv4, 'isValidFourPartDecimal').mockImplementation((text) => {
    reads += 1;
    if (reads > 100_000) throw new Error('more than 100,000 addresses were read');
    return real(text);
  });
  await work();
  spy.mockRestore();
  return reads;
}
afterEach(() => {
  jest.restoreAllMocks();
});

describe('ten MX hosts with 500 addresses in each family', () => {
  test('are compared with the named target at a cost that grows no faster than they do', async () => {
    const few = await readsOf(() => resolved(liar(50)));
    const many = await readsOf(() => resolved(liar(500)));
    expect(many).toBeLessThan(5000);
    expect(many / few).toBeLessThan(10);
  });

  test('leave the verdict what it was, and name all that is beyond the eight', () =>
    readsOf(async () => {
      const target = await resolved(liar(500));
      expect(target).toMatchObject({ published: false, source: 'given' });
      expect(target.addresses).toHaveLength(ADDRESS_LIMIT);
      expect(target.beyond).toHaveLength(1000 - ADDRESS_LIMIT);
      expect(await resolved(liar(500, true))).toMatchObject({ published: true });
    }).then(() => {}));
});

test('ten names of one address with 500 addresses each cost the reading of the first ones', async () => {
  const names = Array.from({ length: 10 }, (_, at) => ({
    name: `n${at}.test`,
    a: answer(addresses(at, 500).A),
    aaaa: answer(addresses(at, 500).AAAA),
  }));
  const reads = await readsOf(() =>
    expect(judgeReverse({ address: '9.9.9.9', ptr: answer(names.map(({ name }) => name)), names })).toMatchObject({
      code: 'mismatch',
    }),
  );
  expect(reads).toBeLessThanOrEqual(10 * 64);
});

test('500 MX hosts, each named twice, are 500', () => {
  const records = Array.from({ length: 1000 }, (_, at) => ({ preference: at, exchange: `mx${at % 500}.test` }));
  expect(mxHosts(answer(records))).toEqual(records.slice(0, 500));
});
