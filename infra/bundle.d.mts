import type { BuildOptions } from 'esbuild';

export const BUNDLE: BuildOptions;
export const FUNCTION_BUNDLE: BuildOptions;
