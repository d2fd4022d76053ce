import { GENERIC_CODES } from '../check/row.ts';
import { type CatalogueEntry, catalogue } from './catalogue.ts';
import { texts } from './texts/index.ts';
import type { CodeText } from './texts/language.ts';

const HEAD = `# Rows

Every row of the report in its order: id, name in English and German, the codes that it can carry with their statuses,
what they say, and what to do. \`{names}\` stand for what was seen; parts in \`[[ ]]\` are said where there is something to
say. Any row may also be ${Object.keys(GENERIC_CODES)
  .map((code) => `\`${code}\``)
  .join(', ')}, with a reason. This page is made from the catalogue by \`npm run docs\`.
`;

/** A text within a cell of a table. */
export const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const adviceOf = ({ remedy }: CodeText): string =>
  remedy === undefined ? '' : typeof remedy === 'string' ? remedy : remedy.default;

function section({ row, category }: CatalogueEntry): string {
  const [en, de] = [texts.en.rows[row.id], texts.de.rows[row.id]];
  const facts = [
    `category \`${category}\``,
    `side: ${texts.en.sides[row.side]}`,
    ...(row.deciding ? ['decides whether the report is complete'] : []),
  ];
  const lines = Object.entries(row.codes).map(([code, status]) => {
    const told = en?.codes[code] ?? { text: '' };
    return `| \`${code}\` | ${status} | ${cell(told.text)} | ${cell(adviceOf(told))} |`;
  });
  return [
    `## ${row.n === null ? '' : `${row.n}. `}\`${row.id}\`: ${en?.title} / ${de?.title}`,
    '',
    `${facts.join(', ')}.`,
    '',
    '| code | status | what it says | what to do |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

/** The page `docs/rows.md`. */
export const rowsPage = (): string => `${HEAD}\n${catalogue.map(section).join('\n')}`;
