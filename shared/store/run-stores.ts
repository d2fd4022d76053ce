import type { Entry, EntryResult, Page, Run, RunProgress, RunStatus } from '../pipeline/recheck/run.ts';
import type { Baseline, NewsItem } from '../report/news.ts';

/** News of one domain, as a run keeps them. */
export interface DomainNews {
  runId: string;
  tenantId: string;
  domain: string;
  /** The check that the items speak of. */
  checkId: string;
  finishedAt: number;
  /** Gravest first. */
  items: readonly NewsItem[];
}

export interface RunPage {
  items: Run[];
  /** Position of the last one; null: there are no more. */
  next: string | null;
}

/** What runs ask of the table. Each function is one statement on one item; its condition is its name. */
export interface RunStore {
  createRunIfAbsent(run: Run): Promise<boolean>;
  /** Strongly consistent; null for what is not there or has expired. */
  readRun(id: string): Promise<Run | null>;
  /** Puts the run into the list of its tenant (null: of operations) and into that of all; repeating it is harmless. */
  putIntoLists(run: Run): Promise<void>;
  /** Newest first. @param tenantId null: all */
  listRuns(tenantId: string | null, limit: number, after: string | null): Promise<RunPage>;
  /** The run that goes on for a scope (a tenant's, or `null`: operations), whether it is over or not. */
  readActive(tenantId: string | null): Promise<{ runId: string; at: number } | null>;
  /** @param seen the run that stood there; who was replaced meanwhile replaces nothing */
  takeActiveIfUnmoved(tenantId: string | null, runId: string, at: number, seen: string | null): Promise<boolean>;
  leaveActiveIfOwned(tenantId: string | null, runId: string): Promise<boolean>;
  /** @param from the status in which it must be */
  changeStatusIfIn(id: string, from: readonly RunStatus[], to: RunStatus, at: number): Promise<Run | null>;

  /** The right to move a run: until `until`, which is also when it is due again. Null: another has it, or it is over. */
  claimRunIfFree(id: string, owner: string, now: number, until: number): Promise<Run | null>;
  renewRunIfOwned(id: string, owner: string, until: number): Promise<Run | null>;
  leaveRunIfOwned(id: string, owner: string, dueAt: number): Promise<boolean>;

  putPageIfAbsent(runId: string, page: Page): Promise<boolean>;
  /** Eventually consistent unless `newest`; from the first to before the last, those that are there. */
  readPages(runId: string, first: number, last: number, newest?: boolean): Promise<Page[]>;
  /** Moves the listing on, unless somebody else did so since. @param seen `listed` */
  listedIfUnmoved(
    id: string,
    seen: number,
    to: Pick<RunProgress, 'listed' | 'cursor' | 'complete' | 'total'>,
  ): Promise<boolean>;
  /** Gives the entries of a page their lanes; repeating it is harmless. */
  setLanes(runId: string, page: number, lanes: readonly (string | null)[]): Promise<void>;
  openedIfUnmoved(id: string, seen: number): Promise<boolean>;
  /** All of these entries or none: where one was begun or has ended already, or the page is closed, none. */
  admitIfNone(
    runId: string,
    page: number,
    admitted: ReadonlyMap<number, NonNullable<Entry['admitted']>>,
  ): Promise<boolean>;
  parkIfOpen(runId: string, page: number, entry: number, parked: NonNullable<Entry['parked']>): Promise<boolean>;
  /** Once: who comes later changes nothing. */
  endIfOpen(runId: string, page: number, entry: number, result: EntryResult): Promise<boolean>;
  closePage(runId: string, page: number): Promise<void>;
  /** Counts pages that have ended. @param seen `folded` */
  foldedIfUnmoved(
    id: string,
    seen: number,
    to: Pick<RunProgress, 'folded' | 'done' | 'byOutcome' | 'changed' | 'news'>,
  ): Promise<boolean>;
  /** Ends a run of which nothing is under way any more. @param from the status that it was seen in */
  finishRunIfIn(id: string, from: RunStatus, to: RunStatus, at: number): Promise<boolean>;
  /** Remembers that the caller was told of so many confirmed changes. @param seen those before */
  toldIfUnmoved(id: string, seen: number, told: number, at: number): Promise<boolean>;

  /** Of all that a run found, gravest first. */
  listNews(runId: string, limit: number, after: string | null): Promise<{ items: DomainNews[]; next: string | null }>;
}

/** What the end of a check tells the run that it is for. */
export interface RecheckStore extends Pick<RunStore, 'parkIfOpen' | 'endIfOpen'> {
  readPages: RunStore['readPages'];
  readBaseline(of: string): Promise<Baseline | null>;
  putBaselineIfAbsent(of: string, baseline: Baseline): Promise<boolean>;
  /** @param before the check that the baseline was made from; null: there was none */
  replaceBaselineIfUnmoved(of: string, baseline: Baseline, before: string | null): Promise<boolean>;
  forgetBaselineIfOf(of: string, checkId: string): Promise<boolean>;
  /** Of one check, written once. */
  putNewsIfAbsent(checkId: string, news: DomainNews): Promise<boolean>;
  readNews(checkId: string): Promise<DomainNews | null>;
  /** Among those of the run, at the place of its gravity; repeating it is harmless. */
  putIntoNews(news: DomainNews): Promise<void>;
  /** Takes it out of those of the run. */
  takeFromNews(news: DomainNews): Promise<void>;
  /** For a host that is the only one and has just started: nobody of before moves the run any more. */
  freeRun(id: string, dueAt: number): Promise<boolean>;
}
