import type { webcrypto } from 'node:crypto';
import { generateKeys, type KeyKind, signer } from './keys.ts';
import { x509 } from './x509.ts';

export interface AuthorityOptions {
  readonly name?: string;
  /** Issue leaves from an intermediate below the root. */
  readonly intermediate?: boolean;
  readonly key?: KeyKind;
}

interface Link {
  readonly certificate: x509.X509Certificate;
  readonly privateKey: webcrypto.CryptoKey;
}

export interface Authority {
  readonly rootPem: string;
  /** What a complete server sends besides its leaf, without the root. */
  readonly intermediatePems: readonly string[];
  /** Signs the leaves: the intermediate where there is one. */
  readonly issuer: Link;
}

const DAY = 86_400_000;

async function createLink(name: string, key: KeyKind, parent?: Link): Promise<Link> {
  const keys = await generateKeys(key);
  const issuer = parent?.certificate.subjectName ?? commonName(name);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: commonName(name),
    issuer,
    notBefore: new Date(Date.now() - 1000 * DAY),
    notAfter: new Date(Date.now() + 3650 * DAY),
    publicKey: keys.publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
    ...(await signer(parent?.privateKey ?? keys.privateKey, 'sha256')),
  });
  return { certificate, privateKey: keys.privateKey };
}

/** Always UTF8String: the library would put any ASCII into a PrintableString, where control characters are illegal. */
export function commonName(name: string): x509.Name {
  return new x509.Name([{ CN: [{ utf8String: name }] }]);
}

/** A root, and an intermediate below it on demand. Trusted by nobody who was not given `rootPem`. */
export async function createAuthority(options: AuthorityOptions = {}): Promise<Authority> {
  const { name = 'Contoso Test Root', key = 'ec' } = options;
  const root = await createLink(name, key);
  const rootPem = root.certificate.toString('pem');
  if (!options.intermediate) return { rootPem, intermediatePems: [], issuer: root };
  const intermediate = await createLink(`${name} Intermediate`, key, root);
  return { rootPem, intermediatePems: [intermediate.certificate.toString('pem')], issuer: intermediate };
}
