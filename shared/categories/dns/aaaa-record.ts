import { row } from '../../check/row.ts';
import { judgeAddresses } from './addresses.ts';
import type { DnsEvidence } from './evidence.ts';

/** Row 34: IPv6 addresses of the target. That it has no address at all is row 32's to say. */
export const aaaaRecord = row<DnsEvidence>()({
  id: 'aaaa-record',
  n: 34,
  side: 'dns',
  watch: true,
  needs: ['target'],
  codes: { addresses: 'info' },
  judge: ({ target: found }, { target }) =>
    judgeAddresses({ mine: found.aaaa, literal: found.literal, kind: 'ipv6' }, target),
});
