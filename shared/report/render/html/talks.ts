import type { Report, ReportRow } from '../../report.ts';
import { type Stretch, timelineOf } from '../../timeline.ts';
import { fill } from '../../texts/template.ts';
import { type Markup, markup } from '../markup.ts';
import { logLine } from './log.ts';
import { anchorOf, type Pen } from './pen.ts';

type Talk = Report['conversations'][number];

/** Width of a drawing, in its own units. */
const WIDTH = 1000;

const nameOf = (stage: Stretch['stage'], { words, language }: Pen): string =>
  stage === 'ours' ? words.ours : (language.words[stage] ?? stage);

function lane(talk: Talk, longest: number, pen: Pen): Markup {
  const stretches = timelineOf(talk.lines);
  const scale = WIDTH / Math.max(1, longest);
  const bars = stretches.map(
    ({ stage, from, ms }) =>
      markup`<rect class="stage-${stage}" x="${(from * scale).toFixed(1)}" width="${Math.max(1, ms * scale).toFixed(1)}" height="26"><title>${nameOf(stage, pen)}: ${ms} ms</title></rect>`,
  );
  const total = stretches.reduce((sum, { ms }) => sum + ms, 0);
  return markup`<div class="lane"><div>${talk.id} · ${talk.address} · ${total} ms</div>
<svg viewBox="0 0 ${WIDTH} 26" preserveAspectRatio="none" role="img" aria-label="${talk.id}: ${summary(stretches, pen)}">${bars}</svg></div>`;
}

function sums(stretches: readonly Stretch[]): Map<Stretch['stage'], number> {
  const all = new Map<Stretch['stage'], number>();
  for (const { stage, ms } of stretches) all.set(stage, (all.get(stage) ?? 0) + ms);
  return all;
}

const summary = (stretches: readonly Stretch[], pen: Pen): string =>
  [...sums(stretches)].map(([stage, ms]) => `${nameOf(stage, pen)} ${ms} ms`).join(', ');

/** Where the time of each conversation went, all on one scale. */
export function timelinePart({ conversations }: Report, pen: Pen): Markup | '' {
  const talks = conversations.filter(({ lines }) => lines.length > 1);
  if (talks.length === 0) return '';
  const { words } = pen;
  const longest = Math.max(...talks.map(({ lines }) => lines.at(-1)?.ms ?? 0));
  const stages = [...sums(talks.flatMap(({ lines }) => timelineOf(lines)))];
  const key = stages.map(
    ([stage, ms]) =>
      markup`<li><svg viewBox="0 0 1 1" aria-hidden="true"><rect class="stage-${stage}" width="1" height="1"/></svg> ${nameOf(stage, pen)} ${ms} ms</li>`,
  );
  return markup`<section id="timeline"><h2>${words.timeline}</h2><p class="sub">${words.timelineHint}</p>
${talks.map((one) => lane(one, longest, pen))}<ul class="key">${key}</ul></section>`;
}

/** Lines that rows rest on, by conversation. A row that cites whole conversations marks none of them. */
function citedLines(rows: readonly ReportRow[]): Map<string, Set<number>> {
  const all = new Map<string, Set<number>>();
  for (const row of rows.filter(({ status }) => status === 'fail' || status === 'warn' || status === 'inconclusive'))
    for (const { conversation, lines } of row.evidence)
      all.set(conversation, new Set([...(all.get(conversation) ?? []), ...lines]));
  return all;
}

function transcript(talk: Talk, cited: ReadonlySet<number>, pen: Pen): Markup {
  const { words, language } = pen;
  const lines = talk.lines.map((line, index) => {
    const number = index + 1;
    return logLine(line, number, { id: anchorOf(talk.id, number), isCited: cited.has(number), words });
  });
  const name = `${talk.id} · ${language.categories[talk.category] ?? talk.category} · ${talk.address} ${words.port} ${talk.port}`;
  return markup`<details class="talk"><summary>${name} · ${fill(words.lines, { n: talk.lines.length }, {})}</summary><ol class="log">${lines}</ol></details>`;
}

/** Both sides of every conversation. */
export function transcriptPart({ conversations, rows }: Report, pen: Pen): Markup {
  const { words } = pen;
  const cited = citedLines(rows);
  if (conversations.length === 0)
    return markup`<section id="transcript"><h2>${words.transcript}</h2><p>${words.transcriptGone}</p></section>`;
  return markup`<section id="transcript"><h2>${words.transcript}</h2><p class="sub">${words.transcriptHint}</p>
<p class="needs-script"><label>${words.search} <input type="search" id="search" autocomplete="off" spellcheck="false" maxlength="200"></label> <output id="hits" for="search" data-text="${words.hits}"></output></p>
${conversations.map((one) => transcript(one, cited.get(one.id) ?? new Set(), pen))}</section>`;
}
