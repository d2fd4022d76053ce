import type { Language } from '../check/request.ts';
import type { RowResult } from '../check/runner.ts';
import type { Check, LiveCheck, StoredResult } from '../pipeline/check.ts';
import type { Deps } from '../pipeline/deps.ts';
import type { Changes } from '../report/changes.ts';
import { headlineOf } from '../report/headline.ts';
import type { Report, ReportRow } from '../report/report.ts';
import { judge } from '../report/verdict.ts';
import { wordsOf } from '../report/words.ts';
import type { Parts } from '../store/store.ts';

/** A check as the API shows it (contract.md). */
export interface CheckView {
  id: string;
  status: Check['status'];
  progress: { done: number; total: number };
  categories: { id: string; status: 'queued' | 'running' | 'completed' | 'incomplete' }[];
  rows: ReportRow[];
  report: Report | null;
  links: Record<string, string>;
}

const inWords = (row: RowResult, lang: Language): ReportRow => ({ ...row, ...wordsOf(row, lang), sharedFrom: null });

/** What is stored of a check that has ended. */
export interface Ended {
  report: Report;
  /** What differs from the check before; null for one that was not compared yet. */
  changes: Changes | null;
}

/** The stored report with its conversations, as long as these are kept; in another language if asked. */
export async function endedOf({ store }: Deps, check: LiveCheck, lang?: Language): Promise<Ended | null> {
  const { report: stored, results, changes } = await store.readParts(check.id);
  if (stored === null) return null;
  const byCategory = check.expected.flatMap((id) => results.find(({ category }) => category === id) ?? []);
  const conversations = byCategory.flatMap((one) =>
    one.conversations.map(({ id, category, address, port, lines }) => ({ id, category, address, port, lines })),
  );
  const { followUps, followUpOf, services = [], ...rest } = stored;
  const report = { ...rest, services, conversations, followUps, followUpOf };
  if (lang === undefined || lang === check.request.lang) return { report, changes };
  const rows = report.rows.map((row) => ({ ...row, ...wordsOf(row, lang) }));
  return { report: { ...report, rows, headline: headlineOf(judge(rows), lang) }, changes };
}

type CategoryStatus = CheckView['categories'][number]['status'];

function statusOf(
  check: LiveCheck,
  result: StoredResult | undefined,
  leasedUntil: number,
  now: number,
): CategoryStatus {
  if (result !== undefined) return result.outcome;
  return check.target !== null && leasedUntil > now ? 'running' : 'queued';
}

const NOTHING: Pick<Parts, 'results' | 'leases'> = { results: [], leases: new Map() };

async function running(deps: Deps, check: LiveCheck, lang: Language) {
  // Before it is dispatched there is nothing to read.
  const { results, leases } = check.target === null ? NOTHING : await deps.store.readParts(check.id);
  const byId = new Map(results.map((one) => [one.category, one]));
  return {
    // A result is there a moment before its category is struck off, and is shown beneath.
    progress: {
      done: check.expected.filter((id) => byId.has(id) || !check.pending.includes(id)).length,
      total: check.expected.length,
    },
    rows: check.expected.flatMap((id) => (byId.get(id)?.rows ?? []).map((row) => inWords(row, lang))),
    report: null,
    categories: check.expected.map((id) => ({
      id,
      status: statusOf(check, byId.get(id), leases.get(id) ?? 0, deps.now()),
    })),
  };
}

/** A check as it is now. */
export interface Seen {
  view: CheckView;
  changes: Changes | null;
}

/** @param lang other than the one that the check was asked for in */
export const viewOf = async (deps: Deps, check: Check, lang?: Language): Promise<CheckView> =>
  (await seenOf(deps, check, lang)).view;

/** @param lang other than the one that the check was asked for in */
export async function seenOf(deps: Deps, check: Check, lang?: Language): Promise<Seen> {
  const { id, status } = check;
  const self = `/v1/checks/${id}`;
  if (check.status === 'cancelled') {
    const nothing = { progress: { done: 0, total: 0 }, categories: [], rows: [], report: null };
    return { view: { id, status, ...nothing, links: { self } }, changes: null };
  }
  const ended = check.status === 'done' ? await endedOf(deps, check, lang) : null;
  if (ended === null) {
    const links = { self, ...(check.followUp === null ? {} : { followUpOf: `/v1/checks/${check.followUp.of}` }) };
    const view = { id, status, ...(await running(deps, check, lang ?? check.request.lang)), links };
    return { view, changes: null };
  }
  const { report, changes } = ended;
  const total = check.expected.length;
  const progress = { done: total, total };
  const categories = report.categories.map((one) => ({ id: one.id, status: one.outcome }));
  const [next] = report.followUps;
  const links = {
    ...{ self, report: `${self}/report`, changes: `${self}/changes` },
    ...(next === undefined ? {} : { followUp: `/v1/checks/${next.checkId}` }),
    ...(report.followUpOf === null ? {} : { followUpOf: `/v1/checks/${report.followUpOf}` }),
  };
  return { view: { id, status, progress, categories, rows: report.rows, report, links }, changes };
}
