import { row } from '../../check/row.ts';
import { citeCertificate, type SessionEvidence } from './evidence.ts';
import { daysLeft, validityOf } from './validity.ts';

/** Row 10: when the certificate ends. */
export const certificateExpiration = row<SessionEvidence>()({
  id: 'certificate-expiration',
  n: 10,
  side: 'server',
  needs: ['certificate'],
  codes: { ends: 'info', ended: 'info', unreadable: 'info' },
  judge({ certificate }, { now }) {
    const validity = validityOf(certificate.leaf);
    if (validity === null) return { ...citeCertificate(certificate), code: 'unreadable' };
    const days = daysLeft(validity, now);
    const more = {
      ...citeCertificate(certificate),
      value: certificate.leaf.notAfter,
      data: { daysLeft: days, days: Math.abs(days) },
    };
    return { ...more, code: validity.until < now.getTime() ? 'ended' : 'ends' };
  },
});
