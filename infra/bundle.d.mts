import type { BuildOptions } from 'esbuild';

export const BUNDLE: BuildOptions;
export const FUNCTION_BUNDLE: BuildOptions;

/** @returns the file to run */
export function bundleCommand(outdir: string): Promise<string>;
