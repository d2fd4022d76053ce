import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, expect, jest, test } from '@jest/globals';
import { CREDENTIALS, REGION } from '../../../infra/local/engines.ts';
import type { LiveCheck } from '../../../shared/pipeline/check.ts';
import { timesOf } from '../../../shared/pipeline/times.ts';
import { dynamoStore } from '../../../shared/store/dynamo-store.ts';
import type { Store } from '../../../shared/store/store.ts';
import { openTable } from '../../../shared/store/table.ts';
import { REQUEST, TARGET } from '../../support/pipeline-world.ts';
import { type ServiceWorld, startServiceWorld } from '../../support/service-world.ts';

jest.setTimeout(90_000);
const HOUR = 3600 * 1000;
const ID = 'check';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A service of nothing but one category's function: no tick helps out, so that what is seen is the host's doing. */
async function start(entry: string): Promise<{ world: ServiceWorld; store: Store }> {
  const world = await startServiceWorld({
    entries: { 'category-session': entry },
    change: (topology) => ({
      ...topology,
      functions: topology.functions.filter(({ id }) => id === 'api' || id === 'category-session'),
    }),
  });
  const endpoint = world.service.engines.dynamodb;
  const table = openTable('checks', { endpoint, region: REGION, credentials: CREDENTIALS });
  closing.push(world.close, () => table.client.destroy());
  return { world, store: dynamoStore(table, { transcripts: HOUR, reports: HOUR }) };
}

/** A check that waits for its session, and the message that asks for it. */
async function ask({ service }: ServiceWorld, store: Store, claim?: () => Promise<unknown>): Promise<void> {
  const now = Date.now();
  const check: LiveCheck = {
    ...{
      id: ID,
      tenantId: null,
      caller: 'me',
      lane: 'interactive',
      createdAt: now,
      status: 'running',
      request: REQUEST,
    },
    ...{ bodyHash: 'b', fingerprint: 'f', expected: ['session'], pending: ['session'], target: TARGET, version: 0 },
    ...{
      deadline: now + HOUR,
      dueAt: now + HOUR,
      finishedAt: null,
      verdict: null,
      followUp: null,
      callback: null,
      recheck: null,
    },
  };
  await store.createIfAbsent(check);
  await claim?.();
  const { client, queueUrl } = service.engines;
  const body = JSON.stringify({ checkId: ID, category: 'session' });
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl('category-session'), MessageBody: body }));
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 80_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('did not come true');
    await sleep(20);
  }
}

function deathsIn(world: ServiceWorld): number {
  try {
    return world.log().match(/: the thread ended/g)?.length ?? 0;
  } catch {
    // There is no log until something was said.
    return 0;
  }
}

test('what a dead thread had claimed is free at once, until the category is given up', async () => {
  const { world, store } = await start('test/support/functions/dies.ts');
  await ask(world, store);
  // One that found it claimed would be done with, and nothing would come after it.
  await until(() => store.hasResult(ID, 'session'));
  expect(await store.readResults(ID)).toMatchObject([{ category: 'session', reason: 'internal' }]);
  expect(deathsIn(world)).toBe(timesOf(240).attempts);
});

test('the live claim of somebody else stays as it is when a thread dies that was given the same work', async () => {
  const { world, store } = await start('test/infra/local/functions/ends.ts');
  const leaseUntil = Date.now() + HOUR;
  await ask(world, store, () => store.claimIfFree(ID, 'session', 'somebody else', Date.now(), leaseUntil));
  // It comes again once all has been done for its first death.
  await until(() => deathsIn(world) >= 2);
  expect(await store.readLeases(ID)).toEqual(new Map([['session', leaseUntil]]));
  expect(await store.renewIfOwned(ID, 'session', 'somebody else', leaseUntil)).toBe(true);
});
