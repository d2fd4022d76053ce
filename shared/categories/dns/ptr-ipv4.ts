import { row } from '../../check/row.ts';
import type { DnsEvidence } from './evidence.ts';
import { judgeReverse, REVERSE_CODES } from './reverse.ts';

/** Row 33: reverse DNS of the target's IPv4 addresses. */
export const ptrIpv4 = row<DnsEvidence>()({
  id: 'ptr-ipv4',
  n: 33,
  side: 'dns',
  gravity: 25,
  watch: true,
  needs: ['reverseIpv4'],
  codes: REVERSE_CODES,
  judge: ({ reverseIpv4 }) => reverseIpv4.map(judgeReverse),
});
