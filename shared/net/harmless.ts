/**
 * What strangers send is shown to people: on terminals, in pages, in logs. Everything that could steer such a
 * display, or hide in it, becomes a visible escape: controls, line and paragraph separators, bidirectional and other
 * format characters (UAX #9, UAX #44), lone surrogates, and whatever is drawn as nothing: variation selectors,
 * fillers, tags, the blank of Braille.
 */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function escapeCharacter(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return point < 0x100 ? `\\x${point.toString(16).padStart(2, '0')}` : `\\u${point.toString(16).padStart(4, '0')}`;
}

/** Characters of a line or a name that are shown; of a longer one the beginning, and how long it was. */
export const LINE_LIMIT = 512;

/** The beginning of a text, of at most `limit` UTF-16 units, that ends with a whole code point. */
export function beginning(text: string, limit: number): string {
  const isPair = (text.codePointAt(limit - 1) ?? 0) > 0xffff;
  return text.slice(0, isPair ? limit - 1 : limit);
}

/** As much of the beginning of a text as fits when it is escaped; no escape is cut. */
function fitting(text: string, room: number): string {
  let kept = '';
  for (const character of text) {
    const shown = character.replace(HARMFUL, escapeCharacter);
    if (kept.length + shown.length > room) break;
    kept += shown;
  }
  return kept;
}

/**
 * Text of at most `limit` characters (32 or more) in which nothing can steer a terminal or a page. Doing it again
 * changes nothing.
 */
export function harmless(text: string, limit = LINE_LIMIT): string {
  // Megabytes are not escaped to be thrown away.
  const escaped = text.length > limit ? null : text.replace(HARMFUL, escapeCharacter);
  if (escaped !== null && escaped.length <= limit) return escaped;
  const note = `… (${text.length} characters)`;
  return `${fitting(text, limit - note.length)}${note}`;
}

/** Bytes as text: UTF-8 where they are valid UTF-8 (RFC 6531), else one character a byte. */
export function decodeBytes(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
