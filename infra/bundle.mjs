// Makes dist/mxready.mjs and what it loads on demand: the command with everything it needs, so that the packed tarball
// has no dependencies of its own.
import { chmodSync, rmSync } from 'node:fs';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

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

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  // Chunks are named by their content: those of an earlier build must not be packed along.
  rmSync('dist', { recursive: true, force: true });
  await build({
    ...BUNDLE,
    entryPoints: ['functions/cli.ts'],
    // What few runs need is a file of its own, read only then.
    splitting: true,
    outdir: 'dist',
    entryNames: 'mxready',
    outExtension: { '.js': '.mjs' },
    minify: true,
    legalComments: 'eof',
  });
  chmodSync('dist/mxready.mjs', 0o755);
}
