import type { OwnFinding } from '../check/own-side.ts';
import type { CheckRequest } from '../check/request.ts';
import type { CategoryResult } from '../check/run-category.ts';
import type { Target } from '../check/target.ts';
import type { Lane } from '../queue/queue.ts';
import type { Report, Vantage } from '../report/report.ts';
import type { Verdict } from '../report/texts/language.ts';
import type { RecheckRef } from './recheck/run.ts';

interface Identity {
  id: string;
  tenantId: string | null;
  /** Who asked for it, as the host tells callers apart. */
  caller: string;
  /** Milliseconds since 1970, like all times of the pipeline. */
  createdAt: number;
}

/** A check as it is stored: item `META`. */
export interface LiveCheck extends Identity {
  status: 'queued' | 'running' | 'done';
  lane: Lane;
  request: CheckRequest;
  /** Of what the caller sent: the same Idempotency-Key with another body is a mistake. */
  bodyHash: string;
  /** Of what is asked: checks with the same one may stand for each other. */
  fingerprint: string;
  /** Ids of the categories that the report waits for. */
  expected: readonly string[];
  /** Those without a result yet. */
  pending: readonly string[];
  /** Null until dispatched. */
  target: Target | null;
  deadline: number;
  /** Next look of the tick; null when done. */
  dueAt: number | null;
  finishedAt: number | null;
  verdict: Verdict | null;
  /** Set where this is a second look at what another check was put off with. */
  followUp: FollowUp | null;
  /** Who is to be told when it ends; a second look has that of the check that it follows. */
  callback: Callback | null;
  /** Set where it is part of a run of re-checks. */
  recheck: RecheckRef | null;
  /** Grows with each change: who waits for one compares it. */
  version: number;
}

/** Where a caller wants to hear that a check has ended. */
export interface Callback {
  url: string;
  /** Scheme, name and port under which the caller reached us. */
  origin: string;
}

/** A callback that waits for its next attempt, or has ended: item `CALLBACK#id`. What is told is the check's. */
export interface CallbackState {
  /** Those that were begun. */
  attempts: number;
  /** Null when it has ended. */
  dueAt: number | null;
}

/** How a callback ends: the receiver took it, wants no more of them, or never took it. */
export type CallbackOutcome = 'delivered' | 'gone' | 'givenUp';

/** What a follow-up knows beforehand. */
export interface FollowUp {
  /** The check that it follows. */
  of: string;
  notBefore: number;
  /** The same addresses and triplets, and what is known of the looks before. */
  target: Target;
}

/** What is left of a check that its caller erased. */
export interface CancelledCheck extends Identity {
  status: 'cancelled';
  finishedAt: number;
  /** When what a worker may have left meanwhile is erased too; null when that is done. */
  dueAt: number | null;
  /** What later checks are compared with, if it is this one; null when that is done. */
  latest: string | null;
}

export type Check = LiveCheck | CancelledCheck;

/** A category's result with the address families that were to be had where it ran. */
export interface StoredResult extends CategoryResult {
  families: Vantage['families'];
}

/** Without the conversations: they stay with the results and expire before the report does. */
export type StoredReport = Omit<Report, 'conversations'>;

/** State of our own side, written by the preflight function only. */
export interface Preflight {
  at: number;
  wayOut: 'works' | 'blocked' | 'undetermined';
  families: Vantage['families'];
  /** Identities, reverse DNS; left out by versions before there were any. */
  own?: readonly OwnFinding[];
}

export const isOpen = (check: Check | null): check is LiveCheck =>
  check !== null && (check.status === 'queued' || check.status === 'running');

/** When a check that waits may begin: a second look, or one that is to confirm another. Null: at once. */
export const notBeforeOf = ({ followUp, recheck }: LiveCheck): number | null =>
  followUp?.notBefore ?? recheck?.confirms?.notBefore ?? null;
