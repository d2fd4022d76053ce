import { tsImport } from 'tsx/esm/api';

/** One lab for all test files of this folder; global-teardown.mjs ends it. */
export default async function start() {
  const { startSharedLab } = await tsImport('./harness/lab.ts', import.meta.url);
  globalThis.mxreadyServersLab = await startSharedLab();
}
