import type { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { type Authority, commonName } from './authority.ts';
import { generateKeys, type KeyKind, keyToPem, type SignatureHash, signer } from './keys.ts';
import { x509 } from './x509.ts';

export interface IssueOptions {
  /** Subject alternative names: host names or addresses, taken as they are. None: no such extension. */
  readonly names: readonly string[];
  /** The first of `names` unless given; '' for an empty subject. */
  readonly commonName?: string;
  /** Yesterday unless given. */
  readonly notBefore?: Date;
  /** 365 days from now unless given. */
  readonly notAfter?: Date;
  readonly key?: KeyKind;
  readonly signature?: SignatureHash;
  /** false: the server is to send its leaf alone although an intermediate signed it. */
  readonly sendIntermediates?: boolean;
}

export interface Issued {
  readonly certPem: string;
  readonly keyPem: string;
  /** The leaf, and the intermediates that the server is to send. */
  readonly chainPem: string;
  /** The root to trust; of a self-signed certificate, itself. */
  readonly rootPem: string;
}

const DAY = 86_400_000;

async function extensions(options: IssueOptions, publicKey: webcrypto.CryptoKey, authority: Authority | null) {
  const names = options.names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }));
  const list: x509.Extension[] = [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    await x509.SubjectKeyIdentifierExtension.create(publicKey),
  ];
  if (names.length > 0) list.push(new x509.SubjectAlternativeNameExtension(names));
  if (authority) list.push(await x509.AuthorityKeyIdentifierExtension.create(authority.issuer.certificate.publicKey));
  return list;
}

/** A server certificate from that authority; `null` makes it self-signed. */
export async function issue(authority: Authority | null, options: IssueOptions): Promise<Issued> {
  const keys = await generateKeys(options.key ?? 'ec');
  const name = options.commonName ?? options.names[0] ?? '';
  const subject = name === '' ? new x509.Name([]) : commonName(name);
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: authority?.issuer.certificate.subjectName ?? subject,
    notBefore: options.notBefore ?? new Date(Date.now() - DAY),
    notAfter: options.notAfter ?? new Date(Date.now() + 365 * DAY),
    publicKey: keys.publicKey,
    extensions: await extensions(options, keys.publicKey, authority),
    ...(await signer(authority?.issuer.privateKey ?? keys.privateKey, options.signature ?? 'sha256')),
  });
  const certPem = certificate.toString('pem');
  const sent = options.sendIntermediates === false ? [] : (authority?.intermediatePems ?? []);
  const chainPem = `${[certPem, ...sent].join('\n')}\n`;
  return { certPem, keyPem: keyToPem(keys.privateKey), chainPem, rootPem: authority?.rootPem ?? certPem };
}

/** As the `tls` option of a scripted server wants it. */
export function serverTls(issued: Issued): { cert: string; key: string } {
  return { cert: issued.chainPem, key: issued.keyPem };
}
