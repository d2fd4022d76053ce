import type { Language } from '../../check/request.ts';
import { type Changes, toldChanges } from '../changes.ts';
import type { Report, ReportRow } from '../report.ts';
import { texts } from '../texts/index.ts';
import type { Verdict } from '../texts/language.ts';
import { painter, SIGNS, type Style, wrap } from './paint.ts';
import { findingsOf, subjectsOf } from './said.ts';
import { categoryLines, indent, type Pen } from './table.ts';

export interface TextOptions {
  lang: Language;
  colour: boolean;
  /** Columns of the terminal. */
  width: number;
  /** The transcript too. */
  log: boolean;
  /** Since the check before, where they are known. */
  changes?: Changes | null;
}

const VERDICT_STYLE: Readonly<Record<Verdict, Style>> = {
  ready: 'green',
  readyWithWarnings: 'yellow',
  notReady: 'red',
  incomplete: 'magenta',
};

function head(report: Report, { language, paint, width }: Pen): string[] {
  const { labels } = language;
  const target =
    report.target === null
      ? labels.none
      : `${report.target.host} ${labels.port} ${report.target.port} (${report.target.addresses.join(', ')})`;
  const word = (key: string): string => language.words[key] ?? key;
  return [
    paint('bold', `${labels.domain}: ${report.domain}`),
    ...wrap(`${labels.target}: ${target}`, width),
    `${labels.mode}: ${word(report.mode)}   ${labels.phase}: ${word(report.phase)}`,
    ...(report.followUpOf === null ? [] : [`${labels.secondLookOf}: ${report.followUpOf}`]),
    ...report.followUps.map(({ notBefore, checkId }) => `${labels.secondLook}: ${notBefore} (${checkId})`),
    '',
    ...wrap(report.headline, width).map((line) => paint(['bold', VERDICT_STYLE[report.verdict]], line)),
  ];
}

/** What is to be changed, each with its setting; the same advice for several addresses once. */
function toDo(report: Report, pen: Pen): string[] {
  const found = findingsOf(report.rows);
  if (found.length === 0) return [];
  return ['', pen.paint('bold', pen.language.labels.toDo), ...found.flatMap((rows) => advice(rows, pen))];
}

function advice(rows: readonly ReportRow[], { language, paint, width }: Pen): string[] {
  const row = rows[0] as ReportRow;
  const { sign, style } = SIGNS[row.status];
  const subjects = subjectsOf(rows);
  const side = row.side === null ? '' : ` (${language.sides[row.side]})`;
  const lines = wrap(
    `${row.title}${subjects.length > 0 ? ` ${subjects.join(', ')}` : ''}${side}: ${row.text}`,
    width - 4,
  );
  const remedy = row.remedy === null ? [] : indent(wrap(`→ ${row.remedy}`, width - 4), 4);
  return [`  ${paint(style, sign)} ${lines[0]}`, ...indent(lines.slice(1), 4), ...remedy];
}

/** What is not as it was in the check before. */
function changedLines(report: Report, changes: Changes | null, { language, paint, width }: Pen): string[] {
  if (changes?.since == null) return [];
  const { labels, changeKinds, statuses } = language;
  const told = toldChanges(report.rows, changes);
  const lines = told.flatMap(({ kind, row, from }) => {
    const move = from === null ? statuses[row.status] : `${statuses[from.status]} → ${statuses[row.status]}`;
    const subject = row.subject === null ? '' : ` ${row.subject}`;
    const [first = '', ...rest] = wrap(
      `${changeKinds[kind]}: ${row.title}${subject} (${move}): ${row.text}`,
      width - 4,
    );
    const { sign, style } = SIGNS[row.status];
    return [`  ${paint(style, sign)} ${first}`, ...indent(rest, 4)];
  });
  return ['', paint('bold', labels.changes), ...(told.length === 0 ? [`  ${labels.noChanges}`] : lines)];
}

function byCategory(report: Report, pen: Pen): string[] {
  const order = [...new Set(report.rows.map(({ category }) => category))];
  return order.flatMap((category) => [
    '',
    pen.paint('bold', pen.language.categories[category] ?? category),
    ...categoryLines(
      report.rows.filter((row) => row.category === category),
      pen,
    ),
  ]);
}

function legend(report: Report, { language, paint }: Pen): string {
  const parts = Object.entries(report.counts).filter(([, count]) => count > 0);
  return parts
    .map(([status, count]) => {
      const { sign, style } = SIGNS[status as keyof typeof SIGNS];
      return `${paint(style, sign)} ${count} ${language.statuses[status as keyof typeof SIGNS]}`;
    })
    .join('   ');
}

function transcript(report: Report, { language, paint }: Pen): string[] {
  return report.conversations.flatMap(({ id, address, port, lines }) => [
    '',
    paint('bold', `${language.labels.transcript} ${id}: ${address} ${language.labels.port} ${port}`),
    ...lines.map(
      ({ ms, dir, tls, text }, index) =>
        `${String(index + 1).padStart(4)} ${String(ms).padStart(7)} ms ${dir}${tls ? '*' : ' '} ${text}`,
    ),
  ]);
}

/** The report for a terminal: what to do first on top, then everything, grouped by category. */
export function renderText(report: Report, { lang, colour, width, log, changes = null }: TextOptions): string {
  const pen: Pen = { language: texts[lang], paint: painter(colour), width: Math.min(Math.max(width, 60), 160) };
  const lines = [
    ...head(report, pen),
    ...toDo(report, pen),
    ...changedLines(report, changes, pen),
    ...byCategory(report, pen),
    '',
    legend(report, pen),
    ...(log ? transcript(report, pen) : []),
  ];
  return `${lines.join('\n')}\n`;
}
