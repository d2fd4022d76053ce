// Makes dist/mxready.mjs: the command with everything it needs in one file, so that the packed tarball has no
// dependencies of its own.
import { chmodSync } from 'node:fs';
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
  await build({
    ...BUNDLE,
    entryPoints: ['functions/cli.ts'],
    outfile: 'dist/mxready.mjs',
    minify: true,
    legalComments: 'eof',
  });
  chmodSync('dist/mxready.mjs', 0o755);
}
