import {
  CALLERS_CHOICE,
  OWN_REASONS,
  REASONS,
  type Reason,
  type Side,
  STATUSES,
  type Status,
} from '../check/status.ts';
import { catalogue } from './catalogue.ts';
import { cell } from './rows-page.ts';
import { SIGNS } from './render/paint.ts';
import { texts } from './texts/index.ts';
import type { Verdict } from './texts/language.ts';
import { pageTexts } from './texts/page/index.ts';

/** In the order in which they are decided: the first whose condition holds is the verdict (`verdict.ts`). */
const VERDICTS = {
  notReady: ['a row failed', 'adviceNotReady'],
  incomplete: ['no row failed, but a row that decides could not be looked at, and not because you left it out', 'adviceIncomplete'],
  readyWithWarnings: ['what decides was looked at; a row warns, or you left out a row that decides', 'adviceWarnings'],
  ready: ['what decides was looked at, and nothing is to be changed', 'adviceReady'],
} as const satisfies Record<Verdict, readonly [string, string]>; // biome-ignore format: one table

const MEANINGS: Readonly<Record<Status, string>> = {
  pass: 'it is as it should be',
  info: 'worth knowing; nothing is to be changed',
  warn: 'it should be changed; the MX may be switched all the same',
  fail: 'it must be changed before the MX is switched',
  notApplicable: 'it makes no sense for this server or this domain',
  inconclusive: 'it was looked at, and what was seen does not decide it',
  notTested: 'it was not looked at',
};

const SIDE_TEXTS = {
  server: 'sideServer',
  dns: 'sideDns',
  gateway: 'sideGateway',
  tester: 'sideTester',
} as const satisfies Record<Side, string>;
const SIDES = Object.keys(SIDE_TEXTS) as Side[];

const { en, de } = texts;

const decides = catalogue.filter(({ row }) => row.deciding).map(({ row }) => `\`${row.id}\``);

const whoseOf = (reason: Reason): string => {
  if (CALLERS_CHOICE.has(reason)) return 'your choice';
  return OWN_REASONS.has(reason) ? 'tester or request' : 'server, DNS or network';
};

function reasonLine(reason: Reason): string {
  const { text, remedy } = en.reasons[reason];
  const advice = remedy === undefined ? '' : typeof remedy === 'string' ? remedy : remedy.default;
  return `| \`${reason}\` | ${whoseOf(reason)} | ${cell(text)} | ${cell(advice)} |`;
}

const table = (head: readonly string[], lines: readonly string[]): string =>
  [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...lines].join('\n');

/** The page `docs/verdicts.md`. */
export const verdictsPage = (): string => `# Verdicts

What a report says as a whole, and what the statuses, reasons and sides of its rows mean. Every row and code:
[rows.md](rows.md). This page is made from the texts and declarations by \`npm run docs\`.

## Verdicts

The first of these whose condition holds is the verdict:

${table(
  ['verdict', 'in the report', 'when', 'what follows'],
  Object.entries(VERDICTS).map(([verdict, [when, advice]]) => `| \`${verdict}\` | ${en.verdicts[verdict as Verdict]} / ${de.verdicts[verdict as Verdict]} | ${when} | ${pageTexts.en[advice]} |`),
)}

Rows that decide: ${decides.join(', ')}. A row that there is once for each address or recipient counts as not looked at
only when none of them was. "You left it out" means the reasons ${[...CALLERS_CHOICE].map((one) => `\`${one}\``).join(' and ')}; the report names what was left out.

## Statuses

${table(
  ['status', 'sign', 'in the report', 'what it means'],
  STATUSES.map((status) => `| \`${status}\` | ${SIGNS[status].sign} | ${en.statuses[status]} / ${de.statuses[status]} | ${MEANINGS[status]} |`),
)}

## Sides

Who can change what a row is about. A finding that must be changed names its side.

${table(
  ['side', 'in the report', 'what the page says'],
  SIDES.map((side) => `| \`${side}\` | ${en.sides[side]} / ${de.sides[side]} | ${pageTexts.en[SIDE_TEXTS[side]]} |`),
)}

## Reasons

Why a row is \`inconclusive\` or \`notTested\`. None of them says that the server is wrong.

${table(['reason', 'where it lies', 'what it says', 'what to do'], REASONS.map(reasonLine))}
`; // biome-ignore format: a page as it reads
