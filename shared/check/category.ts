import type { Conversation } from './conversation.ts';
import type { Io } from './io.ts';
import type { AnyRow, Data } from './row.ts';
import type { Reason } from './status.ts';
import type { EarlierLook, Target } from './target.ts';

/** Why a piece of evidence is not there; the runner turns it into the finding of each row that needs it. */
export interface Missing {
  code: 'not-tested' | 'undecided' | 'not-applicable';
  reason: Reason | null;
  data: Data;
}

/** A piece of evidence: a value, or the named reason why there is none. */
export type Settled<T> = { ok: true; value: T } | { ok: false; missing: Missing };
export type SettledEvidence<E> = { [K in keyof E]: Settled<E[K]> };

export const settled = <T>(value: T): Settled<T> => ({ ok: true, value });
export const absent = (code: Missing['code'], reason: Reason | null, data: Data = {}): Settled<never> => ({
  ok: false,
  missing: { code, reason, data },
});

/** Evidence about one subject, mostly one address of the target. */
export interface Unit<E> {
  subject: string | null;
  /** Mail software recognised from what the server said; chooses the remedy's wording. */
  software: string | null;
  evidence: SettledEvidence<E>;
}

export interface Gathered<E> {
  units: Unit<E>[];
  conversations: Conversation[];
  /** A second look that would settle what the server put off. */
  followUp?: FollowUpWish | null;
}

/** Asked for where greylisting may hide an answer: how long the server asked us to wait, if it said so. */
export interface FollowUpWish {
  hit: EarlierLook['hit'];
  waitSeconds: number | null;
}

/** A category of tests: all its network is in `gather`, all its judgement in its rows. */
export interface Category<E = unknown> {
  id: string;
  /** What it needs to reach: decides where its function runs. */
  network: 'dns' | 'smtp';
  limits: { seconds: number; memoryMb: number; concurrency: number };
  /**
   * Set where what it finds is the server's alone, and no tenant's: within a run it is found out once for each server.
   * Such a category may look at no more of the target than `shared/pipeline/shared-facts.ts` tells targets apart by.
   */
  shared?: true;
  /** Null: announced in the catalogue, not built yet. */
  gather: ((target: Target, io: Io, signal: AbortSignal) => Promise<Gathered<E>>) | null;
  rows: readonly AnyRow[];
}
