import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OwnFinding } from '../../../shared/check/own-side.ts';
import { createDnsClient } from '../../../shared/net/dns/client.ts';
import { inspectOwnSide, type OwnSide } from '../../../shared/preflight/own-side.ts';
import { checkPolicy } from '../../support/policy-world.ts';
import { startZoneServer } from '../../support/zone-server.ts';

let zone: Awaited<ReturnType<typeof startZoneServer>>;
beforeAll(async () => {
  zone = await startZoneServer({
    'pass.test': { MX: [[10, 'mx.pass.test']], TXT: ['v=spf1 include:_spf.pass.test -all'] },
    '_spf.pass.test': { TXT: [['v=spf1 ip4:192.0.2.0/28 ', 'ip6:2001:db8::/64 -all']] },
    'fail.test': { MX: [[10, 'mx.pass.test']], TXT: ['v=spf1 -all'] },
    'soft.test': { MX: [[10, 'mx.pass.test']], TXT: ['v=spf1 ~all'] },
    'bare.test': { A: ['192.0.2.9'] },
    'null.test': { MX: [[0, '.']] },
    'sick.test': 'SERVFAIL',
    'mx.pass.test': { A: ['192.0.2.5'] },
    'probe.pass.test': { A: ['192.0.2.7'], AAAA: ['2001:db8::7'] },
    '7.2.0.192.in-addr.arpa': { PTR: ['probe.pass.test'] },
    '8.2.0.192.in-addr.arpa': { PTR: ['elsewhere.pass.test'] },
    '7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa': { PTR: ['probe.pass.test'] },
  });
});
afterAll(() => zone.close());

type Given = Partial<Omit<OwnSide, 'identities'>> & { identities?: Partial<OwnSide['identities']> };

const inspect = async (more: Given) => {
  const side: OwnSide = {
    helo: 'probe.pass.test',
    addresses: ['192.0.2.7', '2001:db8::7'],
    ...more,
    identities: { sender: 't@pass.test', spfFailSender: 't@fail.test', relaySink: 's@pass.test', ...more.identities },
  };
  const dns = createDnsClient({ servers: [zone.server], timeouts: [3000, 3000] });
  const found = await inspectOwnSide(side, dns, AbortSignal.timeout(10_000));
  return Object.fromEntries(found.map(({ part, state }: OwnFinding) => [part, state]));
};

describe('our own side', () => {
  test('in order', async () => {
    expect(await inspect({})).toEqual({
      'sender-spf': 'holds',
      'fail-sender-spf': 'holds',
      'sender-mx': 'holds',
      'fail-sender-mx': 'holds',
      sink: 'holds',
      'reverse-dns': 'holds',
      helo: 'holds',
    });
  });

  test('the SPF record of the sender does not name all of our addresses', async () => {
    expect(await inspect({ addresses: ['192.0.2.7', '192.0.2.77'] })).toMatchObject({ 'sender-spf': 'broken' });
  });

  test('the failing sender fails softly only, or not at all', async () => {
    expect(await inspect({ identities: { spfFailSender: 't@soft.test' } })).toMatchObject({ 'fail-sender-spf': 'broken' }); // biome-ignore format: one line
    expect(await inspect({ identities: { spfFailSender: 't@pass.test' } })).toMatchObject({ 'fail-sender-spf': 'broken' }); // biome-ignore format: one line
  });

  test.each([
    ['t@bare.test', 'holds'],
    ['t@null.test', 'broken'],
    ['t@gone.test', 'broken'],
    ['t@sick.test', 'undetermined'],
  ])('whether %s takes mail: %s', async (relaySink, state) => {
    expect(await inspect({ identities: { relaySink } })).toMatchObject({ sink: state });
  });

  test('what DNS does not tell is undetermined, and so is what is not known or not configured', async () => {
    expect(await inspect({ identities: { sender: 't@sick.test' } })).toMatchObject({ 'sender-spf': 'undetermined' });
    expect(await inspect({ addresses: [] })).toMatchObject({ 'sender-spf': 'undetermined', 'reverse-dns': 'undetermined' }); // biome-ignore format: one line
    expect(await inspect({ identities: { relaySink: null }, helo: null })).toMatchObject({ sink: 'undetermined', helo: 'undetermined', 'reverse-dns': 'holds' }); // biome-ignore format: one line
  });

  test('a reverse name that does not lead back, one that is another name, and none', async () => {
    expect(await inspect({ addresses: ['192.0.2.8'] })).toMatchObject({ 'reverse-dns': 'broken', helo: 'broken' });
    expect(await inspect({ helo: 'other.pass.test' })).toMatchObject({ 'reverse-dns': 'holds', helo: 'broken' });
    expect(await inspect({ addresses: ['192.0.2.9'] })).toMatchObject({ 'reverse-dns': 'broken' });
  });
});

describe('what is shown to be broken on our side', () => {
  const broken = (part: OwnFinding['part']): OwnFinding[] => [{ part, state: 'broken', seen: 'so' }];

  test.each([
    'sender-spf',
    'fail-sender-spf',
    'sender-mx',
    'fail-sender-mx',
  ] as const)('%s leaves the comparison of the senders untested', async (part) => {
    const spf = { stage: 'rcpt', reply: '550 5.7.23 SPF fail', domain: 'fail.sender.test' } as const;
    const check = await checkPolicy({ spf }, { ownSide: broken(part) });
    expect(check.said('spf-check')).toBe('notTested our-egress');
    expect(check.said('spf-check-reply')).toBe('notTested our-egress');
    expect(check.said('recipient-filtering')).toBe('pass at-rcpt');
  });

  test('the sink leaves relaying untested, and nobody is connected to for it', async () => {
    const check = await checkPolicy({ foreign: null }, { ownSide: broken('sink'), only: 'relay' });
    expect(check.said('open-relay')).toBe('notTested our-egress');
    expect(check.log.connections).toBe(0);
  });

  test('reverse DNS withholds nothing: servers that mind it say so', async () => {
    const check = await checkPolicy({}, { ownSide: [...broken('reverse-dns'), ...broken('helo')] });
    expect([check.said('open-relay'), check.said('recipient-filtering')]).toEqual(['pass refused', 'pass at-rcpt']);
  });
});
