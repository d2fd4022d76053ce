import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import { type Daemon, listens, startDaemon } from './daemon.ts';

/** Where the policy service listens; on a loopback address that no scenario has. */
export const POSTGREY = { address: '127.25.0.251', port: 10_023 } as const;

/** postgrey with Debian's own lists: postmaster@ and abuse@ are exempt, the delay is 300 s. */
export async function startPostgrey(folder: string, files: Readonly<Record<string, string>>): Promise<Daemon> {
  await mkdir(folder, { recursive: true });
  const [user, group] = (await run('sh', ['-c', 'id -u postgrey; id -g postgrey'])).trim().split('\n').map(Number);
  await chown(folder, user ?? 0, group ?? 0);
  return startDaemon({
    name: 'postgrey',
    command: ['/usr/sbin/postgrey', `--inet=${POSTGREY.address}:${POSTGREY.port}`, `--dbdir=${folder}`],
    // The users of the machine, not the lab's copy: the package has made its own.
    namespace: { files },
    logs: [join(folder, 'output.log')],
    ready: () => listens(POSTGREY.address, POSTGREY.port),
  });
}
