import { gunzipSync } from 'node:zlib';
import type * as z from 'zod';
import { harmless } from '../net/harmless.ts';
import { parseJson } from './json.ts';
import { type FieldError, Problem } from './problem.ts';

/** As a browser sends a form. */
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Bytes of a body (contract.md). */
export const BODY_LIMIT = 64 * 1024;

const pointer = (path: readonly PropertyKey[]): string =>
  path.map((one) => `/${harmless(String(one).replaceAll('~', '~0').replaceAll('/', '~1'), 80)}`).join('');

type Issue = z.core.$ZodIssue;

function errorsOf(issue: Issue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointer([...issue.path, key]), detail: 'there is no such field' }));
  }
  return [{ pointer: pointer(issue.path), detail: harmless(issue.message, 200) }];
}

/** What a value says by a schema, or each field that is wrong. */
export function tryBy<T>(schema: z.ZodType<T>, value: unknown): { data: T } | { errors: FieldError[] } {
  const read = schema.safeParse(value);
  return read.success ? { data: read.data } : { errors: read.error.issues.flatMap(errorsOf) };
}

/** Reads a value by its schema. @throws Problem naming each field that is wrong */
export function readBy<T>(schema: z.ZodType<T>, value: unknown, status: number, what: string): T {
  const read = tryBy(schema, value);
  if ('data' in read) return read.data;
  const errors = read.errors.slice(0, 20);
  throw new Problem(status, `${what}: ${errors[0]?.pointer || 'it'}: ${errors[0]?.detail}`, errors);
}

const tooLarge = (limit: number): Problem => new Problem(413, `the body is larger than ${limit / 1024} KiB`);

/** The JSON body of a request, read by its schema. */
export const readBody = async <T>(request: Request, schema: z.ZodType<T>): Promise<T> =>
  readFields(await readJson(request), schema);

/** A body that was read, by its schema. */
export const readFields = <T>(body: unknown, schema: z.ZodType<T>): T =>
  readBy(schema, body, 422, 'the body cannot be used');

/** The JSON body of a request, whatever it says. @throws Problem */
export const readJson = async (request: Request): Promise<unknown> =>
  parseJson(await readTyped(request, 'application/json'));

/** The text of a body of one media type. @throws Problem */
async function readTyped(request: Request, type: string): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > BODY_LIMIT) throw tooLarge(BODY_LIMIT);
  if (typeOf(request) !== type) throw new Problem(415, `send the body as ${type}`);
  return readText(request, BODY_LIMIT);
}

/** Media type of a body, without its parameters. */
export const typeOf = (request: Request): string | undefined =>
  request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();

/** @throws Problem for a body that cannot be unpacked, or is larger when it is */
function unpacked(bytes: Uint8Array, limit: number): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new Problem(400, 'the body is not gzip, as its Content-Encoding says');
  }
}

/**
 * The text of a body, sent as it is or in gzip.
 * @param limit bytes, before and after it is unpacked
 * @throws Problem
 */
export async function readText(request: Request, limit: number): Promise<string> {
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (!['identity', 'gzip'].includes(encoding)) throw new Problem(415, 'send the body as it is, or in gzip');
  const sent = new Uint8Array(await request.arrayBuffer());
  if (sent.length > limit) throw tooLarge(limit);
  const bytes = encoding === 'gzip' ? unpacked(sent, limit) : sent;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem(400, 'the body is not UTF-8');
  }
}

/** The fields of a form as they were entered. @throws Problem also where one is given twice */
export async function readForm(request: Request): Promise<Record<string, string>> {
  const fields = new URLSearchParams(await readTyped(request, FORM_TYPE));
  const twice = [...fields.keys()].find((name) => fields.getAll(name).length > 1);
  if (twice !== undefined) throw new Problem(400, `the field "${harmless(twice, 60)}" is given twice`);
  return Object.fromEntries(fields);
}
