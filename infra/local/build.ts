import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { FUNCTION_BUNDLE } from '../bundle.mjs';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/mxready');
export const RUNNER = 'infra/local/worker.ts';

/** What lies in the cache for one set of entries. */
interface Manifest {
  folder: string;
  /** File → time of its last change, for every file that went into the bundles. */
  inputs: Record<string, number>;
}

const changedAt = (file: string): number => statSync(join(ROOT, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
const nameOf = (entry: string): string => entry.replaceAll(/[^a-z0-9]+/gi, '-');

function fresh(manifest: string, entries: readonly string[]): string | null {
  try {
    const { folder, inputs } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
    const whole = entries.every((one) => existsSync(join(folder, `${nameOf(one)}.mjs`)));
    return whole && Object.entries(inputs).every(([file, time]) => changedAt(file) === time) ? folder : null;
  } catch {
    return null;
  }
}

/** Makes the bundles in a folder of their own, so that whoever still reads older ones, or builds too, is not hurt. */
async function make(manifest: string, entries: readonly string[]): Promise<string> {
  const folder = `${manifest.slice(0, -'.json'.length)}-${Date.now()}-${process.pid}`;
  const { metafile } = await build({
    ...FUNCTION_BUNDLE,
    absWorkingDir: ROOT,
    entryPoints: entries.map((one) => ({ in: join(ROOT, one), out: nameOf(one) })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    metafile: true,
  });
  const inputs = Object.fromEntries(Object.keys(metafile.inputs).map((file) => [file, changedAt(file)]));
  const before = JSON.parse(existsSync(manifest) ? readFileSync(manifest, 'utf8') : '{}') as Partial<Manifest>;
  writeFileSync(`${folder}.json`, JSON.stringify({ folder, inputs } satisfies Manifest));
  renameSync(`${folder}.json`, manifest);
  // The one before the last goes: a service that is just starting may be reading the last.
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name);
    const ours = path.startsWith(manifest.slice(0, -'.json'.length)) && path !== manifest;
    if (ours && path !== folder && path !== before.folder) rmSync(path, { recursive: true, force: true });
  }
  return folder;
}

/**
 * One bundle for each entry, made by one call of esbuild and only when a source has changed.
 * @returns URL of the bundle of an entry
 */
export async function buildFunctions(entries: readonly string[]): Promise<(entry: string) => string> {
  const all = [...new Set([...entries, RUNNER])].sort();
  mkdirSync(CACHE, { recursive: true });
  const manifest = join(CACHE, `${createHash('sha256').update(all.join()).digest('hex').slice(0, 12)}.json`);
  const folder = fresh(manifest, all) ?? (await make(manifest, all));
  return (entry) => pathToFileURL(join(folder, `${nameOf(entry)}.mjs`)).href;
}
