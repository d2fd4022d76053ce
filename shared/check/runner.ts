import { boundedData, boundedText, boundedValue } from './bounds.ts';
import type { Category, Gathered, Missing, Settled, Unit } from './category.ts';
import type { EvidenceRef } from './conversation.ts';
import { type AnyRow, type Data, type Finding, GENERIC_CODES, type JudgeContext, type Value } from './row.ts';
import { OWN_REASONS, type Reason, type Side, type Stage, type Status } from './status.ts';

/** A row's result without its words: what is stored, and what is said in any language later. */
export interface RowResult {
  n: number | null;
  id: string;
  category: string;
  subject: string | null;
  status: Status;
  code: string;
  value: Value;
  data: Data;
  reason: Reason | null;
  side: Side | null;
  gravity: number | null;
  reply: string | null;
  stage: Stage | null;
  ms: number | null;
  evidence: EvidenceRef[];
}

/** The status of a code: what the row declares, or the generic code's. */
export const statusOf = (row: AnyRow, code: string): Status | undefined =>
  [row.codes, GENERIC_CODES as Record<string, Status>].find((codes) => Object.hasOwn(codes, code))?.[code];

/** A finding that breaks its row's own declaration is a fault of ours and must be seen as one. */
function check(row: AnyRow, finding: Finding): Status {
  const status = finding.status ?? statusOf(row, finding.code);
  if (status === undefined) throw new Error(`row ${row.id} has no code ${finding.code}`);
  const needsReason = status === 'inconclusive' || status === 'notTested';
  if (needsReason !== (finding.reason !== undefined)) {
    throw new Error(`row ${row.id}, code ${finding.code}: a reason is set exactly for inconclusive and notTested`);
  }
  return status;
}

/** Whose side a result is on: what lies with us, or with DNS, says nothing of the row's own side. */
function sideOf(row: AnyRow, reason: Reason | null): Side {
  if (reason === null) return row.side;
  if (OWN_REASONS.has(reason)) return 'tester';
  return reason === 'dns-trouble' ? 'dns' : row.side;
}

/**
 * Finishes a finding with what its row declares. Every result passes here, so this is where what strangers said gets
 * its bounds: a report of it must always be storable.
 */
export function finish(row: AnyRow, category: string, unit: Unit<unknown>, finding: Finding): RowResult {
  const status = check(row, finding);
  const reason = finding.reason ?? null;
  const software: Data = unit.software === null ? {} : { software: unit.software };
  return {
    n: row.n,
    id: row.id,
    category,
    subject: boundedText(finding.subject === undefined ? unit.subject : finding.subject),
    status,
    code: finding.code,
    value: boundedValue(finding.value ?? null),
    data: boundedData({ ...software, ...finding.data }),
    reason,
    side: sideOf(row, reason),
    gravity: status === 'warn' || status === 'fail' ? row.gravity : null,
    reply: boundedText(finding.reply ?? null),
    stage: finding.stage ?? null,
    ms: finding.ms == null ? null : Math.round(finding.ms),
    evidence: finding.evidence ?? [],
  };
}

const findingOf = ({ code, reason, data }: Missing): Finding => ({
  code,
  data,
  ...(reason === null ? {} : { reason }),
});

function narrow(row: AnyRow, unit: Unit<unknown>): { evidence: Record<string, unknown> } | { missing: Missing } {
  const evidence: Record<string, unknown> = {};
  const all = unit.evidence as Record<string, Settled<unknown>>;
  for (const need of row.needs) {
    const piece = all[need];
    if (piece === undefined) throw new Error(`row ${row.id} needs "${need}", which nothing gathers`);
    if (!piece.ok) return { missing: piece.missing };
    evidence[need] = piece.value;
  }
  return { evidence };
}

/** Judges one row over one unit. A row that throws becomes that row's internal error; the others go on. */
export function judgeRow(
  row: AnyRow,
  category: string,
  unit: Unit<unknown>,
  context: Omit<JudgeContext, 'subject'>,
): RowResult[] {
  try {
    const narrowed = narrow(row, unit);
    const findings =
      'missing' in narrowed
        ? [findingOf(narrowed.missing)]
        : [row.judge(narrowed.evidence, { ...context, subject: unit.subject })].flat();
    return findings.map((finding) => finish(row, category, unit, finding));
  } catch (error) {
    return [internal(row, category, unit, error)];
  }
}

function internal(row: AnyRow, category: string, unit: Unit<unknown>, error: unknown): RowResult {
  const message = error instanceof Error ? error.message : String(error);
  return finish(row, category, unit, { code: 'not-tested', reason: 'internal', data: { message } });
}

/** Judges all rows of a category over what it gathered, row by row. */
export function judgeCategory(
  category: Category,
  gathered: Gathered<unknown>,
  context: Omit<JudgeContext, 'subject'>,
): RowResult[] {
  return category.rows.flatMap((row) => gathered.units.flatMap((unit) => judgeRow(row, category.id, unit, context)));
}

/** The results of rows that nobody looked at, one each. */
export function untouched(rows: readonly AnyRow[], category: string, reason: Reason, data: Data = {}): RowResult[] {
  const unit: Unit<unknown> = { subject: null, software: null, evidence: {} };
  return rows.map((row) => finish(row, category, unit, { code: 'not-tested', reason, data }));
}
