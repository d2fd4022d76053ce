import type { CertificateFacts } from '../../net/tls/certificate.ts';

const DAY = 24 * 3600 * 1000;

/** When a certificate begins and ends, in milliseconds. */
export interface Validity {
  from: number;
  until: number;
}

/** Null where one of its dates cannot be read. */
export function validityOf({ notBefore, notAfter }: CertificateFacts): Validity | null {
  return notBefore === null || notAfter === null ? null : { from: Date.parse(notBefore), until: Date.parse(notAfter) };
}

/** Whole days until the certificate ends; negative once it has. */
export const daysLeft = ({ until }: Validity, now: Date): number => Math.trunc((until - now.getTime()) / DAY);

/**
 * Milliseconds before its end at which a certificate should have been renewed: 30 days, or a third of its whole
 * validity where that is less (certificates that live 45 days are normal).
 */
export const renewalMargin = ({ from, until }: Validity): number => Math.min(30 * DAY, (until - from) / 3);
