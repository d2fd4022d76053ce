import { expect, test } from '@jest/globals';
import { domainRecords } from '../../../../shared/categories/dns/domain-records.ts';
import { found, host, hosts, judged, mx, nodata, servfail, viaAlias } from './kit.ts';

const plain = { mx: mx([10, 'a.test']), hosts: hosts(host('a.test', found('192.0.2.1'))), wildcard: false };
const facts = (evidence: Partial<typeof plain> | Record<string, unknown>): unknown =>
  judged(domainRecords, { ...plain, ...evidence })[0]?.value;

test('the facts of a domain', () => {
  expect(judged(domainRecords, plain)[0]).toMatchObject({ status: 'info', code: 'facts', value: ['mx-ttl-short'] });
  expect(facts({ wildcard: true })).toEqual(['wildcard', 'mx-ttl-short']);
  expect(facts({ wildcard: null })).toEqual(['wildcard-unknown', 'mx-ttl-short']);
  expect(facts({ mx: { ...mx([10, 'a.test']), ttl: 3601 } })).toEqual(['mx-ttl-long']);
  expect(facts({ mx: { ...mx([10, 'a.test']), ttl: 3600 } })).toEqual(['mx-ttl-short']);
  expect(facts({ mx: mx([0, '']), hosts: hosts() })).toEqual(['null-mx', 'mx-ttl-short']);
  expect(facts({ mx: nodata, hosts: hosts() })).toEqual(['no-mx-ttl']);
  expect(facts({ mx: servfail, hosts: hosts() })).toEqual(['no-mx-ttl']);
  expect(facts({ hosts: hosts(host('a.test', viaAlias('b.test', '192.0.2.1'))) })).toEqual([
    'mx-alias',
    'mx-ttl-short',
  ]);
});
