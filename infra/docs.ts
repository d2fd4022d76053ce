// Writes the documents that are made from the code; a test holds them current.
import { writeFileSync } from 'node:fs';
import { configurationPage } from '../shared/config-page.ts';
import { rowsPage } from '../shared/report/rows-page.ts';
import { verdictsPage } from '../shared/report/verdicts-page.ts';
import { apiTypes } from './api-types.ts';

writeFileSync('docs/configuration.md', configurationPage());
writeFileSync('docs/rows.md', rowsPage());
writeFileSync('docs/verdicts.md', verdictsPage());
writeFileSync('docs/api.d.ts', await apiTypes());
