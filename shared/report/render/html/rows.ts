import { isIP } from 'node:net';
import { catalogue } from '../../catalogue.ts';
import type { ReportRow } from '../../report.ts';
import { type Markup, markup } from '../markup.ts';
import { groupBy, saidOf, subjectsOf } from '../said.ts';
import { type Pen, prose, sign } from './pen.ts';

/** What was not looked at stands by itself, with the reasons. */
const isSeen = ({ status }: ReportRow): boolean => status !== 'notTested' && status !== 'notApplicable';
const isAddress = (subject: string | null): subject is string => subject !== null && isIP(subject) !== 0;

const numbered = ({ n }: Pick<ReportRow, 'n'>): Markup => markup`<span class="n">${n ?? ''}</span>`;

/** One thing that a row says, with whom it says it of where that is not plain from the column. */
const entry = (rows: readonly ReportRow[], only: string | null, pen: Pen): Markup => {
  const [row] = rows as [ReportRow];
  const subjects = subjectsOf(rows).filter((one) => one !== only);
  const of = subjects.length === 0 ? '' : markup`<small>${subjects.join(', ')}:</small> `;
  return markup`<li>${sign(row.status, pen)} ${of}${prose(saidOf(row))}</li>`;
};

const entries = (rows: readonly ReportRow[], only: string | null, pen: Pen): Markup =>
  markup`<ul class="each">${groupBy(rows, (row) => `${row.status} ${saidOf(row)}`).map((same) => entry(same, only, pen))}</ul>`;

/** Cells of one row: one for all addresses where they agree, else one for each, side by side. */
function cells(rows: readonly ReportRow[], addresses: readonly string[], pen: Pen): Markup | Markup[] {
  const only = addresses.length === 1 ? (addresses[0] ?? null) : null;
  const ofAddress = (address: string): ReportRow[] => rows.filter(({ subject }) => subject === address);
  const isPerAddress = rows.every(({ subject }) => isAddress(subject));
  const agree = groupBy(rows, (row) => `${row.status} ${saidOf(row)}`).length === 1;
  if (addresses.length < 2 || !isPerAddress || (agree && rows.length >= addresses.length)) {
    const named = agree && isPerAddress && rows.length >= addresses.length ? rows.slice(0, 1) : rows;
    const hidden = named === rows ? only : (rows[0]?.subject ?? null);
    return markup`<td${addresses.length > 1 ? markup` colspan="${addresses.length}"` : ''}>${entries(named, hidden, pen)}</td>`;
  }
  return addresses.map((one) => markup`<td data-of="${one}">${entries(ofAddress(one), one, pen)}</td>`);
}

/** Rows of one category, in the order of the catalogue; addresses side by side where there are several. */
function table(category: string, rows: readonly ReportRow[], pen: Pen): Markup {
  const addresses = [...new Set(rows.map(({ subject }) => subject).filter(isAddress))];
  const columns = addresses.length > 1 ? addresses : [pen.words.found];
  const lines = groupBy(rows, ({ id }) => id).map((same) => {
    const [row] = same as [ReportRow];
    return markup`<tr><th scope="row">${numbered(row)} ${row.title}</th>${cells(same, addresses, pen)}</tr>`;
  });
  return markup`<table class="rows" id="rows-${category}" data-part><caption>${pen.language.categories[category] ?? category}</caption>
<thead><tr><th scope="col">${pen.words.row}</th>${columns.map((one) => markup`<th scope="col">${one}</th>`)}</tr></thead><tbody>
${lines}</tbody></table>`;
}

/** What a category will tell, before it does: the page keeps its shape when it comes. */
function placeholder(category: string, { words, language }: Pen): Markup {
  const lines = catalogue
    .filter((one) => one.category === category)
    .map(({ row }) => markup`<tr><th scope="row">${numbered(row)} ${language.rows[row.id]?.title ?? row.id}</th><td class="pending">${words.pending}</td></tr>`); // biome-ignore format: one thought
  return markup`<table class="rows" id="rows-${category}" data-part><caption>${language.categories[category] ?? category}</caption>
<thead><tr><th scope="col">${words.row}</th><th scope="col">${words.found}</th></tr></thead><tbody>
${lines}</tbody></table>`;
}

/** While a check runs too: what comes first must not stand first. */
const ORDER = [...new Set(catalogue.map(({ category }) => category))];

/** @param awaited categories whose rows are still to come */
export function rowsPart(rows: readonly ReportRow[], awaited: readonly string[], pen: Pen): Markup {
  const seen = rows.filter(isSeen);
  const tables = ORDER.flatMap((category) => {
    const mine = seen.filter((row) => row.category === category);
    if (awaited.includes(category)) return [placeholder(category, pen)];
    return mine.length === 0 ? [] : [table(category, mine, pen)];
  });
  return markup`<section id="rest"><h2>${pen.words.rest}</h2>${tables}</section>`;
}

/** What was not looked at, by reason: the same reason is said once. */
export function untestedPart(rows: readonly ReportRow[], pen: Pen): Markup | '' {
  const left = rows.filter((row) => !isSeen(row));
  if (left.length === 0) return '';
  const reasons = groupBy(left, ({ status, text, remedy }) => `${status} ${text} ${remedy}`).map((same) => {
    const [row] = same as [ReportRow];
    const titles = [...new Set(same.map(({ n, title }) => (n === null ? title : `${n} ${title}`)))];
    const remedy = row.remedy === null ? '' : markup`<br>${prose(row.remedy)}`;
    return markup`<dt>${sign(row.status, pen)} ${titles.join(', ')}</dt><dd>${prose(row.text)}${remedy}</dd>`;
  });
  return markup`<section id="untested" data-part><h2>${pen.words.untested}</h2><dl class="reasons">${reasons}</dl></section>`;
}
