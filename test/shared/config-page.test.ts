import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { configurationPage } from '../../shared/config-page.ts';

test('docs/configuration.md is what `npm run docs` writes', () => {
  expect(readFileSync('docs/configuration.md', 'utf8')).toBe(configurationPage());
});
