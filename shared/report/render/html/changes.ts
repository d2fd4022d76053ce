import { type Changes, type ToldChange, toldChanges } from '../../changes.ts';
import type { ReportRow } from '../../report.ts';
import { type Markup, markup } from '../markup.ts';
import { groupBy } from '../said.ts';
import { type Pen, prose, sayAt, sign } from './pen.ts';

const line = ({ row, from }: ToldChange, pen: Pen): Markup => {
  const { statuses } = pen.language;
  const subject = row.subject === null ? '' : markup` <small>${row.subject}</small>`;
  const before = from === null ? '' : markup`${sign(from.status, pen)} ${statuses[from.status]} → `;
  return markup`<li>${before}${sign(row.status, pen)} <b>${row.title}</b>${subject}: ${prose(row.text)}</li>`;
};

/**
 * What is not as it was in the check before, the worse first.
 * @param isCaller whether whoever reads the page may see that check too
 */
export function changesPart(
  rows: readonly ReportRow[],
  changes: Changes | null,
  isCaller: boolean,
  pen: Pen,
): Markup | '' {
  if (changes?.since == null) return '';
  const { words, language, lang } = pen;
  const { checkId, finishedAt } = changes.since;
  const since = sayAt(words.changesSince, new Date(finishedAt).toISOString(), lang);
  const told = groupBy(toldChanges(rows, changes), ({ kind }) => kind);
  const groups = told.map((same) => {
    const kind = same[0]?.kind ?? 'changed';
    return markup`<h3>${language.changeKinds[kind]}</h3><ul class="each">${same.map((one) => line(one, pen))}</ul>`;
  });
  return markup`<section id="changes" data-part><h2>${language.labels.changes}</h2>
<p class="sub">${isCaller ? markup`<a href="/v1/checks/${checkId}">${since}</a>` : since}</p>
${told.length === 0 ? markup`<p>${language.labels.noChanges}</p>` : groups}</section>`;
}
