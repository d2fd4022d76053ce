import type * as z from 'zod';
import { harmless } from '../net/harmless.ts';
import { parseJson } from './json.ts';
import { type FieldError, Problem } from './problem.ts';

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

/** Reads a value by its schema. @throws Problem naming each field that is wrong */
export function readBy<T>(schema: z.ZodType<T>, value: unknown, status: number, what: string): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const errors = read.error.issues.flatMap(errorsOf).slice(0, 20);
  throw new Problem(status, `${what}: ${errors[0]?.pointer || 'it'}: ${errors[0]?.detail}`, errors);
}

const tooLarge = (): Problem => new Problem(413, `the body is larger than ${BODY_LIMIT / 1024} KiB`);

/** The JSON body of a request, read by its schema. */
export const readBody = async <T>(request: Request, schema: z.ZodType<T>): Promise<T> =>
  readFields(await readJson(request), schema);

/** A body that was read, by its schema. */
export const readFields = <T>(body: unknown, schema: z.ZodType<T>): T =>
  readBy(schema, body, 422, 'the body cannot be used');

/** The JSON body of a request, whatever it says. @throws Problem */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (Number(request.headers.get('content-length') ?? 0) > BODY_LIMIT) throw tooLarge();
  if (type !== 'application/json') throw new Problem(415, 'send the body as application/json');
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > BODY_LIMIT) throw tooLarge();
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem(400, 'the body is not UTF-8');
  }
  return parseJson(text);
}
