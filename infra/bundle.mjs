// How our code is bundled. It does nothing by itself when imported: what imports it may be bundled, too.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

/**
 * The command as one folder: `mxready.mjs`, and what few runs need beside it, read only then. Everything it needs is in
 * there, so that the packed tarball has no dependencies of its own.
 */
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
