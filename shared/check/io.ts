import type { Socket } from 'node:net';
import type { DnsClient } from '../net/dns/client.ts';
import type { Slots } from '../net/slots.ts';
import type { OwnFinding } from './own-side.ts';
import type { VettedAddress } from './target.ts';

/** How long we wait for the other side, in milliseconds (judgement.md, "Patience"; RFC 5321 4.5.3.2). */
export interface Patience {
  connect: number;
  greeting: number;
  command: number;
  /** For the reply to the end of a message. */
  endOfData: number;
  quit: number;
  /** Added to the patience of a stage: the most that one reply may take in all while its lines keep coming. */
  replyGrace: number;
  /** Bounds of the pause before a second look at a server that throttled us. */
  pause: readonly [number, number];
  /** The pause before the control that tells a short deferral from greylisting. */
  deferral: number;
  /** Between two connections of one process to an address that cools after a 421. */
  spacing: number;
}

/** Answer to "does our own way out on this port work?". */
export type WayOut = 'works' | 'blocked' | 'undetermined';

/** Mailboxes of ours; null: not configured. */
export interface Identities {
  /** Its domain's SPF record passes for our address. */
  sender: string | null;
  /** Its domain's SPF record fails for every address. */
  spfFailSender: string | null;
  /** The only foreign recipient of the relay test. */
  relaySink: string | null;
}

/** Everything through which a category touches the world. */
export interface Io {
  dns: DnsClient;
  /** Opens a TCP connection; rejects with the system's error. The only door to the network for SMTP. */
  dial(address: VettedAddress, port: number, signal: AbortSignal): Promise<Socket>;
  /** Local look-up, no packet leaves: whether this machine has a route to the address. */
  hasRoute(address: VettedAddress): Promise<boolean>;
  /**
   * Asks the canary (once); `undetermined` without one.
   * @param lab whether all that is tested lies in networks that the caller allowed: our way there is the caller's own
   */
  wayOut(lab: boolean): Promise<WayOut>;
  /** Addresses that we are known to come from, as replies may name them. */
  ownAddresses: readonly string[];
  slots: Slots;
  patience: Patience;
  /** Resolves after the time, rejects when the signal fires. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** Fires after so many milliseconds. */
  timeout(ms: number): AbortSignal;
  /** Number in [0, 1). */
  random(): number;
  now(): Date;
  /** Monotonic milliseconds. */
  clock(): number;
  /** What we call ourselves in EHLO: a fully qualified name, or null for the address literal. */
  helo: string | null;
  identities: Identities;
  /** What is known of our own side; empty where nothing is. */
  ownSide(): Promise<readonly OwnFinding[]>;
  /** PEM certificates trusted beside the public roots. */
  extraRoots: readonly string[];
}
