import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');

export interface Played {
  /** Null: it did not end in time. */
  code: number | null;
  said: string;
}

/**
 * Runs a program of the tests in a process of its own, as one file. What is to keep a processor busy for long is out of
 * place in jest: there every global costs a look-up through a proxy, and the heap is full of what other tests left.
 * @param entry from the project's root
 * @param seconds that it may take
 */
export async function playProgram(entry: string, args: readonly string[], seconds: number): Promise<Played> {
  // Beneath node_modules, so that what it imports is found.
  const name = `${basename(entry, '.ts')}-${randomUUID()}.mjs`;
  const outfile = join(ROOT, 'node_modules/.cache/mxready-tests', name);
  await build({
    entryPoints: [join(ROOT, entry)],
    ...{ outfile, bundle: true, platform: 'node', target: 'node20', format: 'esm', packages: 'external' },
    logLevel: 'warning',
  });
  try {
    return await new Promise((resolve) => {
      const options = { cwd: ROOT, timeout: seconds * 1000, maxBuffer: 64 * 1024 * 1024 };
      execFile(process.execPath, [outfile, ...args], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        resolve({ code, said: `${stdout}${stderr}` });
      });
    });
  } finally {
    rmSync(outfile, { force: true });
  }
}
