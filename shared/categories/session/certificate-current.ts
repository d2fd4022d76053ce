import { row } from '../../check/row.ts';
import { citeCertificate, type SessionEvidence } from './evidence.ts';
import { daysLeft, renewalMargin, validityOf } from './validity.ts';

/** Row 11: whether the certificate is valid today. */
export const certificateCurrent = row<SessionEvidence>()({
  id: 'certificate-current',
  n: 11,
  side: 'server',
  facet: 'validity',
  gravity: 50,
  watch: true,
  validity: { from: 'notBefore', until: 'notAfter' },
  needs: ['certificate'],
  codes: { current: 'pass', 'expires-soon': 'warn', expired: 'fail', 'not-yet-valid': 'fail', unreadable: 'fail' },
  judge({ certificate }, { now }) {
    const { leaf } = certificate;
    const validity = validityOf(leaf);
    // Who checks the certificate at all refuses it then.
    if (validity === null) return { ...citeCertificate(certificate), code: 'unreadable' };
    const left = validity.until - now.getTime();
    const days = daysLeft(validity, now);
    const data = { notBefore: leaf.notBefore, notAfter: leaf.notAfter, daysLeft: days, days: Math.abs(days) };
    const more = { ...citeCertificate(certificate), value: leaf.notAfter, data };
    if (left < 0) return { ...more, code: 'expired' };
    if (validity.from > now.getTime()) return { ...more, code: 'not-yet-valid', value: leaf.notBefore };
    return { ...more, code: left <= renewalMargin(validity) ? 'expires-soon' : 'current' };
  },
});
