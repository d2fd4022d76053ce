import { row } from '../../check/row.ts';
import { citeTls, type SessionEvidence } from './evidence.ts';

/** Row 14: strength of the cipher's key, in bits. */
export const tlsBits = row<SessionEvidence>()({
  id: 'tls-bits',
  n: 14,
  side: 'server',
  facet: 'tls-bits',
  gravity: 33,
  needs: ['tls'],
  codes: { strong: 'pass', weak: 'warn', unknown: 'info' },
  judge({ tls }) {
    const { bits, cipher } = tls.facts;
    const more = { ...citeTls(tls), value: bits, data: { bits, cipher } };
    if (bits === null) return { ...more, code: 'unknown' };
    return { ...more, code: bits < 128 ? 'weak' : 'strong' };
  },
});
