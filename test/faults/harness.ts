import { fork } from 'node:child_process';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Campaign, Options } from './campaign.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Beneath node_modules, so that what the bundles import is found. */
const FOLDER = join(ROOT, 'node_modules/.cache/mxready-faults');

/**
 * The harness as one file. Translated once it is half as long at work as when each module is translated as it is
 * loaded, for every function that is made there is given its name anew.
 */
export async function bundled(name: string, plugins: Plugin[] = []): Promise<string> {
  const outfile = join(FOLDER, `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, 'part.ts')],
    ...{ outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'silent' },
    plugins,
  });
  return outfile;
}

/** Plays worlds in a process of their own. Rejects when it ends without telling what it saw. */
export const play = (file: string, options: Options): Promise<Campaign> =>
  new Promise((resolve, reject) => {
    // The list of what was seen is a Map.
    const child = fork(file, { execArgv: [], serialization: 'advanced' });
    child.once('message', (seen) => resolve(seen as Campaign));
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`a part of the harness ended with ${code ?? signal}`)));
    child.send(options);
  });
