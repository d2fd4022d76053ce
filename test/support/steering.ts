/**
 * What no text that is shown may hold, spelled apart from what escapes it: C0 and C1, whatever Unicode has for layout
 * and for nothing at all, separators of lines and paragraphs, halves of pairs.
 */
const STEERING = /\p{General_Category=Control}|\p{General_Category=Format}|\p{General_Category=Surrogate}|\p{General_Category=Line_Separator}|\p{General_Category=Paragraph_Separator}|\p{DI}|\u2800/u; // biome-ignore format: one list

/** One character of each kind, by what it would do. */
export const STEERS: Readonly<Record<string, string>> = {
  NUL: '\0',
  tab: '\t',
  'line feed': '\n',
  'carriage return': '\r',
  escape: '\x1b',
  delete: '\x7f',
  'next line': '\u0085',
  'control sequence introducer': '\u009b',
  'soft hyphen': '\u00ad',
  'grapheme joiner': '\u034f',
  'Arabic number sign': '\u0600',
  'Arabic letter mark': '\u061c',
  'Hangul filler': '\u115f',
  'Khmer vowel inherent': '\u17b5',
  'Mongolian vowel separator': '\u180e',
  'zero width space': '\u200b',
  'right-to-left mark': '\u200f',
  'line separator': '\u2028',
  'paragraph separator': '\u2029',
  'right-to-left override': '\u202e',
  'word joiner': '\u2060',
  'left-to-right isolate': '\u2066',
  'blank of Braille': '\u2800',
  'Hangul filler, wide': '\u3164',
  'variation selector': '\ufe0f',
  'byte order mark': '\ufeff',
  'Hangul filler, half': '\uffa0',
  'interlinear anchor': '\ufff9',
  'musical beam': '\u{1d173}',
  tag: '\u{e0041}',
  'variation selector, supplementary': '\u{e0100}',
  'half of a pair': '\ud800',
  'other half of a pair': '\udc00',
};

/** Whether a text could steer a terminal or a page, or hide something there. */
export const steers = (text: string): boolean => STEERING.test(text);

/** The same of a text of several lines. */
export const steersBesideLines = (text: string): boolean => steers(text.replaceAll('\n', ''));

/** Every string in a value, names of fields too: as parsed, since JSON escapes some of what must not be there. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => [name, ...stringsIn(one)]);
}
