import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Problem } from './problem.ts';

/** Items of a page, unless the caller says how many. */
const [PAGE, MOST] = [50, 200] as const;

export const LIST_QUERY = {
  limit: z.coerce.number().int().min(1).max(MOST).default(PAGE).meta({ description: 'items of a page' }),
  cursor: z.string().max(500).optional().meta({ description: '`next` of the page before' }),
};

/** A cursor goes on with the list it came from and with no other. */
const tagOf = (list: readonly (string | null)[]): string =>
  createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 12);

/** @param list what tells this list from every other: its route and what was asked for */
export const cursorOf = (list: readonly (string | null)[], position: string): string =>
  Buffer.from(`${tagOf(list)}${position}`).toString('base64url');

/**
 * The position that a cursor stands for.
 * @param form of a position of this list
 * @throws Problem 400 for one of another list, or none of ours
 */
export function positionOf(list: readonly (string | null)[], cursor: string | undefined, form: RegExp): string | null {
  if (cursor === undefined) return null;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const tag = tagOf(list);
  const position = text.slice(tag.length);
  if (text.startsWith(tag) && form.test(position)) return position;
  throw new Problem(400, 'the cursor is not one of this list; leave it out to begin anew', [
    { pointer: 'cursor', detail: 'of another list, or altered' },
  ]);
}
