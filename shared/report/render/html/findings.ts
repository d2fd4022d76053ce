import type { EvidenceRef } from '../../../check/conversation.ts';
import { answersOf } from '../../dialogue.ts';
import type { Report, ReportRow } from '../../report.ts';
import { type Markup, markup } from '../markup.ts';
import { findingsOf, groupBy, subjectsOf } from '../said.ts';
import { logLine } from './log.ts';
import { anchorOf, type Pen, prose, sign } from './pen.ts';

type Talks = ReadonlyMap<string, Report['conversations'][number]>;
export const talksOf = ({ conversations }: Pick<Report, 'conversations'>): Talks =>
  new Map(conversations.map((one) => [one.id, one]));

/** Lines of one conversation that are shown in place; all of them are in the conversation itself. */
const MOST_LINES = 14;

function cited({ conversation, lines }: EvidenceRef, talks: Talks, { words }: Pen): Markup | '' {
  const talk = talks.get(conversation);
  if (talk === undefined) return '';
  const answers = answersOf(talk.lines);
  // Beside its reply, wherever it was sent: with PIPELINING that is long before.
  const all = [...new Set(lines.flatMap((number) => [answers.get(number) ?? number, number]))];
  const shown = all.slice(0, MOST_LINES).flatMap((number) => {
    const line = talk.lines[number - 1];
    return line === undefined ? [] : [logLine(line, number, { id: null, isCited: false, words })];
  });
  if (shown.length === 0) return '';
  return markup`<ol class="log">${shown}</ol>
<p><a href="#${anchorOf(conversation, lines[0] ?? 1)}">${words.showAll}: ${talk.address} (${conversation})</a></p>`;
}

/** The lines of the conversations that a finding rests on, each with the command that it answers. */
function evidence(rows: readonly ReportRow[], talks: Talks, pen: Pen): Markup | '' {
  const merged = groupBy(rows.flatMap((row) => row.evidence), ({ conversation }) => conversation).map((same) => ({
    conversation: same[0]?.conversation ?? '',
    lines: [...new Set(same.flatMap(({ lines }) => lines))].sort((one, other) => one - other),
  })); // biome-ignore format: one thought
  const parts = merged.map((one) => cited(one, talks, pen)).filter((one) => one !== '');
  return parts.length === 0 ? '' : markup`<details open><summary>${pen.words.evidence}</summary>${parts}</details>`;
}

const sideMark = ({ side }: ReportRow, { language }: Pen): Markup | '' =>
  side === null ? '' : markup` <span class="side">${language.sides[side]}</span>`;

function card(rows: readonly ReportRow[], talks: Talks, pen: Pen): Markup {
  const { words } = pen;
  const [row] = rows as [ReportRow];
  const subjects = subjectsOf(rows);
  const remedy = row.remedy === null ? '' : markup`<div class="remedy"><b>${words.how}</b>${prose(row.remedy)}</div>`;
  return markup`<article class="finding">
<h3>${sign(row.status, pen)} ${row.title}${sideMark(row, pen)}</h3>
${subjects.length === 0 ? '' : markup`<p class="sub">${subjects.join(', ')}</p>`}<p>${prose(row.text)}</p>
${remedy}${evidence(rows, talks, pen)}
</article>`;
}

/** What is to be changed, gravest first: the setting, and what the server said. */
export function findingsPart(rows: readonly ReportRow[], talks: Talks, pen: Pen): Markup {
  const { words } = pen;
  const found = findingsOf(rows);
  const mustChange = found.some(([row]) => row?.status === 'fail') || found.length === 0;
  return markup`<section id="findings" data-part>
<h2>${mustChange ? words.todo : words.todoWarn}</h2>
${found.length === 0 ? markup`<p>${words.todoNone}</p>` : found.map((one) => card(one, talks, pen))}
</section>`;
}

/**
 * What was found while more may come: a line each, in room that is kept for them, so that what stands beneath does not
 * move while it is read. How each is to be changed comes with the verdict.
 */
export function soFarPart(rows: readonly ReportRow[], pen: Pen): Markup {
  const { words } = pen;
  const found = groupBy(findingsOf(rows).flat(), ({ id, status }) => `${id} ${status}`);
  const lines = found.map(([row]) => (row === undefined ? '' : markup`<li>${sign(row.status, pen)} ${row.title}${sideMark(row, pen)}</li>`)); // biome-ignore format: one thought
  return markup`<section id="findings" class="sofar" data-part>
<h2>${words.todo}</h2>
${found.length === 0 ? markup`<p>${words.todoRunning}</p>` : markup`<ul class="each">${lines}</ul>`}
</section>`;
}

/** What could not be decided is nobody's fault yet: said apart from what is wrong. */
export function openPart(rows: readonly ReportRow[], talks: Talks, pen: Pen): Markup | '' {
  const open = rows.filter(({ status }) => status === 'inconclusive');
  if (open.length === 0) return '';
  const groups = groupBy(open, ({ id, text }) => `${id} ${text}`);
  return markup`<section id="open" data-part><h2>${pen.words.open}</h2>${groups.map((one) => card(one, talks, pen))}</section>`;
}
