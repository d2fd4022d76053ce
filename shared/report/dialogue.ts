import type { ConversationLine } from '../check/conversation.ts';

/** Of a reply of several lines all but the last have a hyphen after the code (RFC 5321 4.2.1). */
export const isLastOfReply = (text: string): boolean => !/^\d{3}-/.test(text);

/**
 * Which line of ours each line of the server answers, by their numbers from 1. Commands may have been sent together
 * (PIPELINING): a reply is that of the oldest command without one. The greeting answers none.
 */
export function answersOf(lines: readonly ConversationLine[]): Map<number, number> {
  const answers = new Map<number, number>();
  const waiting: (number | null)[] = [null];
  for (const [index, { dir, text }] of lines.entries()) {
    if (dir === 'C') waiting.push(index + 1);
    if (dir !== 'S') continue;
    const command = waiting[0];
    if (typeof command === 'number') answers.set(index + 1, command);
    if (isLastOfReply(text)) waiting.shift();
  }
  return answers;
}
