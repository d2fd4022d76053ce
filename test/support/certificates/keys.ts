import { KeyObject, webcrypto } from 'node:crypto';

export type KeyKind = 'ec' | 'rsa2048' | 'rsa1024';
export type SignatureHash = 'sha256' | 'sha1';

const HASHES = { sha256: 'SHA-256', sha1: 'SHA-1' } as const;

export async function generateKeys(kind: KeyKind): Promise<webcrypto.CryptoKeyPair> {
  if (kind === 'ec') {
    return webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  }
  const modulusLength = kind === 'rsa1024' ? 1024 : 2048;
  const publicExponent = new Uint8Array([1, 0, 1]);
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength, publicExponent };
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

/**
 * The private key and algorithm to sign with. WebCrypto ties an RSA key to one hash, so a key that is to sign with
 * another one is imported again under that hash.
 */
export async function signer(key: webcrypto.CryptoKey, hash: SignatureHash) {
  const algorithm = { name: key.algorithm.name, hash: HASHES[hash] };
  if (algorithm.name === 'ECDSA') return { signingKey: key, signingAlgorithm: algorithm };
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', key);
  const signingKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']);
  return { signingKey, signingAlgorithm: algorithm };
}

export function keyToPem(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}
