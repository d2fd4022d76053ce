import { categories } from '../categories/index.ts';
import type { Unit } from '../check/category.ts';
import type { Conversation } from '../check/conversation.ts';
import type { Language } from '../check/request.ts';
import type { CategoryResult } from '../check/run-category.ts';
import { judgeRow, type RowResult, untouched } from '../check/runner.ts';
import { STATUSES, type Status } from '../check/status.ts';
import type { Target } from '../check/target.ts';
import { VERSION } from '../version.ts';
import { catalogue } from './catalogue.ts';
import { headlineOf } from './headline.ts';
import type { Report, Vantage } from './report.ts';
import type { ReportEvidence } from './rows/evidence.ts';
import { reportRows } from './rows/index.ts';
import { judge } from './verdict.ts';
import { wordsOf } from './words.ts';

/** What a check is, apart from what its categories found. */
export interface Frame {
  id: string;
  tenantId: string | null;
  lang: Language;
  target: Target;
  vantage: Vantage;
  startedAt: Date;
  finishedAt: Date;
  followUps?: Report['followUps'];
  /** Id of the check that this one follows. */
  followUpOf?: string | null;
}

const place = new Map(catalogue.map(({ row }, index) => [row.id, index]));

function reportLevel(results: readonly CategoryResult[], rows: readonly RowResult[], frame: Frame): RowResult[] {
  const faults = [
    ...results.flatMap(({ category, fault }) => (fault === null ? [] : [{ where: category, message: fault }])),
    ...rows.flatMap(({ id, reason, data }) =>
      reason === 'internal' && typeof data.message === 'string' ? [{ where: id, message: data.message }] : [],
    ),
  ];
  const conversations: Conversation[] = results.flatMap((one) => one.conversations);
  const unit: Unit<ReportEvidence> = {
    subject: null,
    software: null,
    evidence: { conversations: { ok: true, value: conversations }, faults: { ok: true, value: faults } },
  };
  const context = { target: frame.target, now: frame.finishedAt, ownAddresses: [] };
  return reportRows.flatMap((row) => judgeRow(row, 'all', unit, context));
}

const countOf = (rows: readonly RowResult[]): Record<Status, number> =>
  Object.fromEntries(STATUSES.map((status) => [status, rows.filter((row) => row.status === status).length])) as Record<
    Status,
    number
  >;

function targetOf({ host, port, source, addresses }: Target): Report['target'] {
  if (host === null || source === null) return null;
  return { host, port, source, addresses: addresses.map((one) => one.address) };
}

/** All rows of all categories, in the order of the catalogue; who did not run is there as not asked for. */
function allRows(results: readonly CategoryResult[], frame: Frame): RowResult[] {
  const judged = categories.flatMap(
    ({ id, rows }) => results.find((one) => one.category === id)?.rows ?? untouched(rows, id, 'not-asked'),
  );
  const rows = [...judged, ...reportLevel(results, judged, frame)];
  return rows.sort((one, other) => (place.get(one.id) ?? 0) - (place.get(other.id) ?? 0));
}

/** Puts a report together. Pure: the same results give the same report. */
export function assemble(results: readonly CategoryResult[], frame: Frame): Report {
  const { id, tenantId, lang, target, vantage, startedAt, finishedAt } = frame;
  const rows = allRows(results, frame);
  const judgement = judge(rows);
  const from = new Map(results.map(({ category, sharedFrom }) => [category, sharedFrom ?? null]));
  return {
    schema: 1,
    id,
    domain: target.domain,
    tenantId,
    target: targetOf(target),
    mode: target.mode,
    phase: target.phase,
    services: [...(target.services ?? [])],
    vantage,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    engine: `mxready ${VERSION}`,
    verdict: judgement.verdict,
    headline: headlineOf(judgement, lang),
    counts: countOf(rows),
    rows: rows.map((row) => ({ ...row, ...wordsOf(row, lang), sharedFrom: from.get(row.category) ?? null })),
    categories: results.map(({ category, outcome, reason, ms }) => ({ id: category, outcome, reason, ms })),
    conversations: results.flatMap((one) =>
      one.conversations.map(({ id: name, category, address, port, lines }) => ({
        id: name,
        category,
        address,
        port,
        lines,
      })),
    ),
    followUps: frame.followUps ?? [],
    followUpOf: frame.followUpOf ?? null,
  };
}
