/** Status of one row of the report. The last two are never counted as `pass` or as `fail`. */
export const STATUSES = ['pass', 'info', 'warn', 'fail', 'notApplicable', 'inconclusive', 'notTested'] as const;
export type Status = (typeof STATUSES)[number];

/** Why a row is `inconclusive` or `notTested`: a closed list, API; a new one is only ever added. */
export const REASONS = [
  'not-asked',
  'not-configured',
  'no-target',
  'earlier-step',
  'deadline',
  'no-route',
  'our-egress',
  'our-address-listed',
  'our-reverse-dns',
  'throttled',
  'deferred',
  'tls-demanded',
  'authentication-required',
  'null-sender',
  'server-trouble',
  'everything-refused',
  'connection-closed',
  'no-common-cipher',
  'unreachable-from-here',
  'gateway-only',
  'no-reply',
  'target-busy',
  'dns-trouble',
  'sending-not-allowed',
  'internal',
] as const;
export type Reason = (typeof REASONS)[number];

/** Reasons that lie with us or with the caller's choice, not with the server that was tested. */
export const OWN_REASONS: ReadonlySet<Reason> = new Set([
  'not-asked',
  'not-configured',
  'no-target',
  'deadline',
  'no-route',
  'our-egress',
  'our-address-listed',
  'our-reverse-dns',
  'target-busy',
  'sending-not-allowed',
  'internal',
]);

/** A row that was not looked at because the caller did not ask for it or configure it: it decides nothing. */
export const CALLERS_CHOICE: ReadonlySet<Reason> = new Set(['not-asked', 'not-configured']);

/** Stage of an SMTP conversation, in the order in which they come. */
export const STAGES = [
  'connect',
  'banner',
  'ehlo',
  'starttls',
  'tls',
  'mail',
  'rcpt',
  'data',
  'endOfData',
  'quit',
] as const;
export type Stage = (typeof STAGES)[number];

/** Whose side a row speaks of. */
export type Side = 'server' | 'dns' | 'gateway' | 'tester';
