import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import tls, { type PeerCertificate } from 'node:tls';
import { expect, test } from '@jest/globals';
import {
  CERTIFICATES,
  type CertificateKind,
  createAuthority,
  type Issued,
  issue,
  makeCertificate,
  serverTls,
} from './certificates.ts';
import { LENIENT } from './scripted-smtp/plain-client.ts';
import { startSmtpServer } from './scripted-smtp.ts';

/** What a Node client says to that certificate when it trusts its root. */
async function judgedByNode(issued: Issued, servername = 'mx.contoso.test') {
  const server = await startSmtpServer({ implicitTls: true, tls: serverTls(issued) });
  const ciphers = LENIENT.ciphers;
  const at = { port: server.port, host: server.address, servername, ca: issued.rootPem, ciphers };
  const socket = tls.connect({ ...at, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const peer: PeerCertificate = socket.getPeerCertificate();
  socket.destroy();
  await server.close();
  return { error: socket.authorizationError as unknown, peer };
}

test.each<[CertificateKind, string | null]>([
  ['valid', null],
  ['validWithIntermediate', null],
  ['shortLived', null],
  ['shortLivedEnding', null],
  ['expiringSoon', null],
  ['rsa2048', null],
  ['rsa1024', null],
  ['sha1', null],
  ['selfSigned', null],
  ['manyNames', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['wrongName', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['expired', 'CERT_HAS_EXPIRED'],
  ['notYetValid', 'CERT_NOT_YET_VALID'],
  ['incompleteChain', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['untrustedRoot', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
])('%s: Node says %p', async (kind, expected) => {
  const { error } = await judgedByNode(await makeCertificate(kind));
  expect((error as { code?: string } | null)?.code ?? error).toBe(expected);
});

test('a self-signed certificate is known as such where it is not trusted', async () => {
  const own = await makeCertificate('selfSigned');
  const other = await makeCertificate('selfSigned', 'other.test');
  const { error } = await judgedByNode({ ...own, rootPem: other.rootPem });
  expect(error).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
});

test('keys and signatures are what was asked for', async () => {
  const bits = async (kind: CertificateKind) => (await judgedByNode(await makeCertificate(kind))).peer.bits;
  expect([await bits('rsa1024'), await bits('rsa2048'), await bits('valid')]).toEqual([1024, 2048, 256]);
  const authority = await createAuthority({ key: 'rsa2048' });
  const sha1WithRsa = await issue(authority, { names: ['a.test'], signature: 'sha1' });
  expect(signatureOid(sha1WithRsa)).toContain('2a864886f70d010105');
  expect(signatureOid(await makeCertificate('sha1'))).toContain('2a8648ce3d0401');
});

/** Node tells no signature algorithm; its identifier is looked for in the bytes. */
const signatureOid = (issued: Issued) => new X509Certificate(issued.certPem).raw.toString('hex');

test('hostile names arrive in the handshake as they are', async () => {
  const { peer } = await judgedByNode(await makeCertificate('hostileNames'));
  expect(peer.subject.CN).toContain('\r\nX-Injected: 1\u0000');
  expect(peer.subject.CN).toContain('\u001b[31m');
  expect(peer.subject.CN).toContain('<script>');
  expect(peer.subjectaltname).toContain('<script>');
  const long = await judgedByNode(await makeCertificate('longName'));
  expect(String(long.peer.subject.CN)).toHaveLength(5000);
  const many = await judgedByNode(await makeCertificate('manyNames'));
  expect(many.peer.subjectaltname?.split(', ')).toHaveLength(300);
});

test('addresses become address names, and a bare common name has no alternative names', async () => {
  const { peer } = await judgedByNode(await issue(await createAuthority(), { names: ['127.0.0.1', '::1', 'a.test'] }));
  expect(peer.subjectaltname).toBe('IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:a.test');
  const bare = await judgedByNode(await makeCertificate('commonNameOnly'));
  expect([bare.peer.subjectaltname, bare.peer.subject.CN]).toEqual([undefined, 'mx.contoso.test']);
});

test('every named certificate can be made', async () => {
  for (const kind of Object.keys(CERTIFICATES) as CertificateKind[]) {
    expect((await makeCertificate(kind)).keyPem).toContain('PRIVATE KEY');
  }
});
