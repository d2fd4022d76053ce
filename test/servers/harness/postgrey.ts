import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import { type Daemon, listens, startDaemon } from './daemon.ts';

/** Where the policy services listen, on a loopback address that no scenario has, and the seconds that they put off. */
export const POSTGREY = { address: '127.25.0.251', port: 10_023, delay: 300 } as const;
export const QUICK_POSTGREY = { address: '127.25.0.251', port: 10_024, delay: 2 } as const;

/** postgrey with Debian's own lists: postmaster@ and abuse@ are exempt. */
export async function startPostgrey(
  folder: string,
  files: Readonly<Record<string, string>>,
  { address, port, delay }: { address: string; port: number; delay: number },
): Promise<Daemon> {
  await mkdir(folder, { recursive: true });
  const [user, group] = (await run('sh', ['-c', 'id -u postgrey; id -g postgrey'])).trim().split('\n').map(Number);
  await chown(folder, user ?? 0, group ?? 0);
  return startDaemon({
    name: `postgrey-${delay}`,
    command: ['/usr/sbin/postgrey', `--inet=${address}:${port}`, `--dbdir=${folder}`, `--delay=${delay}`],
    // The users of the machine, not the lab's copy: the package has made its own.
    namespace: { files },
    logs: [join(folder, 'output.log')],
    ready: () => listens(address, port),
  });
}
