import { row } from '../../check/row.ts';
import { citeCertificate, type SessionEvidence } from './evidence.ts';
import { daysLeft, renewalMargin } from './validity.ts';

/** Row 11: whether the certificate is valid today. */
export const certificateCurrent = row<SessionEvidence>()({
  id: 'certificate-current',
  n: 11,
  side: 'server',
  gravity: 50,
  watch: true,
  needs: ['certificate'],
  codes: { current: 'pass', 'expires-soon': 'warn', expired: 'fail', 'not-yet-valid': 'fail' },
  judge({ certificate }, { now }) {
    const { leaf } = certificate;
    const left = Date.parse(leaf.notAfter) - now.getTime();
    const days = daysLeft(leaf, now);
    const data = { notBefore: leaf.notBefore, notAfter: leaf.notAfter, daysLeft: days, days: Math.abs(days) };
    const more = { ...citeCertificate(certificate), value: leaf.notAfter, data };
    if (left < 0) return { ...more, code: 'expired' };
    if (Date.parse(leaf.notBefore) > now.getTime()) return { ...more, code: 'not-yet-valid', value: leaf.notBefore };
    return { ...more, code: left <= renewalMargin(leaf) ? 'expires-soon' : 'current' };
  },
});
