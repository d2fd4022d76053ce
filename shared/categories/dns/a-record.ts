import { row, undecided } from '../../check/row.ts';
import { lookupFailed } from '../../net/target.ts';
import { judgeAddresses } from './addresses.ts';
import type { DnsEvidence } from './evidence.ts';

/** Row 32: IPv4 addresses of the target. */
export const aRecord = row<DnsEvidence>()({
  id: 'a-record',
  n: 32,
  side: 'dns',
  gravity: 75,
  watch: true,
  needs: ['target'],
  codes: { addresses: 'info', 'no-address': 'fail' },
  judge({ target: found }, { target }) {
    const { a, aaaa, literal } = found;
    const empty = literal === null && a.kind !== 'answer' && !lookupFailed(a);
    const data = { host: target.host };
    if (empty && lookupFailed(aaaa)) return undecided('dns-trouble', { data: { ...data, how: aaaa.kind } });
    if (empty && aaaa.kind !== 'answer') return { code: 'no-address', data: { ...data, how: a.kind } };
    return judgeAddresses({ mine: a, literal, kind: 'ipv4' }, target);
  },
});
