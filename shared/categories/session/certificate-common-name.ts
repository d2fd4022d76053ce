import { row } from '../../check/row.ts';
import { citeCertificate, type SessionEvidence } from './evidence.ts';

/** Row 7: the name for which the certificate was issued. */
export const certificateCommonName = row<SessionEvidence>()({
  id: 'certificate-common-name',
  n: 7,
  side: 'server',
  facet: 'subject',
  needs: ['certificate'],
  codes: { name: 'info', none: 'info' },
  judge({ certificate }) {
    const { commonName, subject } = certificate.leaf;
    const more = { ...citeCertificate(certificate), data: { subject } };
    return commonName === null ? { ...more, code: 'none' } : { ...more, code: 'name', value: commonName };
  },
});
