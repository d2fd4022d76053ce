import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CheckRequest, Policy } from '../../../shared/check/request.ts';
import type { Target } from '../../../shared/check/target.ts';
import { parseNetwork } from '../../../shared/net/address.ts';
import { createDnsClient } from '../../../shared/net/dns/client.ts';
import { ADDRESS_LIMIT, gatewayHost, isNullMx, mxHosts, resolveTarget } from '../../../shared/net/target.ts';
import { requestFor } from '../../support/check-world.ts';
import { startZoneServer, type World, type ZoneServer } from '../../support/zone-server.ts';

const SUFFIX = 'seppmail.cloud';
const gate = (domain: string): string => gatewayHost(domain, 'gate', SUFFIX);
const mail = (domain: string): string => gatewayHost(domain, 'mail', SUFFIX);
const some = { A: ['8.8.4.4'] };
const mx = (...hosts: string[]) => ({ MX: hosts.map((host): [number, string] => [10, host]) });
const LONG = `${'a'.repeat(40)}.${'b'.repeat(40)}.test`;

/** Many small domains in one world; each shows one branch. */
const WORLD: World = {
  'mx.test': some,
  'inline.test': mx('mx.test'),
  [gate('inline.test')]: some,
  [mail('inline.test')]: some,
  'parallel.test': mx('mx.test'),
  [mail('parallel.test')]: { AAAA: ['2a00::25'] },
  'plain.test': mx('mx.test'),
  'gate-fails.test': mx('mx.test'),
  [gate('gate-fails.test')]: 'SERVFAIL',
  [mail('gate-fails.test')]: some,
  'mail-fails.test': mx('mx.test'),
  [mail('mail-fails.test')]: 'SERVFAIL',
  'half-fails.test': mx('mx.test'),
  [gate('half-fails.test')]: { CNAME: 'nowhere.test' },
  [LONG]: mx('mx.test'),

  'switched.test': mx(gate('switched.test')),
  [gate('switched.test')]: some,
  'beside.test': {
    MX: [
      [10, 'mx.test'],
      [20, gate('beside.test')],
    ],
  },
  [gate('beside.test')]: some,
  'foreign.test': mx('other-test.gate.seppmail.cloud'),
  [gate('foreign.test')]: some,
  'unmade.test': mx(gate('unmade.test')),
  'lookalike.test': mx('lookalike-test.gate.seppmail.cloud.evil.test', 'evilgate.seppmail.cloud'),
  'evilgate.seppmail.cloud': some,
  'lookalike-test.gate.seppmail.cloud.evil.test': some,
  'custom.test': mx('relay.partner.test'),
  'relay.partner.test': some,

  'null.test': { MX: [[0, '.']] },
  'implicit.test': some,
  'empty.test': { TXT: ['x'] },
  'servfail.test': 'SERVFAIL',
  'timeout.test': 'TIMEOUT',
  'loop.test': { CNAME: 'loop2.test' },
  'loop2.test': { CNAME: 'loop.test' },
  'ties.test': {
    MX: [
      [20, 'a.test'],
      [10, 'zz.test'],
      [10, 'b.test'],
      [10, 'c.test'],
    ],
  },
  'b.test': some,
  'literal.test': mx('8.8.8.8'),
  'private-literal.test': mx('127.0.0.1'),
  'upper.test': mx('MX.Test'),
  'alias.test': mx('www.test'),
  'www.test': { CNAME: 'mx.test' },
  'dangling.test': mx('gone.test'),

  'many.test': mx('big.test'),
  'big.test': {
    A: Array.from({ length: 6 }, (_, index) => `8.8.8.${index + 1}`),
    AAAA: Array.from({ length: 6 }, (_, index) => `2a00::${index + 1}`),
  },
  'inside.test': mx('in.test'),
  'in.test': {
    A: ['10.0.0.1', '8.8.8.8', '127.0.0.1'],
    AAAA: ['::1', '2a00::1', '64:ff9b::a00:1', '::ffff:a9fe:a9fe'],
  },
  'private.test': mx('all-in.test'),
  'all-in.test': { A: Array.from({ length: 12 }, (_, index) => `10.0.0.${index + 1}`) },
  'twice.test': mx('twins.test'),
  'twins.test': { A: ['8.8.8.8'], AAAA: ['::ffff:808:808'] },

  'backend.test': { A: ['8.8.4.9'] },
  'also-mx.test': { A: ['8.8.4.4'], AAAA: ['2a00::9'] },
  'two.test': {
    MX: [
      [10, 'mx.test'],
      [20, 'second.test'],
    ],
  },
  'second.test': { A: ['8.8.4.5'], AAAA: ['2a00:0:0:0::9'] },
};

let zone: ZoneServer;
beforeAll(async () => {
  zone = await startZoneServer(WORLD);
});
afterAll(() => zone.close());

const policy: Policy = { gatewaySuffix: SUFFIX, egressIsGateway: false, allowNetworks: [] };

const resolved = (domain: string, request: Partial<CheckRequest> = {}, over: Partial<Policy> = {}): Promise<Target> =>
  resolveTarget(
    { ...requestFor(domain, 25), ...request },
    { ...policy, ...over },
    createDnsClient({ servers: [zone.server], timeouts: [900, 600] }),
    new AbortController().signal,
    'root',
  );

describe('mode', () => {
  test.each<[domain: string, mode: string, known: boolean, what: string]>([
    ['inline.test', 'inline', true, 'the gate name resolves, whatever the mail name does'],
    ['parallel.test', 'parallel', true, 'only the mail name resolves, to IPv6 alone'],
    ['plain.test', 'unprovisioned', true, 'neither resolves'],
    ['gate-fails.test', 'unprovisioned', false, 'the gate name could not be looked up'],
    ['mail-fails.test', 'unprovisioned', false, 'the mail name could not be looked up'],
    ['half-fails.test', 'unprovisioned', true, 'the gate name is an alias of nothing'],
  ])('%s is %s (known: %s): %s', async (domain, mode, modeKnown) => {
    await expect(resolved(domain)).resolves.toMatchObject({ mode, modeKnown });
  });

  test('that is named is not looked for', async () => {
    await expect(resolved('inline.test', { mode: 'parallel' })).resolves.toMatchObject({
      mode: 'parallel',
      modeKnown: true,
    });
    await expect(resolved('gate-fails.test', { mode: 'inline' })).resolves.toMatchObject({
      mode: 'inline',
      modeKnown: true,
    });
  });

  test('follows the suffix, and the gateway that the caller names', async () => {
    const target = await resolved('inline.test', {}, { gatewaySuffix: 'gw.example' });
    expect(target).toMatchObject({
      mode: 'unprovisioned',
      gateway: 'inline-test.gate.gw.example',
      gatewaySuffix: 'gw.example',
    });
    const named = await resolved('plain.test', { gateway: 'relay.partner.test' });
    expect(named).toMatchObject({ mode: 'inline', gateway: 'relay.partner.test' });
  });

  // A gateway name of over 63 octets in a label cannot exist: that is known, and no trouble of the DNS.
  test('of a domain whose gateway name would be too long is unprovisioned', async () => {
    expect(gate(LONG).split('.')[0]?.length).toBeGreaterThan(63);
    await expect(resolved(LONG)).resolves.toMatchObject({ mode: 'unprovisioned', modeKnown: true });
  });

  // rows.md: "gate name resolves → inline; else mail name resolves → parallel; else not provisioned".
  test('is unprovisioned where the MX points at a gateway name that does not exist', async () => {
    await expect(resolved('unmade.test')).resolves.toMatchObject({ mode: 'unprovisioned', phase: 'after' });
  });
});

describe('phase', () => {
  test.each<[domain: string, phase: string, what: string]>([
    ['switched.test', 'after', 'the MX is the expected gateway'],
    ['beside.test', 'after', 'one of several is'],
    ['foreign.test', 'after', 'it is a gateway name of somebody else'],
    ['inline.test', 'before', 'it lies elsewhere'],
    ['lookalike.test', 'before', 'labels only look like the gateway’s'],
    ['null.test', 'before', 'there is none'],
    ['implicit.test', 'before', 'there is no record'],
    ['servfail.test', 'before', 'it could not be looked up'],
  ])('of %s is %s: %s', async (domain, phase) => {
    await expect(resolved(domain)).resolves.toMatchObject({ phase });
  });

  test('that is named stays', async () => {
    await expect(resolved('switched.test', { phase: 'before' })).resolves.toMatchObject({ phase: 'before' });
    await expect(resolved('plain.test', { phase: 'after' })).resolves.toMatchObject({ phase: 'after' });
  });

  test('knows the gateway that the caller names', async () => {
    await expect(resolved('custom.test')).resolves.toMatchObject({ phase: 'before', host: 'relay.partner.test' });
    const target = await resolved('custom.test', { gateway: 'relay.partner.test' });
    expect(target).toMatchObject({ phase: 'after', mode: 'inline', host: null, absence: { because: 'gateway' } });
  });
});

describe('the host', () => {
  test.each<[domain: string, because: string, reason: string]>([
    ['switched.test', 'gateway', 'no-target'],
    ['foreign.test', 'gateway', 'no-target'],
    ['null.test', 'null-mx', 'no-target'],
    ['nobody.test', 'no-domain', 'no-target'],
    ['servfail.test', 'mx-unknown', 'dns-trouble'],
    ['timeout.test', 'mx-unknown', 'dns-trouble'],
    ['loop.test', 'mx-unknown', 'dns-trouble'],
  ])('of %s is none: %s, %s', async (domain, because, reason) => {
    const target = await resolved(domain);
    expect(target).toMatchObject({
      host: null,
      source: null,
      absence: { because, reason },
      addresses: [],
      refused: [],
    });
  });

  test.each<[domain: string, host: string, source: string]>([
    ['plain.test', 'mx.test', 'mx'],
    ['beside.test', 'mx.test', 'mx'],
    ['implicit.test', 'implicit.test', 'implicit'],
    ['ties.test', 'b.test', 'mx'],
    ['upper.test', 'mx.test', 'mx'],
    ['alias.test', 'www.test', 'mx'],
    ['literal.test', '8.8.8.8', 'mx'],
  ])('of %s is %s, by %s', async (domain, host, source) => {
    const target = await resolved(domain);
    expect(target).toMatchObject({ domain, host, source, absence: null, published: true, port: 25 });
    expect(target.addresses).toHaveLength(1);
  });

  test('without an address is still the host', async () => {
    await expect(resolved('dangling.test')).resolves.toMatchObject({
      host: 'gone.test',
      source: 'mx',
      addresses: [],
      refused: [],
    });
    await expect(resolved('empty.test')).resolves.toMatchObject({
      host: 'empty.test',
      source: 'implicit',
      addresses: [],
    });
  });

  test('that the caller names wins, even where the MX is unknown', async () => {
    const named = await resolved('servfail.test', { target: 'backend.test' });
    expect(named).toMatchObject({ host: 'backend.test', source: 'given', absence: null, published: false });
    expect(named.addresses).toEqual([{ address: '8.8.4.9', family: 4, lab: false }]);
    await expect(resolved('null.test', { target: '8.8.4.9' })).resolves.toMatchObject({
      host: '8.8.4.9',
      published: false,
    });
    await expect(resolved('switched.test', { target: 'backend.test' })).resolves.toMatchObject({
      source: 'given',
      phase: 'after',
    });
  });

  test.each([gate('plain.test'), 'other-test.gate.seppmail.cloud'])('is never a gateway: %s', async (target) => {
    await expect(resolved('plain.test', { target })).resolves.toMatchObject({
      host: null,
      absence: { because: 'gateway' },
    });
  });

  test('is never asked of the gateway itself, when the MX is there', async () => {
    zone.queries.length = 0;
    await resolved('foreign.test');
    expect(zone.queries.map(({ name }) => name)).not.toContain('other-test.gate.seppmail.cloud');
  });
});

describe('addresses', () => {
  test('are at most eight, IPv4 first, the rest is named', async () => {
    const target = await resolved('many.test');
    expect(target.addresses).toHaveLength(ADDRESS_LIMIT);
    expect(target.addresses.map((one) => one.family)).toEqual([4, 4, 4, 4, 4, 4, 6, 6]);
    expect([...target.addresses.map((one) => one.address), ...target.beyond].sort()).toEqual(
      [...(WORLD['big.test'] as { A: string[] }).A, ...(WORLD['big.test'] as { AAAA: string[] }).AAAA].sort(),
    );
    expect(target.beyond).toHaveLength(4);
  });

  test('in forbidden networks are refused, each by name', async () => {
    const target = await resolved('inside.test');
    expect(target.addresses.map((one) => one.address)).toEqual(['8.8.8.8', '2a00::1']);
    expect(target.refused.map((one) => one.address)).toEqual([
      '10.0.0.1',
      '127.0.0.1',
      '::1',
      '64:ff9b::a00:1',
      '169.254.169.254',
    ]);
    expect(target.refused.every((one) => one.network !== '')).toBe(true);
    const given = await resolved('plain.test', { target: '127.0.0.1' });
    expect(given).toMatchObject({ host: '127.0.0.1', addresses: [], refused: [{ address: '127.0.0.1' }] });
    await expect(resolved('private-literal.test')).resolves.toMatchObject({
      addresses: [],
      refused: [{ address: '127.0.0.1' }],
    });
  });

  test('that are refused are bounded too', async () => {
    const target = await resolved('private.test');
    expect(target.addresses).toEqual([]);
    expect(target.refused).toHaveLength(ADDRESS_LIMIT);
  });

  test('in an allowed network pass, as a lab', async () => {
    const target = await resolved('inside.test', {}, { allowNetworks: [parseNetwork('127.0.0.0/8')] });
    expect(target.addresses.filter((one) => one.lab)).toEqual([{ address: '127.0.0.1', family: 4, lab: true }]);
    expect(target.refused.map((one) => one.address)).not.toContain('127.0.0.1');
  });

  test('that name the same place twice count once', async () => {
    const target = await resolved('twice.test');
    expect(target.addresses).toEqual([{ address: '8.8.8.8', family: 4, lab: false }]);
  });
});

describe('a named host is published', () => {
  test.each<[target: string, published: boolean, what: string]>([
    ['mx.test', true, 'by its name'],
    ['second.test', true, 'as the second MX too'],
    ['8.8.4.5', true, 'by its address'],
    ['also-mx.test', true, 'by an address that it shares with an MX'],
    ['2a00::9', true, 'by an IPv6 address'],
    ['backend.test', false, 'not when it is another server'],
    ['8.8.4.9', false, 'nor by another address'],
    ['gone.test', false, 'nor without any'],
  ])('%s: %s, %s', async (target, published) => {
    await expect(resolved('two.test', { target })).resolves.toMatchObject({ published, source: 'given' });
  });

  test('where the domain has no MX, by the domain’s own name or address', async () => {
    await expect(resolved('implicit.test', { target: 'mx.test' })).resolves.toMatchObject({ published: true });
    await expect(resolved('implicit.test', { target: 'implicit.test' })).resolves.toMatchObject({ published: true });
    await expect(resolved('implicit.test', { target: 'backend.test' })).resolves.toMatchObject({ published: false });
  });

  test('never where nothing is known to be published', async () => {
    for (const domain of ['null.test', 'nobody.test', 'servfail.test']) {
      await expect(resolved(domain, { target: 'mx.test' })).resolves.toMatchObject({ published: false });
    }
  });
});

test('what the caller and the deployment settled travels along, frozen', async () => {
  const target = await resolved('plain.test', { tls: false, port: 587 }, { egressIsGateway: true });
  expect(target).toMatchObject({ tls: false, port: 587, egressIsGateway: true });
  expect(Object.isFrozen(target)).toBe(true);
  expect(JSON.parse(JSON.stringify(target))).toEqual(target);
});

test('each question is asked once', async () => {
  zone.queries.length = 0;
  await resolved('two.test', { target: 'mx.test' });
  const asked = zone.queries.map(({ name, type }) => `${name} ${type}`);
  expect(asked).toHaveLength(new Set(asked).size);
});

test('a look-up that is stopped ends with the reason of the signal', async () => {
  const reason = new Error('stopped');
  const stop = new AbortController();
  const dns = createDnsClient({ servers: [zone.server] });
  const resolving = resolveTarget(requestFor('timeout.test', 25), policy, dns, stop.signal, 'root');
  stop.abort(reason);
  await expect(resolving).rejects.toBe(reason);
});

test('MX hosts are in the order in which a sender tries them', () => {
  const answer = (...records: [number, string][]) => ({
    kind: 'answer' as const,
    records: records.map(([preference, exchange]) => ({ preference, exchange })),
    ttl: 1,
    name: 'x',
    aliases: [],
  });
  const hosts = mxHosts(answer([20, 'a'], [10, 'z'], [10, 'b'], [0, '']));
  expect(hosts.map(({ exchange }) => exchange)).toEqual(['b', 'z', 'a']);
  expect(mxHosts({ kind: 'nodata', aliases: [] })).toEqual([]);
  expect(isNullMx(answer([0, '']))).toBe(true);
  expect(isNullMx(answer([0, ''], [10, 'a']))).toBe(false);
  expect(isNullMx({ kind: 'nxdomain', aliases: [] })).toBe(false);
});
