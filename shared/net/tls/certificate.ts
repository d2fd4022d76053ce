import { X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, id_ce_subjectAltName, type Name, SubjectAlternativeName } from '@peculiar/asn1-x509';
import ipaddr from 'ipaddr.js';
import { harmless } from '../harmless.ts';

/** What a certificate says (RFC 5280); every name harmless. */
export interface CertificateFacts {
  /** Fingerprints over the DER form, upper case, colons between bytes. */
  sha1: string;
  sha256: string;
  commonName: string | null;
  subject: string;
  issuer: string;
  /** DNS names and addresses; other kinds of names are of no use to SMTP and left out. */
  altNames: string[];
  /** ISO 8601, UTC; null where the certificate's own date cannot be read. */
  notBefore: string | null;
  notAfter: string | null;
  /** "rsa", "ec", "ed25519" ...; null for a kind that the runtime does not know. */
  keyType: string | null;
  /** Bits; null where the kind has only one size or it cannot be told. */
  keyBits: number | null;
  /** Name for the known ones, else the dotted object identifier. */
  signature: string;
}

const NAMES_LIMIT = 200;

const SIGNATURES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'md2WithRSAEncryption',
  '1.2.840.113549.1.1.4': 'md5WithRSAEncryption',
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.10': 'rsassaPss',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.113549.1.1.14': 'sha224WithRSAEncryption',
  '1.2.840.10040.4.3': 'dsa-with-SHA1',
  '1.2.840.10045.4.1': 'ecdsa-with-SHA1',
  '1.2.840.10045.4.3.1': 'ecdsa-with-SHA224',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.3.101.112': 'ed25519',
  '1.3.101.113': 'ed448',
};

const ATTRIBUTES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

function attributes(name: Name): [string, string][] {
  return name.flatMap((rdn) =>
    rdn.map((attribute): [string, string] => [
      ATTRIBUTES[attribute.type] ?? attribute.type,
      harmless(attribute.value.toString(), 256),
    ]),
  );
}

const distinguished = (name: Name): string =>
  harmless(
    attributes(name)
      .map(([type, value]) => `${type}=${value}`)
      .join(', '),
  );

function alternativeNames(certificate: Certificate): string[] {
  const extension = certificate.tbsCertificate.extensions?.find((one) => one.extnID === id_ce_subjectAltName);
  if (extension === undefined) return [];
  const names = AsnConvert.parse(extension.extnValue.buffer, SubjectAlternativeName);
  return names.slice(0, NAMES_LIMIT).flatMap((name) => {
    if (name.dNSName !== undefined) return [harmless(name.dNSName, 256)];
    if (name.iPAddress === undefined) return [];
    return [ipaddr.isValid(name.iPAddress) ? ipaddr.parse(name.iPAddress).toString() : harmless(name.iPAddress, 64)];
  });
}

function keyOf(x509: X509Certificate): Pick<CertificateFacts, 'keyType' | 'keyBits'> {
  try {
    const key = x509.publicKey;
    const details = key.asymmetricKeyDetails;
    const curve = /(\d{3})/.exec(details?.namedCurve ?? '')?.[1];
    const bits = details?.modulusLength ?? (curve === undefined ? null : Number(curve));
    return { keyType: key.asymmetricKeyType ?? null, keyBits: bits };
  } catch {
    // A key of a kind that this OpenSSL does not know: a fact, not a fault.
    return { keyType: null, keyBits: null };
  }
}

/** OpenSSL takes certificates whose dates are nonsense, and prints "Bad time value". */
function isoDate(text: string): string | null {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** Reads one certificate. Names that cannot be decoded are left empty rather than failing the rest. */
export function readCertificate(der: Buffer): CertificateFacts {
  const x509 = new X509Certificate(der);
  const facts: CertificateFacts = {
    sha1: x509.fingerprint,
    sha256: x509.fingerprint256,
    commonName: null,
    subject: harmless(x509.subject ?? ''),
    issuer: harmless(x509.issuer ?? ''),
    altNames: [],
    notBefore: isoDate(x509.validFrom),
    notAfter: isoDate(x509.validTo),
    ...keyOf(x509),
    signature: 'unknown',
  };
  try {
    const parsed = AsnConvert.parse(der, Certificate);
    const { subject, issuer } = parsed.tbsCertificate;
    const oid = parsed.signatureAlgorithm.algorithm;
    facts.commonName = attributes(subject).findLast(([type]) => type === 'CN')?.[1] ?? null;
    facts.subject = distinguished(subject);
    facts.issuer = distinguished(issuer);
    facts.signature = SIGNATURES[oid] ?? oid;
    facts.altNames = alternativeNames(parsed);
  } catch {
    // OpenSSL took it, the stricter decoder does not: what OpenSSL said stands.
  }
  return facts;
}
