import { row } from '../../check/row.ts';
import type { DnsEvidence } from './evidence.ts';
import { isFinding, switchState } from './switch.ts';

/** Row 30: exactly one MX; a second one bypasses the gateway. */
export const singleMx = row<DnsEvidence>()({
  id: 'single-mx',
  n: 30,
  side: 'dns',
  gravity: 41,
  watch: true,
  needs: ['mx'],
  codes: { single: 'pass', 'not-switched': 'info', several: 'fail', none: 'fail' },
  judge({ mx }, { target }) {
    const state = switchState(mx, target);
    if (isFinding(state)) return state;
    const { hosts, data } = state;
    const others = hosts.filter((host) => host !== target.gateway);
    const more = { value: hosts.length, data: { ...data, others } };
    if (hosts.length === 1) return { ...more, code: 'single' };
    return { ...more, code: hosts.length === 0 ? 'none' : 'several' };
  },
});
