import type { Network } from '../net/address.ts';

export type Language = 'en' | 'de';

/** What a caller asks for; validated. Names are in A-label form. */
export interface CheckRequest {
  domain: string;
  /** Host name or address; null: the domain's MX. */
  target: string | null;
  port: number;
  mode: 'auto' | 'inline' | 'parallel';
  phase: 'auto' | 'before' | 'after';
  /** Expected gateway host; null: derived from the domain. */
  gateway: string | null;
  tls: boolean;
  /** Mailboxes of the domain that the caller says exist. */
  recipients: readonly string[];
  /** Whether test messages may be sent. */
  send: boolean;
  /** Null: all. */
  categories: readonly string[] | null;
  /** Services of the gateway that are ordered for the domain; left out where none was named. */
  services?: readonly string[];
  lang: Language;
}

/** Ports that may be tested without a word: SMTP, implicit TLS, submission, Exchange's back end. */
export const PORTS: readonly number[] = [25, 465, 587, 2525];

/** Service that the gateway sends the domain's own mail with. */
export const OUTBOUND_SERVICE = 'SC-F-OUTBOUND';

/** Named recipients of one check. */
export const RECIPIENT_LIMIT = 10;

/** What a deployment, or the command's user, has settled for all its checks. */
export interface Policy {
  gatewaySuffix: string;
  egressIsGateway: boolean;
  /** Exceptions to the address guard. */
  allowNetworks: readonly Network[];
}
