import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/**
 * A port that nobody listens on, and that no outgoing connection is given by the system either: a service that is
 * killed must find it free again.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

export interface Started {
  child: ChildProcess;
  /** Standard output until it said that it listens; and what it said on standard error, should it end before. */
  said: string;
  code: number | null;
}

/**
 * `npm start`, without npm, as a process of its own.
 * @param born told of the process at once, before it says anything
 */
export function startProcess(
  environment: Readonly<Record<string, string>>,
  born: (child: ChildProcess) => void = () => {},
): Promise<Started> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'infra/local/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  born(child);
  let said = '';
  return new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
        if (said.includes('Ctrl-C ends it')) resolve({ child, said, code: null });
      });
    }
    child.once('close', (code) => resolve({ child, said, code }));
  });
}
