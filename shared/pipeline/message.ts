// The small build of zod: every function reads messages.
import * as z from 'zod/mini';
import type { Message } from '../queue/queue.ts';

const MESSAGE = z.strictObject({
  checkId: z.string().check(z.minLength(1), z.maxLength(100)),
  category: z.optional(z.string().check(z.maxLength(100))),
});

/** The message in a body; null when there is none. */
export function readMessage(body: string): Message | null {
  try {
    const read = MESSAGE.safeParse(JSON.parse(body));
    if (!read.success) return null;
    const { checkId, category } = read.data;
    return category === undefined ? { checkId } : { checkId, category };
  } catch {
    return null;
  }
}
