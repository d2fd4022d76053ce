import { chown, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Authority } from './certificates.ts';
import { type CertificateKind, mxHostOf, type ScenarioDeclaration } from './scenario.ts';

/** What a daemon from the cache folder gets from the lab. */
export interface UnpackedLab {
  readonly folder: string;
  readonly tree: string;
  readonly files: Readonly<Record<string, string>>;
  readonly authority: Authority;
}

/** Certificate, chain and key as files of the daemon's own: each wants another owner for its key. */
export async function credentials(lab: UnpackedLab, scenario: ScenarioDeclaration, owner: number) {
  const kind: CertificateKind = scenario.certificate ?? 'valid';
  const issued = await lab.authority.issue(kind, mxHostOf(scenario));
  const [chain, key] = [join(lab.folder, 'chain.pem'), join(lab.folder, 'key.pem')];
  await mkdir(lab.folder, { recursive: true });
  await copyFile(issued.chain, chain);
  await copyFile(issued.key, key);
  await chown(key, owner, owner);
  return { chain, key };
}
