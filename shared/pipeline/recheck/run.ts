import type { Verdict } from '../../report/texts/language.ts';
import type { NewsCounts } from '../../report/news.ts';

/** Which domains of the register a run checks; null: it does not matter. */
export interface RunFilter {
  tenantIds: readonly string[] | null;
  /** What the last check of the domain came to. A domain that was never checked has none of them. */
  verdicts: readonly Verdict[] | null;
  /** Domains whose last check ended before, or that have none; milliseconds since 1970. */
  checkedBefore: number | null;
}

/** Seconds over which the checks of a run may be spread, and that a finished check may be old. */
export const [MOST_SPREAD, MOST_AGE] = [7 * 86_400, 365 * 86_400] as const;

/** What whoever starts a run asks for. */
export interface RunOrder {
  filter: RunFilter;
  /** Seconds over which its checks are begun; 0: as fast as the servers can be asked politely. */
  spreadOver: number;
  /** Seconds: a finished check of the same request no older will do; null: each domain is checked anew. */
  maxAge: number | null;
  /** Neither `maxAge` nor what another check found out about a shared server counts. */
  force: boolean;
  /** Who asked for it, as the host tells callers apart. */
  caller: string;
  /** The tenant that the caller is confined to, whose run it is; null: a run of operations. */
  tenantId: string | null;
  callback: { url: string; origin: string } | null;
}

export type RunStatus = 'running' | 'paused' | 'done' | 'cancelled';

/**
 * Why a domain ended without a verdict: it is not registered any more, must not be tested, no check of what is
 * registered of it could be begun, or its check was erased.
 */
export const NO_VERDICT = ['unregistered', 'suppressed', 'unaskable', 'erased'] as const;
export type NoVerdict = (typeof NO_VERDICT)[number];
export const OUTCOMES = ['ready', 'readyWithWarnings', 'notReady', 'incomplete', ...NO_VERDICT] as const;
export type RunOutcome = (typeof OUTCOMES)[number];

/** Where the listing of the register goes on: after this domain of this tenant. */
export interface ListCursor {
  tenantId: string;
  /** Null: all of the tenant's domains are listed. */
  domain: string | null;
}

/** How far a run has come. Every number is exact: it moves with the page that it counts, and never twice. */
export interface RunProgress {
  /** Pages that were listed, opened, and whose domains have all ended. `folded <= opened <= listed`. */
  listed: number;
  opened: number;
  folded: number;
  /** Null before the first page, and again when the register is at its end. */
  cursor: ListCursor | null;
  /** Whether every domain of the register is on a page. */
  complete: boolean;
  /** Domains on the listed pages. */
  total: number;
  /** Of the folded pages. */
  done: number;
  byOutcome: Readonly<Partial<Record<RunOutcome, number>>>;
  /** Domains of which something is told that more than one look saw. */
  changed: number;
  news: NewsCounts;
}

/** A run as it is stored: item `RUN#id`. Times are milliseconds since 1970. */
export interface Run extends RunOrder, RunProgress {
  id: string;
  status: RunStatus;
  /** Of what the caller asked for: the same Idempotency-Key with another body is a mistake. */
  bodyHash: string;
  createdAt: number;
  finishedAt: number | null;
  /** Next look of the tick; null when it is over and nothing of it is under way. */
  dueAt: number | null;
  /** Confirmed changes that the caller was told of by callback, and when last. */
  told: number;
  toldAt: number | null;
}

/** One domain of a run. */
export interface Entry {
  tenantId: string;
  domain: string;
  /** Provider or host whose servers it waits for; null: not looked up yet. */
  lane: string | null;
  /** The check that was begun for it, and when. */
  admitted: { checkId: string; at: number } | null;
  /** Set while the chain of its checks waits for a second look: its check, when it begins, and must have ended. */
  parked: { checkId: string; from: number; until: number } | null;
  result: EntryResult | null;
}

/** How a domain ended. */
export interface EntryResult {
  outcome: RunOutcome;
  /** The last check of the chain; null where none was made. */
  checkId: string | null;
  finishedAt: number;
  news: NewsCounts;
}

/** Domains of a run that are begun and counted together. */
export interface Page {
  number: number;
  entries: readonly Entry[];
  /** Where the listing went on after it. */
  after: ListCursor;
  /** Nothing of it is begun any more: the run was cancelled. */
  closed: boolean;
}

export type RunScope = 'operations' | 'tenant';
export const scopeOf = ({ tenantId }: Pick<Run, 'tenantId'>): RunScope => (tenantId === null ? 'operations' : 'tenant');

/** What a check knows of the run that it is for. */
export interface RecheckRef {
  runId: string;
  page: number;
  /** Place on the page, from 0. */
  entry: number;
  /** Whose run it is: what operations were told and what a tenant was are known apart. */
  scope: RunScope;
  /** Whether what is known of a shared server may be taken from another check of the run. */
  share: boolean;
  /** Set in the look that is to confirm what another check found to be worse: that check, and when it may begin. */
  confirms: { checkId: string; notBefore: number } | null;
}

/** Domains of one page. */
export const PAGE_SIZE = 25;
