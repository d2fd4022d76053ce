import type { Reason } from './status.ts';

/** An address that the guard has let pass. Only such ones are ever connected to. */
export interface VettedAddress {
  /** Canonical text form (RFC 5952 for IPv6). */
  readonly address: string;
  readonly family: 4 | 6;
  /** Whether it passed only because the caller allowed its network: a lab, whose routes are the caller's own. */
  readonly lab: boolean;
}

/** An address that the guard refused, with the name of the network it lies in. */
export interface RefusedAddress {
  readonly address: string;
  readonly network: string;
}

export type Mode = 'inline' | 'parallel' | 'unprovisioned';
export type Phase = 'before' | 'after';

/** What is tested: made once, frozen, serialisable; every category gets the same. */
export interface Target {
  /** A-label form, lower case, no trailing dot. */
  readonly domain: string;
  /** Host name or address text; null when no host is to be tested. */
  readonly host: string | null;
  readonly port: number;
  readonly source: 'given' | 'mx' | 'implicit' | null;
  /** Why there is nothing to connect to: no host, or one whose addresses could not be looked up. */
  readonly absence: { because: string; reason: Reason } | null;
  /** At most 8, IPv4 first. */
  readonly addresses: readonly VettedAddress[];
  readonly refused: readonly RefusedAddress[];
  /** Addresses beyond the eight that are tested. */
  readonly beyond: readonly string[];
  readonly mode: Mode;
  /** False when the look-ups that tell the mode failed. */
  readonly modeKnown: boolean;
  readonly phase: Phase;
  /** Expected gateway host of the domain, and the suffix under which all gateway hosts lie. */
  readonly gateway: string;
  readonly gatewaySuffix: string;
  /** Whether the host is among the domain's published MX hosts: such a one must answer anybody. */
  readonly published: boolean;
  /** Whether STARTTLS is to be used. */
  readonly tls: boolean;
  /** Whether we test from the gateway's own delivery addresses. */
  readonly egressIsGateway: boolean;
  readonly errand: MailErrand;
  /** Services of the gateway that are ordered for the domain, as far as they were named. */
  readonly services?: readonly string[];
}

/** What a follow-up knows of the looks before it. */
export interface EarlierLook {
  /** How often the same was tried before. */
  readonly visits: number;
  /** When it was tried first: milliseconds since 1970. */
  readonly since: number;
  /** Whom the deferral hit then. */
  readonly hit: 'recipients' | 'random' | 'sender' | 'message' | 'relay';
}

/** What mail transactions are to be tried. */
export interface MailErrand {
  /** Mailboxes that the caller says exist. */
  readonly recipients: readonly string[];
  /** Whether test messages may be sent. */
  readonly send: boolean;
  /** Id of the first check of a chain: sender tags and random recipients derive from it, so that triplets repeat. */
  readonly root: string;
  /** Set in a follow-up. */
  readonly earlier: EarlierLook | null;
}
