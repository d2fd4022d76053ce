// Makes dist/mxready.mjs: the command with everything it needs in one file, so that the packed tarball has no
// dependencies of its own.
import { chmodSync } from 'node:fs';
import { build } from 'esbuild';

await build({
  entryPoints: ['functions/cli.ts'],
  outfile: 'dist/mxready.mjs',
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'],
  // Some dependencies are CommonJS and call require for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  legalComments: 'eof',
  logLevel: 'warning',
});
chmodSync('dist/mxready.mjs', 0o755);
