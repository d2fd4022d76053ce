import { expect, test } from '@jest/globals';
import { openLimit } from '../../../../shared/pipeline/recheck/lanes.ts';
import { manyTenants, startRuns } from '../../../support/run-world.ts';

test('a run that is a tenant’s own has a tenth of the checks open, five at least, and never more than any run', () => {
  expect([200, 1000, 30, 3].map((open) => openLimit({ tenantId: null }, open))).toEqual([200, 1000, 30, 3]);
  expect([200, 1000, 30, 3].map((open) => openLimit({ tenantId: 't1' }, open))).toEqual([20, 100, 5, 3]);
});

test('no more checks of a tenant’s own run are open at once', async () => {
  const world = startRuns({ recheckOpen: 70 });
  await world.tenants.writeTenants(manyTenants(1, 60));
  const filter = { tenantIds: ['t0'], verdicts: null, checkedBefore: null };
  const run = await world.play((await world.start({ tenantId: 't0', filter })).id);
  expect([run.status, run.done, world.most]).toEqual(['done', 60, 7]);
});
