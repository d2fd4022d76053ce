import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { REASONS, STATUSES } from '../../../shared/check/status.ts';
import { catalogue } from '../../../shared/report/catalogue.ts';
import { judge } from '../../../shared/report/verdict.ts';
import { verdictsPage } from '../../../shared/report/verdicts-page.ts';
import { result, rowsWith, skipped, unknown } from './kit.ts';

const page = verdictsPage();

test('docs/verdicts.md is what `npm run docs` writes', () => {
  expect(readFileSync('docs/verdicts.md', 'utf8')).toBe(page);
});

test('it has every status, every reason and every row that decides', () => {
  for (const one of [...STATUSES, ...REASONS]) expect(page).toContain(`| \`${one}\` |`);
  for (const { row } of catalogue.filter((one) => one.row.deciding)) expect(page).toContain(`\`${row.id}\``);
});

test('its rules are those that reports are judged by, in their order', () => {
  const deciding = catalogue.find(({ row }) => row.deciding)?.row.id ?? '';
  const other = catalogue.find(({ row }) => !row.deciding)?.row.id ?? '';
  const verdictOf = (...rows: Parameters<typeof rowsWith>) => judge(rowsWith(...rows)).verdict;
  const seen = [
    verdictOf(result(other, 'fail'), unknown(deciding, 'throttled')),
    verdictOf(result(other, 'warn'), unknown(deciding, 'throttled')),
    verdictOf(skipped(deciding, 'not-asked')),
    verdictOf(),
  ];
  expect([...page.matchAll(/^\| `(\w+)` \| \w[^|]* \/ [^|]* \| [^|]* \| [^|]*MX[^|]* \|$/gm)].map(([, one]) => one).slice(0, 4)).toEqual(seen); // biome-ignore format: one line
  expect(verdictOf(result(other, 'warn'))).toBe('readyWithWarnings');
});
