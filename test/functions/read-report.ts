import type { infer as Infer } from 'zod';
import { REPORT } from '../../shared/api/report-schema.ts';

export type CheckedReport = Infer<typeof REPORT>;

/** Reads a report strictly, and holds together what its fields say of each other. */
export function readReport(text: string): CheckedReport {
  const report = REPORT.parse(JSON.parse(text));
  const keys = report.rows.map(({ id, subject }) => `${id} ${subject}`);
  if (new Set(keys).size !== keys.length) throw new Error('a row stands twice for one subject');
  const numbers = [...new Set(report.rows.flatMap(({ n }) => n ?? []))];
  if (numbers.join() !== Array.from({ length: 35 }, (_, index) => index + 1).join()) {
    throw new Error(`rows are missing, or not in order: ${numbers}`);
  }
  const lengths = new Map(report.conversations.map(({ id, lines }) => [id, lines.length]));
  for (const { id, evidence } of report.rows) {
    for (const { conversation, lines } of evidence) {
      if (lines.some((line) => line > (lengths.get(conversation) ?? 0)))
        throw new Error(`${id} cites what is not there`);
    }
  }
  return report;
}
