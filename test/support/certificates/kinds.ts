import { type Authority, createAuthority } from './authority.ts';
import { type Issued, type IssueOptions, issue } from './issue.ts';

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY);

/** What a hostile server writes into names: ends of lines, terminal escapes, markup, NUL, a right-to-left override. */
export const HOSTILE_TEXT =
  'evil\r\nX-Injected: 1\u0000.test\u001b[31m\u001b]0;title\u0007<script>alert(1)</script>"\'&|`\u0085\u009b2J';

interface Kind extends Partial<IssueOptions> {
  /** root: straight from it; intermediate: one between; foreign: from a root that nobody is told of; self: self-signed. */
  readonly from: 'root' | 'intermediate' | 'foreign' | 'self';
}

/** The named certificates as data; `names` falls to the host that the certificate is made for. */
export const CERTIFICATES = {
  valid: { from: 'root' },
  validWithIntermediate: { from: 'intermediate' },
  expired: { from: 'root', notBefore: inDays(-400), notAfter: inDays(-3) },
  notYetValid: { from: 'root', notBefore: inDays(3), notAfter: inDays(300) },
  selfSigned: { from: 'self' },
  incompleteChain: { from: 'intermediate', sendIntermediates: false },
  untrustedRoot: { from: 'foreign' },
  /** Lives 45 days and has 40 left: normal, not a warning. */
  shortLived: { from: 'root', notBefore: inDays(-5), notAfter: inDays(40) },
  /** Lives 45 days and has 10 left: less than a third. */
  shortLivedEnding: { from: 'root', notBefore: inDays(-35), notAfter: inDays(10) },
  expiringSoon: { from: 'root', notBefore: inDays(-350), notAfter: inDays(15) },
  wrongName: { from: 'root', names: ['other.fabrikam.test'] },
  commonNameOnly: { from: 'root', names: [], commonName: 'mx.contoso.test' },
  rsa2048: { from: 'root', key: 'rsa2048' },
  rsa1024: { from: 'root', key: 'rsa1024' },
  sha1: { from: 'root', signature: 'sha1' },
  hostileNames: { from: 'self', names: [HOSTILE_TEXT, '\u001b[2J.test'], commonName: `${HOSTILE_TEXT}\u202e` },
  longName: { from: 'self', names: [`${'a'.repeat(5000)}.test`], commonName: 'b'.repeat(5000) },
  manyNames: { from: 'root', names: Array.from({ length: 300 }, (_, i) => `host${i}.contoso.test`) },
} as const satisfies Record<string, Kind>;

export type CertificateKind = keyof typeof CERTIFICATES;

/** One of the named certificates for that host. An authority of the caller's must suit the kind (see `from`). */
export async function makeCertificate(
  kind: CertificateKind,
  host = 'mx.contoso.test',
  authority?: Authority,
): Promise<Issued> {
  const { from, ...options }: Kind = CERTIFICATES[kind];
  if (from === 'self') return issue(null, { names: [host], ...options });
  const issuer = authority ?? (await createAuthority({ intermediate: from === 'intermediate' }));
  const issued = await issue(issuer, { names: [host], ...options });
  if (from !== 'foreign') return issued;
  return { ...issued, rootPem: (await createAuthority({ name: 'Another Test Root' })).rootPem };
}
