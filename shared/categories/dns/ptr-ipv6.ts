import { row } from '../../check/row.ts';
import type { DnsEvidence } from './evidence.ts';
import { judgeReverse, REVERSE_CODES } from './reverse.ts';

/** Row 35: reverse DNS of the target's IPv6 addresses. */
export const ptrIpv6 = row<DnsEvidence>()({
  id: 'ptr-ipv6',
  n: 35,
  side: 'dns',
  gravity: 25,
  watch: true,
  needs: ['reverseIpv6'],
  codes: REVERSE_CODES,
  judge: ({ reverseIpv6 }) => reverseIpv6.map(judgeReverse),
});
