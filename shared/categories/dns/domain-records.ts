import { row } from '../../check/row.ts';
import { isNullMx } from '../../net/target.ts';
import type { DnsEvidence } from './evidence.ts';

/** Facts of the domain that are worth knowing before a switch. */
export const domainRecords = row<DnsEvidence>()({
  id: 'domain-records',
  n: null,
  side: 'dns',
  needs: ['mx', 'hosts', 'wildcard'],
  codes: { facts: 'info' },
  judge({ mx, hosts, wildcard }, { target }) {
    const ttl = mx.kind === 'answer' ? mx.ttl : null;
    const aliased = hosts.tested.some((one) => one.a.aliases.length > 0 || one.aaaa.aliases.length > 0);
    const facts = [
      ...(isNullMx(mx) ? ['null-mx'] : []),
      ...(aliased ? ['mx-alias'] : []),
      ...(wildcard === true ? ['wildcard'] : []),
      ...(wildcard === null ? ['wildcard-unknown'] : []),
      ...(ttl === null ? ['no-mx-ttl'] : ttl > 3600 ? ['mx-ttl-long'] : ['mx-ttl-short']),
    ];
    return { code: 'facts', value: facts, data: { facts, ttl, domain: target.domain } };
  },
});
