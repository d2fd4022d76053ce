import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { CREDENTIALS, REGION } from '../../../infra/local/engines.ts';
import { builtCategories } from '../../../shared/categories/index.ts';
import type { LiveCheck } from '../../../shared/pipeline/check.ts';
import { dynamoStore } from '../../../shared/store/dynamo-store.ts';
import { openTable } from '../../../shared/store/table.ts';
import { requestFor } from '../../support/check-world.ts';
import { TARGET } from '../../support/pipeline-world.ts';
import { type ServiceWorld, startServiceWorld } from '../../support/service-world.ts';

jest.setTimeout(60_000);
const HOUR = 3600 * 1000;
const ID = '11111111-1111-4111-8111-111111111111';
let world: ServiceWorld;
beforeAll(async () => {
  // Nothing of this machine may be tested.
  world = await startServiceWorld({ environment: { MXREADY_ALLOW_NETWORKS: '' } });
});
afterAll(() => world.close());

test('what lies in the store is vetted before it is connected to, whoever put it there, and the rows say so', async () => {
  const { service, lab } = world;
  const endpoint = service.engines.dynamodb;
  const table = openTable('checks', { endpoint, region: REGION, credentials: CREDENTIALS });
  const { port } = lab.server;
  const categories = builtCategories.map(({ id }) => id);
  const now = Date.now();
  const forged: LiveCheck = {
    ...{ id: ID, tenantId: null, caller: 'local', lane: 'interactive', createdAt: now, status: 'running' },
    request: { ...requestFor('contoso.test', port), recipients: ['postmaster@contoso.test'] },
    ...{ bodyHash: 'b', fingerprint: 'f', expected: categories, pending: categories, version: 0 },
    // Whoever writes into the store can claim all of it: that it is a lab, and an address that is a name.
    target: {
      ...TARGET,
      port,
      addresses: [
        { address: '127.0.0.1', family: 4, lab: true },
        { address: 'localhost', family: 4, lab: true },
      ],
    },
    ...{
      deadline: now + HOUR,
      dueAt: now,
      finishedAt: null,
      verdict: null,
      followUp: null,
      callback: null,
      recheck: null,
    },
  };
  await dynamoStore(table, { transcripts: HOUR, reports: HOUR }).createIfAbsent(forged);
  table.client.destroy();
  const { status, report } = await world.done(ID);
  expect(status).toBe('done');
  const rows = report?.rows ?? [];
  const connects = rows.filter(({ id }) => id === 'connect');
  expect(connects.map(({ subject }) => subject)).toEqual(['127.0.0.1', 'localhost']);
  const notAsked = ['not-asked', 'not-configured', 'sending-not-allowed'];
  for (const row of [...connects, ...rows.filter(({ id, reason }) => ['mail-from', 'open-relay'].includes(id) && !notAsked.includes(reason ?? ''))]) // biome-ignore format: one thought
    expect(row).toMatchObject({ status: 'notTested', reason: 'no-target', side: 'tester' });
  expect(rows.filter(({ status, side }) => status === 'fail' && side === 'server')).toEqual([]);
  expect(report?.categories.map(({ outcome }) => outcome)).toEqual(categories.map(() => 'completed'));
  expect(lab.server.connections).toEqual([]);
});
