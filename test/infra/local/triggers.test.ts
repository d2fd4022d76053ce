import { setTimeout as sleep } from 'node:timers/promises';
import { type ReceiveMessageCommandOutput, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import type { FunctionDeclaration, QueueDeclaration, Topology } from '../../../infra/declarations.ts';
import { type Engines, openEngines } from '../../../infra/local/engines.ts';
import { type FunctionHost, WorkerDied } from '../../../infra/local/function-host.ts';
import { hostLog } from '../../../infra/local/host-log.ts';
import type { Lost, Poller } from '../../../infra/local/poller.ts';
import { startTriggers } from '../../../infra/local/triggers.ts';

jest.setTimeout(30_000);

const queue = (id: string): QueueDeclaration => ({
  ...{ id, visibility: 600, maxReceiveCount: 5, deadLetterRetention: 600, alarmAge: 60 },
});
const trigger = (queue: string) => ({ kind: 'queue' as const, queue, batchSize: 1, maxConcurrency: 1 });

/** Two lanes of one function. */
const declared: FunctionDeclaration = {
  ...{ id: 'one', entry: '', memoryMb: 128, timeout: 60, network: 'public', environment: {} },
  grants: { tables: [], send: [] },
  triggers: [trigger('one'), trigger('one-bulk')],
};
const topology: Topology = {
  ...{ tables: [], functions: [declared], secrets: [], alarms: [], routes: [] },
  queues: [queue('one'), queue('one-bulk')],
};

/** A function whose invocations end when the test says so. */
function heldFunction() {
  const work = new Map<string, { end(): void; die(): void }>();
  const invoke = (event: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const { body, messageId } = (event as SQSEvent).Records[0] as SQSEvent['Records'][number];
      const over = (settle: () => void) => () => {
        work.delete(body);
        settle();
      };
      work.set(body, {
        end: over(() => resolve({ batchItemFailures: [] })),
        die: over(() => reject(new WorkerDied('died', `invocation of ${messageId}`))),
      });
    });
  const host: FunctionHost = { invoke, warm: () => {}, close: async () => {} };
  return { host, work, inWork: () => [...work.keys()].sort() };
}

function gate() {
  let now = (): void => {};
  const promise = new Promise<void>((resolve) => {
    now = resolve;
  });
  return { promise, now };
}

let engines: Engines;
let pollers: Poller[];
let stop: AbortController;
let fn: ReturnType<typeof heldFunction>;
/** Bodies in the order in which they were received. */
let received: string[];
let told: Lost[];
/** Whether what is to be done about those that are lost has been done. */
let handled: { promise: Promise<void>; now(): void };

beforeEach(async () => {
  [received, told, handled] = [[], [], gate()];
  engines = await openEngines(topology, null);
  engines.client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      for (const { Body = '' } of (answer.output as ReceiveMessageCommandOutput).Messages ?? []) received.push(Body);
      return answer;
    },
    { step: 'initialize' },
  );
  stop = new AbortController();
  fn = heldFunction();
  const lost = async (deliveries: readonly Lost[]): Promise<void> => {
    told.push(...deliveries);
    await handled.promise;
  };
  const context = { topology, engines, nightlyAt: null, stop: stop.signal, lost, log: hostLog(() => {}) };
  pollers = startTriggers([{ declared, host: fn.host }], context);
});
afterEach(async () => {
  stop.abort();
  handled.now();
  for (const one of fn.work.values()) one.end();
  await Promise.all(pollers.flatMap((one) => [one.stopped, one.idle()]));
  await engines.close();
});

async function send(id: string, body: string): Promise<string | undefined> {
  const message = new SendMessageCommand({ QueueUrl: engines.queueUrl(id), MessageBody: body });
  return (await engines.client.send(message)).MessageId;
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('did not come true');
    await sleep(5);
  }
}
/** Whatever may be invoked after a message was received has been, once this resolves: nothing of it takes any time. */
const untilReceived = (body: string, times: number): Promise<void> =>
  until(() => received.filter((one) => one === body).length === times);
const untilInWork = (...bodies: string[]): Promise<void> => until(() => `${fn.inWork()}` === `${bodies}`);

describe('two queues of one function', () => {
  test('take no places of each other', async () => {
    await send('one-bulk', 'many');
    await untilInWork('many');
    await send('one', 'waited for');
    await untilInWork('many', 'waited for');
  });

  test('a message that says that it must be alone is, in the thread of both', async () => {
    await send('one-bulk', 'many');
    await untilInWork('many');
    const alone = JSON.stringify({ checkId: 'x', category: 'one', lane: 'bulk', alone: true });
    await send('one', alone);
    await untilReceived(alone, 1);
    expect(fn.inWork()).toEqual(['many']);
    fn.work.get('many')?.end();
    await untilInWork(alone);
  });

  test('a message that may have killed the thread runs alone in it, over both', async () => {
    const id = await send('one', 'suspect');
    await untilInWork('suspect');
    fn.work.get('suspect')?.die();
    await send('one-bulk', 'other');
    await untilInWork('other');
    expect(told).toEqual([{ receipt: `${id}/invocation of ${id}`, body: 'suspect' }]);

    handled.now();
    await untilReceived('suspect', 2);
    expect(fn.inWork()).toEqual(['other']);
    fn.work.get('other')?.end();
    await untilInWork('suspect');

    await send('one-bulk', 'another');
    await untilReceived('another', 1);
    expect(fn.inWork()).toEqual(['suspect']);
    fn.work.get('suspect')?.end();
    await untilInWork('another');
  });
});

describe('what runs once a day', () => {
  const DUE = Date.UTC(2026, 2, 1, 0, 30);
  /** Events of a function that runs daily, on a clock that is a moment before half past midnight. */
  async function lived(nightlyAt: string | null): Promise<unknown[]> {
    let began = Number.POSITIVE_INFINITY;
    const since = (): number => Math.max(0, performance.now() - began);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => DUE - 20 + since());
    const events: unknown[] = [];
    const called = gate();
    const invoke = async (event: unknown): Promise<void> => {
      events.push(event);
      called.now();
    };
    const daily: FunctionDeclaration = { ...declared, triggers: [{ kind: 'daily' }] };
    const context = { topology, engines, nightlyAt, stop: stop.signal, lost: async () => {}, log: hostLog(() => {}) };
    startTriggers([{ declared: daily, host: { ...fn.host, invoke } }], context);
    // It goes as soon as whatever is to be called has been told when.
    began = performance.now();
    await (nightlyAt === null ? until(() => Date.now() > DUE + 20) : called.promise);
    clock.mockRestore();
    return events;
  }

  test('is called at its time, and told for when it was', async () => {
    expect(await lived('00:30')).toMatchObject([{ source: 'aws.events', time: '2026-03-01T00:30:00.000Z' }]);
  });

  test('is not called where nobody says when', async () => {
    expect(await lived(null)).toEqual([]);
  });
});
