import { build } from 'esbuild';
import { FUNCTION_BUNDLE } from '../../infra/bundle.mjs';
import { topologyOf } from '../../infra/topology.ts';
import { report } from './measure.ts';

/** Kilobytes, minified: what a cold start has to read. */
const BOUND = {
  api: 1200,
  worker: 700,
  aggregate: 800,
  preflight: 1850,
  notify: 720,
  recheck: 800,
  nightly: 800,
} as const;

/**
 * The API validates and renders pages, the aggregator has all texts in both languages, the preflight evaluates SPF, the
 * notifier signs; whoever moves runs reads the register by the schema of the API.
 */
const boundOf = (entry: string): number => {
  const name = /functions\/(.*)\.ts/.exec(entry)?.[1] ?? '';
  return name in BOUND ? BOUND[name as keyof typeof BOUND] : BOUND.worker;
};

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
      return report(`bundle of ${entry}, in kB`, kB, boundOf(entry), 'minified');
    }),
  );
  return sizes.every(Boolean);
}
