import type { Reason } from '../../../shared/check/status.ts';
import type { Expected } from './compare.ts';

/** What is true of a server and a zone that are as they should be. */
const HEALTHY: readonly Expected[] = [
  { row: 'connect', status: 'pass', code: 'connected' },
  { row: 'banner', status: 'pass', code: 'greeted' },
  { row: 'cisco-pix', status: 'pass', code: 'none' },
  { row: 'ehlo', status: 'pass', code: 'accepted' },
  { row: 'starttls', status: 'pass', code: 'established' },
  { row: 'certificate-current', status: 'pass', code: 'current' },
  { row: 'certificate-trust', status: 'pass', code: 'trusted' },
  { row: 'certificate-name', status: 'pass', code: 'matches' },
  { row: 'tls-version', status: 'pass', code: 'current' },
  { row: 'ehlo-after-starttls', status: 'pass', code: 'accepted' },
  { row: 'mx-points-to-gateway', status: 'info', code: 'not-switched' },
  { row: 'single-mx', status: 'info', code: 'not-switched' },
  { row: 'mx-resolvable', status: 'pass', code: 'resolves' },
  { row: 'ptr-ipv4', status: 'pass', code: 'pass-all' },
  { row: 'aborted', status: 'notApplicable', code: 'none' },
  { row: 'error', status: 'notApplicable', code: 'none' },
  { row: 'internal-error', status: 'notApplicable', code: 'none' },
  { row: 'greylisting', status: 'pass', code: 'none-seen' },
  { row: 'data', status: 'pass', code: 'accepted' },
  { row: 'quit', status: 'pass', code: 'accepted' },
  { row: 'recipient-filtering', status: 'pass', code: 'at-rcpt' },
  { row: 'spf-check', status: 'pass', code: 'none-seen' },
  { row: 'open-relay', status: 'pass', code: 'refused' },
];

/** Rows that take a TLS session, and those that take a talk at all. */
export const TLS_ROWS = [
  'certificate-current',
  'certificate-trust',
  'certificate-name',
  'tls-version',
  'ehlo-after-starttls',
] as const;
export const TALK_ROWS = ['banner', 'cisco-pix', 'ehlo', 'starttls', ...TLS_ROWS] as const;

/** A healthy world but for these rows: what is wrong must be found, and nothing else may be called wrong. */
export const healthyBut = (...rows: readonly Expected[]): Expected[] => [
  ...HEALTHY.filter((one) => !rows.some(({ row }) => row === one.row)),
  ...rows,
];

/** Of the healthy truths those of these rows. */
export const healthy = (...rows: readonly string[]): Expected[] => HEALTHY.filter(({ row }) => rows.includes(row));

/** Rows that nobody could look at. */
export const untested = (reason: Reason, ...rows: readonly string[]): Expected[] =>
  rows.map((row) => ({ row, status: 'notTested', code: 'not-tested', reason }));

/** Rows that make no sense in this world. */
export const pointless = (...rows: readonly string[]): Expected[] =>
  rows.map((row) => ({ row, status: 'notApplicable', code: 'not-applicable' }));

/** The same of one subject alone. */
export const on = (subject: string, ...rows: readonly Expected[]): Expected[] =>
  rows.map((row) => ({ ...row, subject }));
