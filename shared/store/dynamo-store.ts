import { checkStore } from './check-store.ts';
import { claimStore } from './claim-store.ts';
import { dueStore } from './due-store.ts';
import { eraseStore } from './erase-store.ts';
import { factStore } from './fact-store.ts';
import { latestStore } from './latest-store.ts';
import { newsStore } from './news-store.ts';
import { progressStore } from './progress-store.ts';
import { type Retention, resultStore } from './result-store.ts';
import { sharedStore } from './shared-store.ts';
import { slotStore } from './slot-store.ts';
import type { Store } from './store.ts';
import type { Table } from './table.ts';

export const dynamoStore = (table: Table, retention: Retention): Store => ({
  ...checkStore(table, retention.reports),
  ...progressStore(table),
  ...dueStore(table),
  ...claimStore(table, retention.transcripts),
  ...resultStore(table, retention),
  ...latestStore(table, retention.reports),
  ...newsStore(table, retention.reports),
  ...slotStore(table),
  ...sharedStore(table),
  ...eraseStore(table),
  ...factStore(table, retention.reports),
});
