import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabDescription } from './world.ts';

/** Settings with which the lab's servers can be checked. @param folder where the root of its certificates is put */
export function settingsFor({ port, resolver, root }: LabDescription, folder: string): Record<string, string> {
  const roots = join(folder, 'root.pem');
  writeFileSync(roots, root);
  return {
    MXREADY_ALLOW_NETWORKS: '127.20.0.0/16',
    MXREADY_ALLOW_PORTS: `${port}`,
    MXREADY_RESOLVER: resolver,
    MXREADY_CA_FILE: roots,
    MXREADY_HELO: 'tester.lab.test',
    MXREADY_SENDER: 'smtptest@pass.sender.test',
    MXREADY_SPF_FAIL_SENDER: 'smtptest@fail.sender.test',
    MXREADY_RELAY_SINK: 'sink@sink.test',
  };
}
