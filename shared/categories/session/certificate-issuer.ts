import { row } from '../../check/row.ts';
import { citeCertificate, type SessionEvidence } from './evidence.ts';

/** Row 8: who issued the certificate. */
export const certificateIssuer = row<SessionEvidence>()({
  id: 'certificate-issuer',
  n: 8,
  side: 'server',
  facet: 'issuer',
  needs: ['certificate'],
  codes: { issuer: 'info' },
  judge: ({ certificate }) => ({ ...citeCertificate(certificate), code: 'issuer', value: certificate.leaf.issuer }),
});
