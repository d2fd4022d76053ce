// Makes dist/mxready.mjs and what it loads on demand: the command with everything it needs, so that the packed tarball
// has no dependencies of its own.
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** How all of our code is bundled. */
export const BUNDLE = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'],
  // Some dependencies are CommonJS and call require for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
};

/** The same for functions. */
export const FUNCTION_BUNDLE = {
  ...BUNDLE,
  // Loaded by the SDK only for credentials from single sign-on and the like; a function has its own from its host.
  external: ['@aws-sdk/nested-clients/*'],
};

/** The command as one folder: `mxready.mjs`, and what few runs need beside it, read only then. */
export async function bundleCommand(outdir) {
  await build({
    ...BUNDLE,
    absWorkingDir: ROOT,
    entryPoints: ['functions/cli.ts'],
    splitting: true,
    outdir,
    entryNames: 'mxready',
    outExtension: { '.js': '.mjs' },
    minify: true,
    legalComments: 'eof',
  });
  const command = join(outdir, 'mxready.mjs');
  chmodSync(command, 0o755);
  return command;
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  const dist = join(ROOT, 'dist');
  // Chunks are named by their content: those of an earlier build must not be packed along.
  rmSync(dist, { recursive: true, force: true });
  await bundleCommand(dist);
}
