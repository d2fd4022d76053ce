import { deadLetterQueue } from '../../infra/declarations.ts';
import type { Category } from '../../shared/check/category.ts';
import type { Io } from '../../shared/check/io.ts';
import type { Slots } from '../../shared/net/slots.ts';
import { BATCH } from '../../infra/topology.ts';
import { aggregate } from '../../shared/pipeline/aggregate.ts';
import { sentAlone } from '../../shared/pipeline/alone.ts';
import { bury } from '../../shared/pipeline/dead-letter.ts';
import type { Consumer, Delivery } from '../../shared/pipeline/deliver.ts';
import type { Deps } from '../../shared/pipeline/deps.ts';
import { dispatch, type Resolve } from '../../shared/pipeline/dispatch.ts';
import { readMessage, readRunMessage } from '../../shared/pipeline/message.ts';
import { notify, type NotifyDeps } from '../../shared/pipeline/notify.ts';
import { AFTER_TURN, type RecheckDeps, TURN_MS } from '../../shared/pipeline/recheck/deps.ts';
import { recheck } from '../../shared/pipeline/recheck/turn.ts';
import { categoryTimeout } from '../../shared/pipeline/times.ts';
import { work } from '../../shared/pipeline/work.ts';
import { categoryQueue, checksQueue, LANES, type Message, QUEUE, type RunMessage } from '../../shared/queue/queue.ts';
import type { Reader } from './model/host.ts';
import { count, type Tally } from './model/invocation.ts';

/** Seconds that a function may take that is no category's. */
const TIMEOUT = 30;
const SECRETS: NotifyDeps['secrets'] = { keysOf: async () => [new TextEncoder().encode('k'.repeat(48))] };
const never = new AbortController().signal;

interface Surroundings {
  categories: readonly Category[];
  resolve: Resolve;
  /** The way to the world for whoever was given these dependencies. */
  ioFor(deps: Deps, checkId: string, receipt: string, slots: Slots): Io;
  /** The same to those who are told. */
  tellerFor(deps: Deps): Pick<NotifyDeps, 'post' | 'callbacks' | 'runs'>;
  /** The same to the register and to runs. */
  recheckerFor(deps: Deps): RecheckDeps;
  tally: Tally;
}

const reader = (
  queue: string,
  timeout: number,
  concurrency: number,
  handle: Consumer['handle'],
  batchSize = 1,
): Reader => ({
  ...{ queue, timeout, concurrency, batchSize },
  consumer: { read: readMessage, queueOf: () => queue, handle },
});

/** Dead letters may be unreadable, and stay where they are until they are dealt with. */
const lastResort = (queue: string, tally: Tally): Reader => ({
  ...{ queue, timeout: TIMEOUT, concurrency: 2, batchSize: 1 },
  consumer: {
    read: () => ({ checkId: '' }),
    queueOf: () => null,
    handle: (deps: Deps, _: Message, { body }: { body: string }) => {
      count(tally, 'dead letters');
      return bury(deps, body, queue);
    },
  },
});

/** The functions behind the queues, as `functions/` has them. */
export function readersOf({ categories, resolve, ioFor, tellerFor, recheckerFor, tally }: Surroundings): Reader[] {
  const category =
    (one: Category): Consumer['handle'] =>
    async (deps, message, { receipt, received, signal }) => {
      if (await sentAlone(deps, message, received)) return count(tally, 'messages taken out of their batch');
      const { checkId, alone = false } = message;
      if (alone) count(tally, 'messages handled alone');
      const ioOf = (_: Category, slots: Slots): Io => ioFor(deps, checkId, receipt, slots);
      await work(deps, ioOf, { checkId, category: one, alone }, receipt, signal);
    };
  const readers = [
    ...LANES.map((lane) =>
      reader(checksQueue(lane), TIMEOUT, 20, (deps, { checkId }) => dispatch(deps, resolve, checkId, never)),
    ),
    reader(QUEUE.aggregate, TIMEOUT, 20, (deps, { checkId }) => aggregate(deps, checkId)),
    reader(QUEUE.notify, TIMEOUT, 10, (deps, { checkId }, { signal }) =>
      notify({ ...deps, secrets: SECRETS, ...tellerFor(deps) }, checkId, signal),
    ),
    ...categories.flatMap((one) =>
      LANES.map((lane) =>
        reader(
          categoryQueue(one.id, lane),
          categoryTimeout(one),
          10,
          category(one),
          lane === 'interactive' ? 1 : BATCH,
        ),
      ),
    ),
  ];
  const rechecker: Reader = {
    ...{ queue: QUEUE.recheck, batchSize: 1, timeout: TURN_MS / 1000 + AFTER_TURN, concurrency: 2 },
    consumer: {
      read: readRunMessage,
      queueOf: () => QUEUE.recheck,
      handle: (deps: Deps, { runId }: RunMessage, { receipt, signal }: Delivery) =>
        recheck(recheckerFor(deps), runId, receipt, signal),
    } as unknown as Consumer,
  };
  readers.push(rechecker);
  return [...readers, ...readers.map(({ queue }) => lastResort(deadLetterQueue(queue), tally))];
}
