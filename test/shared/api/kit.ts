import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Caller } from '../../../shared/api/context.ts';
import { ended } from '../../../shared/check/run-category.ts';
import { aggregate } from '../../../shared/pipeline/aggregate.ts';
import { dispatch } from '../../../shared/pipeline/dispatch.ts';
import { record } from '../../../shared/pipeline/record.ts';
import type { Secrets } from '../../../shared/secrets/secrets.ts';
import { ANYBODY, hostApi, KEYS } from '../../support/api-host.ts';
import { type PipelineWorld, startPipeline, TARGET } from '../../support/pipeline-world.ts';

/** The API on an embedded table, without a host, for all tests of a file. What a test changes is put back after it. */
export interface ApiWorld {
  world: PipelineWorld;
  secrets: Secrets;
  /** Null: nobody who showed a token. */
  caller: Caller | null;
  call(path: string, init?: RequestInit): Promise<Response>;
  send(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** A check that has ended; its id. */
  finished(body?: unknown): Promise<string>;
}

export interface ReadProblem {
  status: number;
  detail: string;
  pointers: string[];
}

export async function problemOf(response: Response): Promise<ReadProblem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = (await response.json()) as { status: number; detail: string; errors?: { pointer: string }[] };
  expect(body.status).toBe(response.status);
  return { status: body.status, detail: body.detail, pointers: (body.errors ?? []).map(({ pointer }) => pointer) };
}

export const idOf = async (response: Response): Promise<string> => ((await response.json()) as { id: string }).id;

export function useApi(): ApiWorld {
  const api: ApiWorld = {
    world: undefined as never,
    secrets: KEYS,
    caller: ANYBODY,
    call: async (path, init = {}) =>
      hostApi(() => api.world, { callerOf: () => api.caller, secretsOf: () => api.secrets }).request(path, init),
    send: (method, path, body, headers = {}) =>
      api.call(path, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    post: (body, headers) => api.send('POST', '/v1/checks', body, headers),
    async finished(body = { domain: 'contoso.test' }) {
      const { deps } = api.world;
      const id = await idOf(await api.post(body));
      await dispatch(
        deps,
        async ({ request: { services = [] } }) => ({ ...TARGET, services }),
        id,
        new AbortController().signal,
      );
      for (const name of ['dns', 'session']) await record(deps, id, resultOf(api.world, name));
      await aggregate(deps, id);
      return id;
    },
  };
  let settings: PipelineWorld['deps']['settings'];
  beforeAll(async () => {
    api.world = await startPipeline();
    settings = { ...api.world.deps.settings };
  });
  afterAll(() => api.world.close());
  afterEach(() => {
    api.caller = ANYBODY;
    api.secrets = KEYS;
    Object.assign(api.world.deps.settings, settings);
  });
  return api;
}

/** What a category found that had nothing to look at. */
export function resultOf({ deps }: PipelineWorld, id: string) {
  const category = deps.categories.find((one) => one.id === id);
  if (category === undefined) throw new Error(`no category ${id}`);
  return { ...ended(category, 'no-target', 5, null), families: [] };
}
