/** Certificates for the test world: made in memory, nothing on disk, every fault on purpose. */
export { type Authority, type AuthorityOptions, createAuthority } from './certificates/authority.ts';
export { type Issued, type IssueOptions, issue, serverTls } from './certificates/issue.ts';
export type { KeyKind, SignatureHash } from './certificates/keys.ts';
export { CERTIFICATES, type CertificateKind, HOSTILE_TEXT, makeCertificate } from './certificates/kinds.ts';
