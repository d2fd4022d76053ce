import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { CREDENTIALS, REGION } from '../../../infra/local/engines.ts';
import { dynamoStore } from '../../../shared/store/dynamo-store.ts';
import { openTable } from '../../../shared/store/table.ts';
import { type ServiceWorld, startServiceWorld } from '../../support/service-world.ts';

jest.setTimeout(90_000);
const HERE = '127.0.0.1';
let world: ServiceWorld;
beforeAll(async () => {
  world = await startServiceWorld({
    environment: { MXREADY_PAUSE_LEAST: '0.1', MXREADY_PAUSE_MOST: '0.2' },
    server: { greeting: '421 4.7.0 Too many connections from your address' },
  });
});
afterAll(() => world.close());

test('a server that says 421 is remembered by all functions, and is not called broken', async () => {
  const id = await world.post({
    categories: ['session', 'envelope', 'relay'],
    recipients: ['postmaster@contoso.test'],
  });
  const before = Date.now();
  const { report } = await world.done(id);
  const banner = report?.rows.find(({ id }) => id === 'banner');
  expect(banner).toMatchObject({ status: 'inconclusive', reason: 'throttled' });
  const table = openTable('checks', {
    endpoint: world.service.engines.dynamodb,
    region: REGION,
    credentials: CREDENTIALS,
  });
  const store = dynamoStore(table, { transcripts: 0, reports: 0 });
  const { coolUntil } = await store.readPlaces(HERE, Date.now());
  const conversations = (await store.readResults(id)).flatMap((one) => one.conversations);
  table.client.destroy();
  expect(coolUntil).toBeGreaterThan(before + 55_000);
  // The first ones may have begun at once; from the 421 on they come one after the other.
  const later = conversations.filter((one) => one.id.endsWith('.2'));
  expect(later.map(({ concurrent }) => concurrent)).toEqual([1, 1, 1]);
});
