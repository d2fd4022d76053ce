declare module 'libqp' {
  /** Quoted-printable (RFC 2045 6.7), on one line. */
  export function encode(text: string): string;
  /** Soft line breaks, so that no line is longer. */
  export function wrap(text: string, length?: number): string;
}
