import type { Data } from '../../check/row.ts';

type Words = Readonly<Record<string, string>>;

const isEmpty = (value: Data[string] | undefined): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

function say(value: Data[string] | undefined, words: Words | null): string {
  if (isEmpty(value)) return '–';
  if (Array.isArray(value)) return value.map((one) => say(one, words)).join(', ');
  return (words !== null && Object.hasOwn(words, String(value)) ? words[String(value)] : undefined) ?? String(value);
}

/** "tls 12" becomes "the TLS handshake 12 ms". */
function sayTimes(value: Data[string] | undefined, words: Words): string {
  const pairs = Array.isArray(value) ? value.map((one) => String(one).split(' ')) : [];
  return pairs.map(([stage = '', ms = '']) => `${say(stage, words)} ${ms} ms`).join(', ');
}

/**
 * Fills a template with a row's data. `{name}` is the value (lists with commas), `{name:words}` the same through the
 * language's vocabulary, `{name:times}` pairs "stage milliseconds" with the stage in words, `[[ … {name} … ]]` a part that is left out when one of its values is empty.
 */
export function fill(template: string, data: Data, words: Words): string {
  const names = /\{(\w+)(?::(words|times))?\}/g;
  const parts = template.replace(/\[\[(.*?)\]\]/gs, (_, part: string) =>
    [...part.matchAll(names)].some(([, name]) => isEmpty(data[name ?? ''])) ? '' : part,
  );
  return parts.replace(names, (_, name: string, mode: string | undefined) =>
    mode === 'times' ? sayTimes(data[name], words) : say(data[name], mode === undefined ? null : words),
  );
}
