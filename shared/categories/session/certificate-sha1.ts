import { row } from '../../check/row.ts';
import { citeCertificate, type SessionEvidence } from './evidence.ts';

/** Row 6: fingerprints of the certificate. */
export const certificateSha1 = row<SessionEvidence>()({
  id: 'certificate-sha1',
  n: 6,
  side: 'server',
  facet: 'fingerprint',
  watch: true,
  needs: ['certificate'],
  codes: { fingerprint: 'info' },
  judge: ({ certificate }) => ({
    ...citeCertificate(certificate),
    code: 'fingerprint',
    value: certificate.leaf.sha1,
    data: { sha256: certificate.leaf.sha256 },
  }),
});
