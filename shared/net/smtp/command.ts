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

/** RFC 5321 4.5.3.1.6: 1000 octets with the CRLF. */
const TEXT_LIMIT = 998;

/**
 * The one gate through which a message of ours goes: its lines, dots stuffed, and the end mark.
 * @throws RangeError naming the offending line
 */
export function messageText(lines: readonly string[]): string {
  const bad = lines.findIndex((line) => !/^[\x20-\x7e]*$/.test(line) || line.length > TEXT_LIMIT);
  if (bad !== -1) throw new RangeError(`line ${bad + 1} of the message may not be sent`);
  return [...lines.map((line) => (line.startsWith('.') ? `.${line}` : line)), '.', ''].join('\r\n');
}

/**
 * Checks a group of commands before its first is sent: a line that may not be sent must not stop us in its midst.
 * @throws RangeError for a command after which the client must wait (RFC 2920 3.1), or that may not be sent at all
 */
export function assertPipelinable(commands: readonly string[]): void {
  const barred = commands.find((text) => /^(EHLO|HELO|STARTTLS|DATA|QUIT)\b/i.test(text));
  if (barred !== undefined) throw new RangeError(`${barred} may not be pipelined`);
  for (const text of commands) commandLine(text);
}
