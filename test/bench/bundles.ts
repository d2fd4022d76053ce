import { build } from 'esbuild';
import { FUNCTION_BUNDLE } from '../../infra/bundle.mjs';
import { topologyOf } from '../../infra/topology.ts';
import { report } from './measure.ts';

/** Kilobytes, minified: what a cold start has to read. */
const BOUND = { api: 900, worker: 650 } as const;

/** Size of what each function is deployed as. */
export async function bundles(): Promise<boolean> {
  const { functions } = topologyOf();
  const entries = [...new Set(functions.map(({ entry }) => entry))];
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const { outputFiles } = await build({
        ...FUNCTION_BUNDLE,
        target: 'node24',
        entryPoints: [entry],
        minify: true,
        write: false,
      });
      const kB = (outputFiles[0]?.contents.length ?? 0) / 1000;
      return report(
        `bundle of ${entry}, in kB`,
        kB,
        entry === 'functions/api.ts' ? BOUND.api : BOUND.worker,
        'minified',
      );
    }),
  );
  return sizes.every(Boolean);
}
