// Writes the documents that are made from the code; a test holds them current.
import { writeFileSync } from 'node:fs';
import { apiTypes } from './api-types.ts';
import { configurationPage } from '../shared/config-page.ts';
import { rowsPage } from '../shared/report/rows-page.ts';

writeFileSync('docs/configuration.md', configurationPage());
writeFileSync('docs/rows.md', rowsPage());
writeFileSync('docs/api.d.ts', await apiTypes());
