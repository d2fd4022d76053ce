import { expect, test } from '@jest/globals';
import { topologyOf } from '../../../infra/topology.ts';
import { dynamoStore } from '../../../shared/store/dynamo-store.ts';
import { runStore } from '../../../shared/store/run-store.ts';
import { TableModel } from '../../faults/model/table.ts';

const DAY_MS = 24 * 3600 * 1000;
const [checks] = topologyOf().tables;
if (checks === undefined) throw new Error('there is no table');
const model = new TableModel(checks.id, checks.indexes);
const sent: Record<string, unknown>[] = [];
const table = model.table(async (command) => {
  sent.push(command.input as unknown as Record<string, unknown>);
  return model.apply(command);
});
const store = dynamoStore(table, { transcripts: DAY_MS, reports: DAY_MS });
const runs = runStore(table, DAY_MS);

/** What the next step of the pipeline depends on: read from a copy that lags behind, it would be done again or not at all. */
const READS: readonly (readonly [what: string, read: () => Promise<unknown>])[] = [
  ['a check', () => store.readCheck('x')],
  ['whether a result is there', () => store.hasResult('x', 'dns')],
  ['results', () => store.readResults('x')],
  ['a report', () => store.readReport('x')],
  ['leases', () => store.readLeases('x')],
  ['news of a check', () => store.readNews('x')],
  ['what a run shares', () => store.readShared('x', 'fact')],
  ['a run', () => runs.readRun('x')],
  ['pages of a run, when they are counted', () => runs.readPages('x', 0, 3, true)],
];

test.each(READS)('read as it is now: %s', async (_, read) => {
  sent.length = 0;
  await read();
  expect(sent.length).toBeGreaterThan(0);
  for (const input of sent) expect(input).toMatchObject({ ConsistentRead: true });
});
