import { row } from '../../check/row.ts';
import { citeCertificate, type SessionEvidence } from './evidence.ts';

/** Row 9: the names for which the certificate is valid (RFC 5280 4.2.1.6). */
export const certificateAlternativeNames = row<SessionEvidence>()({
  id: 'certificate-alternative-names',
  n: 9,
  side: 'server',
  facet: 'names',
  needs: ['certificate'],
  codes: { names: 'info', none: 'info' },
  judge({ certificate }) {
    const { altNames } = certificate.leaf;
    const more = { ...citeCertificate(certificate), value: altNames, data: { count: altNames.length } };
    return { ...more, code: altNames.length === 0 ? 'none' : 'names' };
  },
});
