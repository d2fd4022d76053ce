/**
 * What strangers send is shown to people: on terminals, in pages, in logs. Everything that could steer such a
 * display becomes a visible escape: C0 and C1 controls, line and paragraph separators, zero-width characters,
 * bidirectional marks (UAX #9), lone surrogates, tags and interlinear marks.
 */
const HARMFUL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: matching control characters is this expression's purpose.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ud800-\udfff]/gu;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function escapeCharacter(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return point < 0x100 ? `\\x${point.toString(16).padStart(2, '0')}` : `\\u${point.toString(16).padStart(4, '0')}`;
}

/** Characters of a line or a name that are kept; the rest is counted, not shown. */
export const LINE_LIMIT = 512;

/** Text of at most `limit` characters in which nothing can steer a terminal or a page. */
export function harmless(text: string, limit = LINE_LIMIT): string {
  // Cut before escaping, so that megabytes cost nothing, and once more after it, since escapes lengthen.
  const escaped = text.slice(0, limit).replace(HARMFUL, escapeCharacter);
  if (text.length <= limit && escaped.length <= limit) return escaped;
  return `${escaped.slice(0, limit)}… (${text.length} characters)`;
}

/** Bytes as text: UTF-8 where they are valid UTF-8 (RFC 6531), else one character a byte. */
export function decodeBytes(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
