import { readReport } from '../../../functions/read-report.ts';
import { serverTls } from '../../../support/certificates/issue.ts';
import { type CertificateKind, makeCertificate } from '../../../support/certificates/kinds.ts';
import { type Checked, checkWorld, type WorldOptions } from '../../../support/check-world.ts';
import type { ServerOptions } from '../../../support/scripted-smtp.ts';

/** A server with that certificate, and the engine trusting its root. */
export async function withTls(kind: CertificateKind, server: ServerOptions = {}): Promise<WorldOptions> {
  const issued = await makeCertificate(kind);
  return { server: { tls: serverTls(issued), ...server }, settings: { extraRoots: [issued.rootPem] } };
}

/** Checks the world; whatever it is, the report keeps the contract and cites only what is there. */
export async function checked(world: WorldOptions): Promise<Checked> {
  const result = await checkWorld(world);
  readReport(JSON.stringify(result.report));
  return result;
}

/** "<status> <code or reason>" of some rows, in their order. */
export const briefs = ({ row }: Checked, ...ids: string[]): string[] =>
  ids.map((id) => {
    const { status, code, reason } = row(id);
    return `${status} ${reason ?? code}`;
  });
