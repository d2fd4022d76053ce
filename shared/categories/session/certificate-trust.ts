import { row } from '../../check/row.ts';
import { citeCertificate, type SessionEvidence } from './evidence.ts';

const CODE = {
  trusted: 'trusted',
  'self-signed': 'self-signed',
  incomplete: 'incomplete-chain',
  'untrusted-root': 'untrusted-root',
} as const;

/** Where the certificate's chain leads; its dates are row 11's. */
export const certificateTrust = row<SessionEvidence>()({
  id: 'certificate-trust',
  n: null,
  side: 'server',
  facet: 'trust',
  gravity: 48,
  watch: true,
  needs: ['certificate'],
  codes: { trusted: 'pass', 'self-signed': 'warn', 'incomplete-chain': 'warn', 'untrusted-root': 'warn' },
  judge: ({ certificate }) => ({
    ...citeCertificate(certificate),
    code: CODE[certificate.trust],
    value: certificate.leaf.issuer,
    data: { issuer: certificate.leaf.issuer },
  }),
});
