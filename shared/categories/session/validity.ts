import type { CertificateFacts } from '../../net/tls/certificate.ts';

const DAY = 24 * 3600 * 1000;

/** Whole days until the certificate ends; negative once it has. */
export const daysLeft = (leaf: CertificateFacts, now: Date): number =>
  Math.trunc((Date.parse(leaf.notAfter) - now.getTime()) / DAY);

/**
 * Milliseconds before its end at which a certificate should have been renewed: 30 days, or a third of its whole
 * validity where that is less (certificates that live 45 days are normal).
 */
export const renewalMargin = (leaf: CertificateFacts): number =>
  Math.min(30 * DAY, (Date.parse(leaf.notAfter) - Date.parse(leaf.notBefore)) / 3);
