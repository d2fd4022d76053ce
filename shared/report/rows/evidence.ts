import type { Conversation, EvidenceRef } from '../../check/conversation.ts';

/** What the rows of the report as a whole look at: every conversation, and what went wrong on our side. */
export interface ReportEvidence {
  conversations: Conversation[];
  /** Categories that an error of ours ended, with its message, and rows that threw. */
  faults: { where: string; message: string }[];
}

/** The lines that show how conversations ended. */
export const citeEndings = (conversations: readonly Conversation[]): EvidenceRef[] =>
  conversations.flatMap(({ id, ending }) => (ending.line === null ? [] : [{ conversation: id, lines: [ending.line] }]));

/** One line per conversation: where it broke, and the words. */
export const endings = (conversations: readonly Conversation[]): string[] =>
  conversations.map(
    ({ address, port, ending }) => `${address} port ${port}, ${ending.stage}: ${ending.words ?? ending.how ?? ''}`,
  );
