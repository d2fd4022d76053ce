import type { ConversationLine } from '../../../check/conversation.ts';
import type { PageTexts } from '../../texts/page/index.ts';
import { type Markup, markup } from '../markup.ts';

interface LineOptions {
  /** Where the line can be linked to; null: it is a copy. */
  id: string | null;
  isCited: boolean;
  words: PageTexts;
}

/** One line of a conversation. What a server said was made harmless when it was heard, and is escaped here. */
export function logLine(line: ConversationLine, number: number, { id, isCited, words }: LineOptions): Markup {
  const look = [line.tls ? 'tls' : '', isCited ? 'cited' : ''].filter((one) => one !== '').join(' ');
  const attributes = markup`${id === null ? '' : markup` id="${id}"`}${look === '' ? '' : markup` class="${look}"`}${line.tls ? markup` title="${words.insideTls}"` : ''}`;
  return markup`<li${attributes}><span class="no">${number}</span><span class="at">${line.ms} ms</span><b class="dir-${line.dir === '*' ? 'x' : line.dir}">${line.dir}</b><span>${line.text}</span></li>`;
}
