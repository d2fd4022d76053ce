import { type Finding, notTested, row, undecided } from '../../check/row.ts';
import type { Target } from '../../check/target.ts';
import { isNullMx, lookupFailed } from '../../net/target.ts';
import type { Addresses, DnsEvidence, MxHost } from './evidence.ts';

const CODES = {
  resolves: 'pass',
  'implicit-mx': 'info',
  'is-alias': 'warn',
  'null-mx': 'warn',
  'one-unresolvable': 'warn',
  unresolvable: 'fail',
  'ip-literal': 'fail',
  'alias-loop': 'fail',
  'no-domain': 'fail',
  'no-mx-no-address': 'fail',
} as const;
type Result = Finding<keyof typeof CODES>;

const addressesOf = ({ a, aaaa }: Addresses): string[] =>
  [a, aaaa].flatMap((answer) => (answer.kind === 'answer' ? answer.records : []));

const unknown = ({ a, aaaa }: Addresses): boolean => lookupFailed(a) || lookupFailed(aaaa);

/** How the look-up failed that did. */
const failedKind = ({ a, aaaa }: Addresses): string => (lookupFailed(a) ? a.kind : aaaa.kind);

function judgeHost(one: MxHost, anotherResolves: boolean): Result {
  const value = addressesOf(one);
  const aliases = [...new Set([...one.a.aliases, ...one.aaaa.aliases])];
  const more = { subject: one.host, value, data: { host: one.host, aliases } };
  if (one.literal) return { ...more, code: 'ip-literal' };
  if (value.length > 0) return { ...more, code: aliases.length > 0 ? 'is-alias' : 'resolves' };
  if (one.a.kind === 'loop' || one.aaaa.kind === 'loop') return { ...more, code: 'alias-loop' };
  if (unknown(one)) return undecided('dns-trouble', { ...more, data: { ...more.data, how: failedKind(one) } });
  return { ...more, code: anotherResolves ? 'one-unresolvable' : 'unresolvable' };
}

/** No MX at all: the domain's own address takes its mail (RFC 5321 5.1), if it has one. */
function implicit(apex: Addresses, target: Target): Result {
  const value = addressesOf(apex);
  const data = { domain: target.domain };
  if (value.length > 0) return { code: 'implicit-mx', value, data };
  if (lookupFailed(apex.a) || lookupFailed(apex.aaaa))
    return undecided('dns-trouble', { data: { ...data, how: failedKind(apex) } });
  return { code: 'no-mx-no-address', data };
}

/** Row 31: each MX host leads to an address. */
export const mxResolvable = row<DnsEvidence>()({
  id: 'mx-resolvable',
  n: 31,
  side: 'dns',
  gravity: 70,
  deciding: true,
  watch: true,
  needs: ['mx', 'hosts', 'apex'],
  codes: CODES,
  judge({ mx, hosts, apex }, { target }) {
    const data = { domain: target.domain };
    if (mx.kind === 'loop')
      return { code: 'alias-loop', subject: target.domain, data: { host: target.domain, aliases: mx.aliases } };
    if (lookupFailed(mx)) return undecided('dns-trouble', { data: { ...data, how: mx.kind } });
    if (mx.kind === 'nxdomain') return { code: 'no-domain', subject: target.domain, data };
    if (isNullMx(mx)) return { code: 'null-mx', data };
    if (mx.kind === 'nodata') return implicit(apex, target);
    // One that could not be looked up may resolve: a dead host beside it loses no mail for certain.
    const standing = hosts.tested.filter((one) => !one.literal && (addressesOf(one).length > 0 || unknown(one)));
    return [
      ...hosts.tested.map((one) =>
        judgeHost(
          one,
          standing.some((other) => other !== one),
        ),
      ),
      ...hosts.beyond.map((host) => notTested('not-asked', { subject: host, data: { host, because: 'beyond-limit' } })),
    ];
  },
});
