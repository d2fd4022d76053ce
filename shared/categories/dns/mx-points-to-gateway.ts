import { row } from '../../check/row.ts';
import { isUnder } from '../../net/domain.ts';
import type { DnsEvidence } from './evidence.ts';
import { isFinding, switchState } from './switch.ts';

/** Row 29: whether the MX points at the gateway; what stands beside it is row 30's. */
export const mxPointsToGateway = row<DnsEvidence>()({
  id: 'mx-points-to-gateway',
  n: 29,
  side: 'dns',
  gravity: 42,
  watch: true,
  needs: ['mx'],
  codes: {
    'at-gateway': 'pass',
    'not-switched': 'info',
    elsewhere: 'fail',
    'foreign-gateway': 'fail',
    'no-mx': 'fail',
  },
  judge({ mx }, { target }) {
    const state = switchState(mx, target);
    if (isFinding(state)) return state;
    const more = { value: state.hosts, data: state.data };
    if (state.hosts.includes(target.gateway)) return { ...more, code: 'at-gateway' };
    if (state.hosts.some((host) => isUnder(host, `gate.${target.gatewaySuffix}`)))
      return { ...more, code: 'foreign-gateway' };
    return { ...more, code: state.hosts.length === 0 ? 'no-mx' : 'elsewhere' };
  },
});
