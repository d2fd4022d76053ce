import type { Category } from '../../check/category.ts';
import { aRecord } from './a-record.ts';
import { aaaaRecord } from './aaaa-record.ts';
import { domainRecords } from './domain-records.ts';
import type { DnsEvidence } from './evidence.ts';
import { gather } from './gather.ts';
import { mxPointsToGateway } from './mx-points-to-gateway.ts';
import { mxResolvable } from './mx-resolvable.ts';
import { ptrIpv4 } from './ptr-ipv4.ts';
import { ptrIpv6 } from './ptr-ipv6.ts';
import { singleMx } from './single-mx.ts';

/** MX records of the domain, addresses and reverse DNS of the target. */
export const dns: Category<DnsEvidence> = {
  id: 'dns',
  network: 'dns',
  limits: { seconds: 20, memoryMb: 128, concurrency: 50 },
  gather,
  rows: [mxPointsToGateway, singleMx, mxResolvable, aRecord, ptrIpv4, aaaaRecord, ptrIpv6, domainRecords],
};
