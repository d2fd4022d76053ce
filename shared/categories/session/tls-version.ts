import { row } from '../../check/row.ts';
import { citeTls, type SessionEvidence } from './evidence.ts';

const CURRENT: ReadonlySet<string> = new Set(['TLSv1.2', 'TLSv1.3']);

/** Row 12: the TLS version (RFC 8996 ends 1.0 and 1.1). */
export const tlsVersion = row<SessionEvidence>()({
  id: 'tls-version',
  n: 12,
  side: 'server',
  facet: 'tls-version',
  gravity: 35,
  watch: true,
  needs: ['tls'],
  codes: { current: 'pass', old: 'warn' },
  judge({ tls }) {
    const { protocol } = tls.facts;
    const more = { ...citeTls(tls), value: protocol, data: { protocol } };
    return { ...more, code: CURRENT.has(protocol) ? 'current' : 'old' };
  },
});
