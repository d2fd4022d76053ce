import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { type CertificateFacts, readCertificate } from './certificate.ts';
import { cipherBits } from './cipher.ts';

/** What one handshake showed. */
export interface TlsFacts {
  /** "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3". */
  protocol: string;
  /** OpenSSL's name, and the registry's (IANA). */
  cipher: string;
  standardName: string;
  /** Bits of the symmetric key; null for a cipher that is not known. */
  bits: number | null;
  /** Leaf first, at most ten; empty with an anonymous cipher. DER, base64. */
  chain: string[];
  leaf: CertificateFacts | null;
  /** Whether OpenSSL had no complaint about chain and dates. */
  authorized: boolean;
}

const CHAIN_LIMIT = 10;

function chainOf(socket: TLSSocket): Buffer[] {
  const chain: Buffer[] = [];
  let current: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // The topmost certificate names itself as its issuer; a chain may also simply end.
  while (current?.raw !== undefined && chain.length < CHAIN_LIMIT) {
    if (chain.at(-1)?.equals(current.raw)) break;
    chain.push(current.raw);
    current = current.issuerCertificate === current ? undefined : current.issuerCertificate;
  }
  return chain;
}

/** Reads what an established connection shows; call it right after the handshake. */
export function readFacts(socket: TLSSocket): TlsFacts {
  const cipher = socket.getCipher();
  const chain = chainOf(socket);
  const leaf = chain[0];
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: cipher.name,
    standardName: cipher.standardName ?? cipher.name,
    bits: cipherBits(cipher.name),
    chain: chain.map((der) => der.toString('base64')),
    leaf: leaf === undefined ? null : readCertificate(leaf),
    authorized: socket.authorized,
  };
}
