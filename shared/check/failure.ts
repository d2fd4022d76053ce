/** Where and how a talk broke. One closed list for the whole system. */
export const FAILURE_KINDS = [
  'resolve',
  'connect',
  'banner',
  'ehlo',
  'starttls',
  'tls',
  'protocol',
  'timeout',
  'dropped',
  'limit',
  'egress',
  'internal',
] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** The error codes of the operating system and of Node.js that tell where a talk broke. */
const BY_CODE: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'connect',
  EHOSTUNREACH: 'connect',
  EHOSTDOWN: 'connect',
  ENETUNREACH: 'egress',
  EADDRNOTAVAIL: 'egress',
  EAFNOSUPPORT: 'egress',
  EACCES: 'egress',
  EPERM: 'egress',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'dropped',
  EPIPE: 'dropped',
  ECONNABORTED: 'dropped',
  ENOTFOUND: 'resolve',
  EMFILE: 'internal',
  ENFILE: 'internal',
};

/** Error code of the operating system, or of OpenSSL, if the value carries one. */
export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** The one place where an error becomes a failure kind. Unknown errors are our own fault. */
export function failureKind(error: unknown): FailureKind {
  const code = errorCode(error);
  if (code === null) return 'internal';
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) return 'tls';
  return BY_CODE[code] ?? 'internal';
}
