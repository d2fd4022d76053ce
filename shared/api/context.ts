import * as z from 'zod';
import { brief } from '../net/domain.ts';
import type { Check } from '../pipeline/check.ts';
import type { ApiDeps } from './api-deps.ts';
import { readBy } from './body.ts';
import { noSuchCheck, Problem } from './problem.ts';

/** Who calls, as the host knows it; null: nobody who showed a token. */
export interface Caller {
  id: string;
  /** The tenant that the caller is confined to. */
  tenantId: string | null;
  /** What the caller's token allows; null where everything is allowed (IAM, the local service). */
  scopes: readonly string[] | null;
}

/** What a route's handler gets. */
export interface Call {
  request: Request;
  /** Parameters of the path. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  caller: Caller | null;
  /** Scheme, name and port under which the caller reached us. */
  origin: string;
  deps: ApiDeps;
}

/** Whether the caller's token allows something, or everything is allowed. */
export const mayDo = ({ caller }: Pick<Call, 'caller'>, scope: string): boolean =>
  caller?.scopes == null || caller.scopes.includes(scope);

/** Query parameters by their schema; unknown ones are refused, as unknown fields are. */
export function readQuery<T>({ query }: Call, schema: z.ZodType<T>): T {
  const names = [...new Set(query.keys())];
  const twice = names.find((name) => query.getAll(name).length > 1);
  if (twice !== undefined) throw new Problem(400, `the parameter "${brief(twice)}" is given twice`);
  return readBy(schema, Object.fromEntries(query), 400, 'the query cannot be used');
}

export const LANG = z.enum(['en', 'de']).optional();

/** Of a form, and of the page that it leads to. */
export const FORM_QUERY = z.strictObject({ lang: LANG });

/** A query of ours with what is not empty. */
export function queryOf(of: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(Object.entries(of).flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : []))); // biome-ignore format: one thought
  return query.size === 0 ? '' : `?${query}`;
}

const CHECK_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const isCheckId = (text: string): boolean => CHECK_ID.test(text);

/** @throws Problem 404 where there is none */
export async function checkById({ store }: Pick<ApiDeps, 'store'>, id: string): Promise<Check> {
  const check = isCheckId(id) ? await store.readCheck(id) : null;
  if (check === null) throw noSuchCheck();
  return check;
}

/** A check as far as it is the caller's to see; another tenant's is not there at all. */
export async function visibleCheck({ caller, deps }: Call, id: string): Promise<Check | null> {
  const check = isCheckId(id) ? await deps.store.readCheck(id) : null;
  return caller?.tenantId != null && check?.tenantId !== caller.tenantId ? null : check;
}

/** The check that the path names. @throws Problem 404 where the caller sees none */
export async function checkOf(call: Call): Promise<Check> {
  const check = await visibleCheck(call, call.params.id ?? '');
  if (check === null) throw noSuchCheck();
  return check;
}

/** Of routes without parameters. */
export const NO_QUERY = z.strictObject({});

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(`${JSON.stringify(body)}\n`, {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });
