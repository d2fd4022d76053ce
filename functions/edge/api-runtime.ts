import type { ApiDeps } from '../../shared/api/api-deps.ts';
import { secretsOf } from '../../shared/secrets/load.ts';
import { cachedSecrets } from '../../shared/secrets/secrets.ts';
import { depsOf } from './runtime.ts';

let wired: ApiDeps | undefined;

/** What the API needs, made with the first request. Apart from the runtime of all, whose functions need less. */
export function apiDepsOf(): ApiDeps {
  wired ??= { ...depsOf(), secrets: cachedSecrets(secretsOf(process.env), Date.now) };
  return wired;
}
