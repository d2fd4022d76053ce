import { type Data, type Finding, notApplicable, notTested, undecided } from '../../check/row.ts';
import type { Target } from '../../check/target.ts';
import type { DnsAnswer } from '../../net/dns/answer.ts';
import { lookupFailed, type MxRecord, mxHosts } from '../../net/target.ts';

/** What rows 29 and 30 know of the MX records, and of the switch to the gateway. */
export interface SwitchState {
  hosts: string[];
  data: Data;
}

/** Answers that come before any look at the MX records themselves; else what there is to look at. */
export function switchState(mx: DnsAnswer<MxRecord>, target: Target): Finding<'not-switched'> | SwitchState {
  const hosts = mxHosts(mx).map((record) => record.exchange);
  const data = { gateway: target.gateway, mx: hosts, count: hosts.length, domain: target.domain };
  if (lookupFailed(mx)) return undecided('dns-trouble', { data: { ...data, how: mx.kind } });
  if (mx.kind === 'nxdomain') return notTested('earlier-step', { data: { ...data, because: 'no-domain' } });
  if (!target.modeKnown) return undecided('dns-trouble', { value: hosts, data: { ...data, because: 'mode-unknown' } });
  if (target.mode === 'parallel') return notApplicable('parallel', { value: hosts, data });
  // Whether the gateway knows the domain is worth knowing only before the switch.
  const provisioning = target.mode === 'unprovisioned' ? 'not-provisioned' : null;
  if (target.phase === 'before') return { code: 'not-switched', value: hosts, data: { ...data, provisioning } };
  return { hosts, data };
}

export const isFinding = (state: Finding<'not-switched'> | SwitchState): state is Finding<'not-switched'> =>
  'code' in state;
