import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
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
