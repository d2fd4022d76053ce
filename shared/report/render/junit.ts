import type { Language } from '../../check/request.ts';
import type { Report, ReportRow } from '../report.ts';
import { texts } from '../texts/index.ts';
import { type Markup, markup } from './markup.ts';

/** Outside the characters of XML 1.0 (2.2). Texts are harmless already, but one of these would void the file. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const clean = (text: string): string => text.replace(FORBIDDEN, '\uFFFD');

type Kind = 'passed' | 'failure' | 'error' | 'skipped';

/** What a runner of tests would say. Only `fail` fails: what could not be decided is no proof of anything. */
const KINDS: Readonly<Record<ReportRow['status'], Kind>> = {
  pass: 'passed',
  info: 'passed',
  warn: 'passed',
  fail: 'failure',
  notApplicable: 'skipped',
  inconclusive: 'skipped',
  notTested: 'skipped',
};

/** The verdict is a case of its own, so that an incomplete report does not pass for a good one. */
const VERDICTS: Readonly<Record<Report['verdict'], Kind>> = {
  ready: 'passed',
  readyWithWarnings: 'passed',
  notReady: 'failure',
  incomplete: 'error',
};

interface Case {
  name: string;
  kind: Kind;
  type: string;
  message: string;
  detail: string | null;
  ms: number;
}

function outcome({ kind, type, message, detail }: Case): Markup {
  const more = clean(detail ?? '');
  if (kind === 'failure') return markup`<failure message="${clean(message)}" type="${type}">${more}</failure>`;
  if (kind === 'error') return markup`<error message="${clean(message)}" type="${type}">${more}</error>`;
  if (kind === 'skipped') return markup`<skipped message="${clean(message)}"/>`;
  return markup`<system-out>${clean(message)}${more === '' ? '' : `\n${more}`}</system-out>`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const caseXml = (one: Case, suite: string): Markup => markup`
    <testcase name="${clean(one.name)}" classname="${suite}" time="${seconds(one.ms)}">${outcome(one)}</testcase>`;

function suiteXml(name: string, cases: readonly Case[], ms: number, report: Report): Markup {
  const count = (kind: Kind): number => cases.filter((one) => one.kind === kind).length;
  return markup`
  <testsuite name="${name}" tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${seconds(ms)}" timestamp="${report.startedAt.slice(0, 19)}">${cases.map((one) => caseXml(one, name))}
  </testsuite>`;
}

/** The row with what tells it from others of its kind, and what to do. */
const caseOf = (row: ReportRow, statuses: Readonly<Record<ReportRow['status'], string>>): Case => ({
  name: `${row.n === null ? '' : `${row.n} `}${row.title}${row.subject === null ? '' : ` [${row.subject}]`}`,
  kind: KINDS[row.status],
  type: row.code,
  message: `${statuses[row.status]}: ${row.text}`,
  detail: row.remedy,
  ms: row.ms ?? 0,
});

/** The report as CI systems read it (the JUnit format of Ant, as Jenkins and GitLab take it): a suite a category. */
export function renderJunit(report: Report, lang: Language): string {
  const { statuses, verdicts } = texts[lang];
  const verdict: Case = {
    name: report.domain,
    kind: VERDICTS[report.verdict],
    type: report.verdict,
    message: report.headline || verdicts[report.verdict],
    detail: null,
    ms: 0,
  };
  const order = [...new Set(report.rows.map(({ category }) => category))];
  const suites = order.map((category) => {
    const cases = report.rows.filter((row) => row.category === category).map((row) => caseOf(row, statuses));
    const ms = report.categories.find(({ id }) => id === category)?.ms ?? 0;
    return { name: `mxready.${category}`, cases, ms };
  });
  const all = [{ name: 'mxready.verdict', cases: [verdict], ms: 0 }, ...suites];
  const cases = all.flatMap((one) => one.cases);
  const count = (kind: Kind): number => cases.filter((one) => one.kind === kind).length;
  const time = seconds(Date.parse(report.finishedAt) - Date.parse(report.startedAt));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${markup`<testsuites name="mxready ${report.domain}" tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${time}">${all.map((one) => suiteXml(one.name, one.cases, one.ms, report))}
</testsuites>`}\n`;
}
