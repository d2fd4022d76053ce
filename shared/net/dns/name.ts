const decimalEscape = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `\\${String(byte).padStart(3, '0')}`).join('');

/** Text of a TXT record: printable ASCII as it is, the rest and the backslash as \DDD. */
export function cleanText(text: string): string {
  return text.replace(/[^ -~]+|\\/g, decimalEscape);
}

/** Name for comparing and showing: lower case, no trailing dot, the root is ''. */
export function cleanName(name: string): string {
  // Escaped before it is lowered: the lower case of some letters beyond ASCII lies within it.
  const escaped = name.replace(/[^!-~]+|\\/g, decimalEscape).toLowerCase();
  return escaped.endsWith('.') ? escaped.slice(0, -1) : escaped;
}

/** Whether a clean name can be asked for (RFC 1035 2.3.4). Escaped bytes cannot: nobody's mail hangs on them. */
export function isAskable(name: string): boolean {
  return name.length <= 253 && name.split('.').every((label) => /^[!-[\]-~]{1,63}$/.test(label));
}
