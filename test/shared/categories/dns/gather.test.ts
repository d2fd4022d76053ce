import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../../../shared/report/report.ts';
import { checkWorld, type WorldOptions } from '../../../support/check-world.ts';
import type { World } from '../../../support/zone-server.ts';

/** Whole checks of the category, against a small world of the DNS. The MX of the default world is 127.0.0.1. */
async function check(zone: World, more: WorldOptions = {}): Promise<Report> {
  const { request, ...rest } = more;
  const { report } = await checkWorld({ zone, ...rest, request: { categories: ['dns'], ...request } });
  return report;
}

const lines = (report: Report, id: string): string[] =>
  report.rows
    .filter((row) => row.id === id)
    .map(({ subject, status, code, reason }) =>
      [subject, status, code, reason].filter((one) => one !== null).join(' '),
    );

const facts = (report: Report): unknown => report.rows.find((row) => row.id === 'domain-records')?.value;

const IP6_LOOPBACK = `1${'.0'.repeat(31)}.ip6.arpa`;

describe('a domain', () => {
  test('in order, before its switch', async () => {
    const report = await check({ 'contoso-test.gate.seppmail.cloud': { A: ['8.8.8.8'] } });
    expect(report).toMatchObject({ mode: 'inline', phase: 'before' });
    expect(report.target).toMatchObject({ host: 'mx.contoso.test', source: 'mx', addresses: ['127.0.0.1'] });
    expect(lines(report, 'mx-points-to-gateway')).toEqual(['info not-switched']);
    expect(lines(report, 'single-mx')).toEqual(['info not-switched']);
    expect(lines(report, 'mx-resolvable')).toEqual(['mx.contoso.test pass resolves']);
    expect(lines(report, 'a-record')).toEqual(['info addresses']);
    expect(lines(report, 'aaaa-record')).toEqual(['notApplicable not-applicable']);
    expect(lines(report, 'ptr-ipv4')).toEqual(['127.0.0.1 pass pass-all']);
    expect(lines(report, 'ptr-ipv6')).toEqual(['notApplicable not-applicable']);
    expect(facts(report)).toEqual(['mx-ttl-short']);
    expect(report.categories).toMatchObject([{ id: 'dns', outcome: 'completed', reason: null }]);
    expect(report.conversations).toEqual([]);
  });

  test('after its switch: the target must be named', async () => {
    const gate = 'contoso-test.gate.seppmail.cloud';
    const report = await check({ 'contoso.test': { MX: [[10, gate]] }, [gate]: { A: ['8.8.8.8'] } });
    expect(report).toMatchObject({ mode: 'inline', phase: 'after', target: null });
    expect(lines(report, 'mx-points-to-gateway')).toEqual(['pass at-gateway']);
    expect(lines(report, 'single-mx')).toEqual(['pass single']);
    expect(lines(report, 'mx-resolvable')).toEqual([`${gate} pass resolves`]);
    for (const id of ['a-record', 'aaaa-record', 'ptr-ipv4', 'ptr-ipv6']) {
      expect(lines(report, id)).toEqual(['notTested not-tested no-target']);
    }
  });

  test('in parallel mode', async () => {
    const report = await check({ 'contoso-test.mail.seppmail.cloud': { A: ['8.8.8.8'] } });
    expect(report.mode).toBe('parallel');
    expect(lines(report, 'mx-points-to-gateway')).toEqual(['notApplicable not-applicable']);
    expect(lines(report, 'single-mx')).toEqual(['notApplicable not-applicable']);
  });

  test('with a wildcard', async () => {
    const report = await check({ '*.contoso.test': { A: ['127.0.0.9'] } });
    expect(facts(report)).toContain('wildcard');
  });

  test('whose MX is an alias', async () => {
    const report = await check({
      'contoso.test': { MX: [[10, 'mail.contoso.test']], ttl: 86_400 },
      'mail.contoso.test': { CNAME: 'mx.contoso.test' },
    });
    expect(lines(report, 'mx-resolvable')).toEqual(['mail.contoso.test warn is-alias']);
    expect(facts(report)).toEqual(['mx-alias', 'mx-ttl-long']);
  });

  test('whose MX is an alias of itself', async () => {
    const report = await check({ 'mx.contoso.test': { CNAME: 'b.test' }, 'b.test': { CNAME: 'mx.contoso.test' } });
    expect(lines(report, 'mx-resolvable')).toEqual(['mx.contoso.test fail alias-loop']);
    expect(lines(report, 'a-record')).toEqual(['inconclusive undecided dns-trouble']);
    expect(report.verdict).toBe('notReady');
  });

  test('with one MX that does not resolve beside one that does', async () => {
    const report = await check({
      'contoso.test': {
        MX: [
          [10, 'mx.contoso.test'],
          [20, 'gone.contoso.test'],
        ],
      },
    });
    expect(lines(report, 'mx-resolvable')).toEqual([
      'mx.contoso.test pass resolves',
      'gone.contoso.test warn one-unresolvable',
    ]);
  });

  test('with an address for an MX', async () => {
    const report = await check({ 'contoso.test': { MX: [[10, '127.0.0.1']] } });
    expect(lines(report, 'mx-resolvable')).toEqual(['127.0.0.1 fail ip-literal']);
    expect(report.target).toMatchObject({ host: '127.0.0.1', source: 'mx' });
    expect(lines(report, 'ptr-ipv4')).toEqual(['127.0.0.1 pass pass-all']);
  });

  test('that takes no mail (null MX)', async () => {
    const report = await check({ 'contoso.test': { MX: [[0, '.']] } });
    expect(report).toMatchObject({ target: null, verdict: 'readyWithWarnings' });
    expect(lines(report, 'mx-resolvable')).toEqual(['warn null-mx']);
    expect(lines(report, 'a-record')).toEqual(['notTested not-tested no-target']);
    expect(facts(report)).toEqual(['null-mx', 'mx-ttl-short']);
  });

  test('without MX, but with an address (implicit MX)', async () => {
    const report = await check({ 'contoso.test': { A: ['127.0.0.1'] } });
    expect(report.target).toMatchObject({ host: 'contoso.test', source: 'implicit' });
    expect(lines(report, 'mx-resolvable')).toEqual(['info implicit-mx']);
    expect(lines(report, 'ptr-ipv4')).toEqual(['127.0.0.1 pass pass-all']);
  });

  test('that does not exist', async () => {
    const report = await check({}, { domain: 'other.test', request: { domain: 'nobody.test' } });
    expect(report).toMatchObject({ target: null, verdict: 'notReady' });
    expect(lines(report, 'mx-resolvable')).toEqual(['nobody.test fail no-domain']);
    expect(lines(report, 'mx-points-to-gateway')).toEqual(['notTested not-tested earlier-step']);
  });

  test('with no address anywhere', async () => {
    const report = await check({ 'mx.contoso.test': {} });
    expect(lines(report, 'a-record')).toEqual(['fail no-address']);
    expect(lines(report, 'mx-resolvable')).toEqual(['mx.contoso.test fail unresolvable']);
    expect(lines(report, 'ptr-ipv4')).toEqual(['notApplicable not-applicable']);
  });

  test('that cannot be looked up', async () => {
    const report = await check({ 'contoso.test': 'SERVFAIL' });
    expect(report).toMatchObject({ target: null, verdict: 'incomplete' });
    for (const id of [
      'mx-points-to-gateway',
      'single-mx',
      'mx-resolvable',
      'a-record',
      'ptr-ipv4',
      'aaaa-record',
      'ptr-ipv6',
    ]) {
      expect(lines(report, id)).toEqual(['inconclusive undecided dns-trouble']);
    }
  });

  test('whose MX hosts cannot be looked up', async () => {
    const report = await check({ 'mx.contoso.test': 'SERVFAIL' });
    expect(report.verdict).toBe('incomplete');
    for (const id of ['a-record', 'aaaa-record', 'ptr-ipv4', 'ptr-ipv6']) {
      expect(lines(report, id)).toEqual(['inconclusive undecided dns-trouble']);
    }
    expect(lines(report, 'mx-resolvable')).toEqual(['mx.contoso.test inconclusive undecided dns-trouble']);
  });

  test('with more MX hosts than are tested', async () => {
    const MX = Array.from({ length: 12 }, (_, index): [number, string] => [index + 10, `mx${index}.contoso.test`]);
    const report = await check({ 'contoso.test': { MX }, 'mx0.contoso.test': { A: ['127.0.0.1'] } });
    const found = lines(report, 'mx-resolvable');
    expect(found).toHaveLength(12);
    expect(found.filter((line) => line.endsWith('notTested not-tested not-asked'))).toHaveLength(2);
  });

  // contract: (id, subject) is unique within a report. One host may stand at two preferences.
  test('whose MX names one host at two preferences has one line for it', async () => {
    const report = await check({
      'contoso.test': {
        MX: [
          [10, 'mx.contoso.test'],
          [20, 'mx.contoso.test'],
        ],
      },
    });
    expect(lines(report, 'mx-resolvable')).toEqual(['mx.contoso.test pass resolves']);
  });
});

describe('reverse DNS', () => {
  const AT = '1.0.0.127.in-addr.arpa';

  test.each<[what: string, zone: World, expected: string]>([
    [
      'both names lead back',
      { [AT]: { PTR: ['mx.contoso.test', 'b.test'] }, 'b.test': { A: ['127.0.0.1'] } },
      'pass pass-all',
    ],
    [
      'one of two does',
      { [AT]: { PTR: ['mx.contoso.test', 'b.test'] }, 'b.test': { A: ['127.0.0.2'] } },
      'warn pass-any',
    ],
    ['leads elsewhere', { [AT]: { PTR: ['b.test'] }, 'b.test': { A: ['127.0.0.2'] } }, 'warn mismatch'],
    ['leads nowhere', { [AT]: { PTR: ['b.test'] } }, 'warn forward-missing'],
    ['none', { [AT]: {} }, 'warn none'],
    ['unknown', { [AT]: 'SERVFAIL' }, 'inconclusive undecided dns-trouble'],
    ['name unknown', { [AT]: { PTR: ['b.test'] }, 'b.test': 'REFUSED' }, 'inconclusive undecided dns-trouble'],
  ])('%s', async (_, zone, expected) => {
    expect(lines(await check(zone), 'ptr-ipv4')).toEqual([`127.0.0.1 ${expected}`]);
  });

  test('through an alias, as providers delegate it (RFC 2317)', async () => {
    const report = await check({
      [AT]: { CNAME: '1.0-24.provider.test' },
      '1.0-24.provider.test': { PTR: ['mx.contoso.test'] },
    });
    expect(lines(report, 'ptr-ipv4')).toEqual(['127.0.0.1 pass pass-all']);
  });

  test('of IPv6', async () => {
    const report = await check({
      'mx.contoso.test': { AAAA: ['0:0:0:0:0:0:0:1'] },
      [IP6_LOOPBACK]: { PTR: ['mx.contoso.test'] },
    });
    expect(report.target?.addresses).toEqual(['::1']);
    expect(lines(report, 'a-record')).toEqual(['notApplicable not-applicable']);
    expect(lines(report, 'aaaa-record')).toEqual(['info addresses']);
    expect(lines(report, 'ptr-ipv4')).toEqual(['notApplicable not-applicable']);
    expect(lines(report, 'ptr-ipv6')).toEqual(['::1 pass pass-all']);
  });

  test('of addresses that no check may reach is looked up all the same', async () => {
    const report = await check({
      'mx.contoso.test': { A: ['10.0.0.1'] },
      '1.0.0.10.in-addr.arpa': { PTR: ['mx.contoso.test'] },
    });
    expect(report.target?.addresses).toEqual([]);
    expect(lines(report, 'ptr-ipv4')).toEqual(['10.0.0.1 pass pass-all']);
  });
});

test('whatever the world, each row and subject stands once, and what was not decided says why', async () => {
  const worlds: World[] = [
    {},
    { 'contoso.test': 'SERVFAIL' },
    { 'contoso.test': { MX: [[0, '.']] } },
    { 'mx.contoso.test': {} },
  ];
  for (const zone of worlds) {
    const { rows } = await check(zone);
    const keys = rows.map(({ id, subject }) => `${id} ${subject}`);
    expect(keys).toHaveLength(new Set(keys).size);
    for (const { status, reason } of rows)
      expect(reason !== null).toBe(status === 'inconclusive' || status === 'notTested');
  }
});
