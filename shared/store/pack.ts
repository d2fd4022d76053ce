import { gunzipSync, gzipSync } from 'node:zlib';
import type { StoredResult } from '../pipeline/check.ts';

/** Of one category's result, packed; an item of DynamoDB ends at 400 kB. */
export const RESULT_BYTES = 200 * 1024;
const LEFT_OUT = '(left out: the transcript is too long)';

export const pack = (value: unknown): Uint8Array => gzipSync(JSON.stringify(value));
export const unpack = <T>(packed: Uint8Array): T => JSON.parse(gunzipSync(packed).toString('utf8')) as T;

/**
 * Packs a result into what an item holds. Where it is too long, lines of the longest conversations lose their text,
 * those that rows cite last of all; their number stays, so that citations hold.
 */
export function packResult(result: StoredResult, limit = RESULT_BYTES): Uint8Array {
  let packed = pack(result);
  if (packed.length <= limit) return packed;
  const cited = new Set(
    result.rows.flatMap(({ evidence }) =>
      evidence.flatMap(({ conversation, lines }) => lines.map((line) => `${conversation} ${line}`)),
    ),
  );
  const size = ({ lines }: StoredResult['conversations'][number]): number =>
    lines.reduce((sum, { text }) => sum + text.length, 0);
  let { conversations } = result;
  for (const sparing of [true, false]) {
    for (const { id } of [...conversations].sort((one, other) => size(other) - size(one))) {
      conversations = conversations.map((one) =>
        one.id !== id
          ? one
          : {
              ...one,
              lines: one.lines.map((line, index) =>
                sparing && cited.has(`${id} ${index + 1}`) ? line : { ...line, text: LEFT_OUT },
              ),
            },
      );
      packed = pack({ ...result, conversations });
      if (packed.length <= limit) return packed;
    }
  }
  return packed;
}
