import type { Language } from '../../../check/request.ts';
import type { Status } from '../../../check/status.ts';
import { texts } from '../../texts/index.ts';
import type { LanguageTexts } from '../../texts/language.ts';
import { type PageTexts, pageTexts } from '../../texts/page/index.ts';
import { type Markup, markup } from '../markup.ts';
import { SIGNS } from '../paint.ts';

/** What every part of a page writes with. */
export interface Pen {
  lang: Language;
  language: LanguageTexts;
  words: PageTexts;
}

export const penOf = (lang: Language): Pen => ({ lang, language: texts[lang], words: pageTexts[lang] });

/** Fills `{at}` of a text of the page with a time. */
export function sayAt(text: string, iso: string, lang: Language): Markup {
  const [before = '', after = ''] = text.split('{at}');
  return markup`${before}${moment(iso, lang)}${after}`;
}

/** Sign and colour of a status; the word beside it, or for those who hear the page, says the same. */
export const sign = (status: Status, { language }: Pen): Markup =>
  markup`<span class="sign ${status}" role="img" aria-label="${language.statuses[status]}">${SIGNS[status].sign}</span>`;

/** What stands between backticks in our texts is a setting or a command, to be typed as it is. */
export const prose = (text: string): Markup[] =>
  text.split(/(`[^`]+`)/).map((part) => (/^`.+`$/s.test(part) ? markup`<code>${part.slice(1, -1)}</code>` : markup`${part}`)); // biome-ignore format: one thought

/** A time of a report, in the words of the language and in UTC: whoever reads it may be anywhere. */
export const moment = (iso: string, lang: Language): Markup => {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return markup`${iso}`;
  const text = at.toLocaleString(lang === 'de' ? 'de-CH' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }); // biome-ignore format: one thought
  return markup`<time datetime="${iso}">${text} UTC</time>`;
};

export const day = (iso: string, lang: Language): string =>
  new Date(iso).toLocaleDateString(lang === 'de' ? 'de-CH' : 'en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** Id of a line of a conversation on the page. */
export const anchorOf = (conversation: string, line: number): string =>
  `${conversation.replaceAll(/[^A-Za-z0-9-]/g, '-')}-${line}`;
