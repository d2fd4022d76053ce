import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { catalogue } from '../../../shared/report/catalogue.ts';
import { rowsPage } from '../../../shared/report/rows-page.ts';

test('docs/rows.md is what `npm run docs` writes', () => {
  expect(readFileSync('docs/rows.md', 'utf8')).toBe(rowsPage());
});

test('it has every row and every code, with something to do where something is wrong', () => {
  const page = rowsPage();
  for (const { row } of catalogue) {
    expect(page).toContain(`\`${row.id}\`: `);
    for (const [code, status] of Object.entries(row.codes)) {
      const line = page.split('\n').find((one) => one.startsWith(`| \`${code}\` | ${status} |`));
      expect([row.id, code, line === undefined]).toEqual([row.id, code, false]);
    }
  }
  expect(page.split('\n').filter((line) => /\| fail \| .* \| {2}\|$/.test(line))).toEqual([]);
});
