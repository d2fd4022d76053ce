// The small build of zod: every function reads messages.
import * as z from 'zod/mini';
import { LANES, type Message, type RunMessage } from '../queue/queue.ts';

const MESSAGE = z.strictObject({
  checkId: z.string().check(z.minLength(1), z.maxLength(100)),
  category: z.optional(z.string().check(z.maxLength(100))),
  lane: z.optional(z.enum(LANES)),
  alone: z.optional(z.literal(true)),
});

/** The message in a body; null when there is none. */
export function readMessage(body: string): Message | null {
  try {
    const read = MESSAGE.safeParse(JSON.parse(body));
    if (!read.success) return null;
    const { checkId, category, lane, alone } = read.data;
    return {
      checkId,
      ...(category === undefined ? {} : { category }),
      ...(lane === undefined ? {} : { lane }),
      ...(alone === undefined ? {} : { alone }),
    };
  } catch {
    return null;
  }
}

const RUN_MESSAGE = z.strictObject({ runId: z.string().check(z.minLength(1), z.maxLength(100)) });

/** The message about a run in a body; null when there is none. */
export function readRunMessage(body: string): RunMessage | null {
  try {
    const read = RUN_MESSAGE.safeParse(JSON.parse(body));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
