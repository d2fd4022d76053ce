import type { Language } from '../check/request.ts';
import { texts } from './texts/index.ts';
import { fill } from './texts/template.ts';
import type { Judgement } from './verdict.ts';
import { wordsOf } from './words.ts';

const withoutPeriod = (sentence: string): string => sentence.trim().replace(/\.$/, '');

/** One sentence: the gravest finding, whose side it is on, and the setting to change; then what was left out. */
export function headlineOf({ verdict, first, leftOut }: Judgement, lang: Language): string {
  const language = texts[lang];
  const titles = leftOut.map((id) => language.rows[id]?.title ?? id);
  const rest = titles.length === 0 ? '' : fill(language.headline.leftOut, { leftOut: titles }, {});
  const word = language.verdicts[verdict];
  if (first === null) return `${fill(language.headline.clean, { verdict: word }, {})}${rest}`;
  const { text, remedy } = wordsOf(first, lang);
  const data = {
    verdict: word,
    text: withoutPeriod(text),
    side: first.side === null ? null : language.sides[first.side],
    remedy: remedy === null ? null : withoutPeriod(remedy),
  };
  return `${fill(language.headline.finding, data, {})}${rest}`;
}
