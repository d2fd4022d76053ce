import { row } from '../../check/row.ts';
import { citeCertificate, type SessionEvidence } from './evidence.ts';
import { daysLeft } from './validity.ts';

/** Row 10: when the certificate ends. */
export const certificateExpiration = row<SessionEvidence>()({
  id: 'certificate-expiration',
  n: 10,
  side: 'server',
  needs: ['certificate'],
  codes: { ends: 'info', ended: 'info' },
  judge({ certificate }, { now }) {
    const days = daysLeft(certificate.leaf, now);
    const more = {
      ...citeCertificate(certificate),
      value: certificate.leaf.notAfter,
      data: { daysLeft: days, days: Math.abs(days) },
    };
    return { ...more, code: Date.parse(certificate.leaf.notAfter) < now.getTime() ? 'ended' : 'ends' };
  },
});
