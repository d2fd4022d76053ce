import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

/** Where the chain of a certificate leads; dates are judged elsewhere. */
export type Trust = 'trusted' | 'self-signed' | 'incomplete' | 'untrusted-root';

let publicRoots: Set<string> | undefined;

const fingerprint = (pem: string): string => new X509Certificate(pem).fingerprint256;

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Splits a bundle into its certificates. */
export const pemCertificates = (bundle: string): string[] => bundle.match(PEM) ?? [];

function isRoot(certificate: X509Certificate, extraRoots: readonly string[]): boolean {
  publicRoots ??= new Set(rootCertificates.map(fingerprint));
  if (publicRoots.has(certificate.fingerprint256)) return true;
  return extraRoots.flatMap(pemCertificates).some((pem) => fingerprint(pem) === certificate.fingerprint256);
}

function signedByItself(certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
  } catch {
    return false;
  }
}

/**
 * Judges the chain alone. OpenSSL reports only its last complaint, and an expired certificate hides whether its
 * chain was good: so the end of the chain is looked at.
 *
 * @param chain leaf first; as OpenSSL completes it, it ends in a root wherever one is known
 * @param authorized whether OpenSSL had no complaint at all
 */
export function judgeTrust(chain: readonly Buffer[], authorized: boolean, extraRoots: readonly string[]): Trust {
  if (authorized) return 'trusted';
  const last = chain.at(-1);
  if (last === undefined) return 'incomplete';
  const top = new X509Certificate(last);
  if (isRoot(top, extraRoots)) return 'trusted';
  if (!signedByItself(top)) return 'incomplete';
  return chain.length === 1 ? 'self-signed' : 'untrusted-root';
}
