/** RFC 5321 4.5.3.1.4: 512 octets with the CRLF. */
const LIMIT = 510;
const PRINTABLE = /^[\x20-\x7e]+$/;

/**
 * The one gate through which text of ours becomes a command line. Refuses whatever is not printable ASCII, so that
 * no domain, address or name can ever carry a second command (CR, LF, NUL, U+2028, 0x85 ...).
 *
 * @throws RangeError naming the offending character or the length; nothing was written then
 */
export function commandLine(text: string): string {
  if (!PRINTABLE.test(text)) {
    const offender = [...text].find((character) => !PRINTABLE.test(character));
    const point = offender?.codePointAt(0)?.toString(16).padStart(4, '0');
    throw new RangeError(point === undefined ? 'an SMTP command may not be empty' : `U+${point} in an SMTP command`);
  }
  if (text.length > LIMIT) throw new RangeError(`an SMTP command of ${text.length} octets; ${LIMIT} are allowed`);
  return `${text}\r\n`;
}
