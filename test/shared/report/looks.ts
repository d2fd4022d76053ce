import type { RowResult } from '../../../shared/check/runner.ts';
import type { Status } from '../../../shared/check/status.ts';
import { type Baseline, conclude, type Look } from '../../../shared/report/news.ts';
import type { ReportRow } from '../../../shared/report/report.ts';
import { wordsOf } from '../../../shared/report/words.ts';
import { result } from './kit.ts';

export const DAY = 24 * 3600 * 1000;
export const NOW = Date.parse('2026-03-01T00:00:00Z');

/** A row of a report, with its words. */
export const row = (id: string, status: Status, more: Partial<RowResult> = {}): ReportRow => {
  const isOpen = status === 'inconclusive' || status === 'notTested';
  const plain = result(id, status, { reason: isOpen ? 'throttled' : null, ...more });
  return { ...plain, ...wordsOf(plain, 'en'), sharedFrom: null };
};

export const look = (rows: readonly ReportRow[], finishedAt = NOW, checkId = 'check'): Look => ({
  checkId,
  finishedAt,
  rows,
});

/** What is known after runs of one look each. */
export const knownFrom = (...runs: readonly (readonly ReportRow[])[]): Baseline =>
  runs.reduce<Baseline | null>(
    (baseline, rows) => conclude({ baseline, first: look(rows), second: null }).after,
    null,
  ) as Baseline;
