import type { Language } from '../check/request.ts';
import type { RowResult } from '../check/runner.ts';
import { harmless } from '../net/harmless.ts';
import { texts } from './texts/index.ts';
import type { CodeText } from './texts/language.ts';
import { fill } from './texts/template.ts';

/** Characters of a sentence or two, with what they quote. */
const WORDS_LIMIT = 2048;

/** What a row says in one language. */
export interface RowWords {
  title: string;
  text: string;
  remedy: string | null;
}

/** What the words of a row are made of. */
export type Said = Pick<RowResult, 'id' | 'code' | 'reason' | 'data' | 'reply'>;

/** The wording that fits best: of this row and reason, of this row, of the reason anywhere. */
function wording(row: Said, lang: Language): CodeText {
  const language = texts[lang];
  const own = language.rows[row.id]?.codes ?? {};
  const because = typeof row.data.because === 'string' ? row.data.because : null;
  const candidates = [
    because === null ? undefined : own[`${row.code}/${because}`],
    row.reason === null ? undefined : own[`${row.code}/${row.reason}`],
    own[row.code],
    because === null ? undefined : language.because[because],
    row.reason === null ? undefined : language.reasons[row.reason],
  ];
  return candidates.find((one) => one !== undefined) ?? { text: row.code };
}

/** Title, text and remedy of a row; a remedy names the setting of the software that was recognised. */
export function wordsOf(row: Said, lang: Language): RowWords {
  const language = texts[lang];
  const { text, remedy } = wording(row, lang);
  const software = typeof row.data.software === 'string' ? row.data.software : '';
  const advice = remedy === undefined || typeof remedy === 'string' ? remedy : (remedy[software] ?? remedy.default);
  // The server's own words may be quoted.
  const data = { reply: row.reply, ...row.data };
  return {
    title: language.rows[row.id]?.title ?? row.id,
    text: harmless(fill(text, data, language.words), WORDS_LIMIT),
    remedy: advice === undefined ? null : harmless(fill(advice, data, language.words), WORDS_LIMIT),
  };
}
