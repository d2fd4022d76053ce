import type { Category } from '../../shared/check/category.ts';
import { createDnsClient, systemServers } from '../../shared/net/dns/client.ts';
import { createIo, type Shared } from '../../shared/net/io.ts';
import type { Deps } from '../../shared/pipeline/deps.ts';
import { freshPreflight } from '../../shared/pipeline/preflight.ts';
import { storedSlots } from '../../shared/pipeline/stored-slots.ts';
import { work } from '../../shared/pipeline/work.ts';
import { categoryQueue } from '../../shared/queue/queue.ts';
import { CATEGORY_VARIABLE } from '../../shared/wiring.ts';
import { queueFunction } from './queue-function.ts';
import { depsOf } from './runtime.ts';

function ownCategory(categories: readonly Category[]): Category {
  const id = process.env[CATEGORY_VARIABLE];
  const category = categories.find((one) => one.id === id);
  if (category === undefined) throw new Error(`${CATEGORY_VARIABLE} names no category: ${id ?? 'not set'}`);
  return category;
}

function sharedBy(deps: Deps): Shared {
  return {
    // Of the table: other functions test the same addresses.
    slots: storedSlots(deps, deps.settings.connectionsPerTarget),
    wayOut: async () => (await freshPreflight(deps))?.wayOut ?? 'undetermined',
    ownSide: async () => (await freshPreflight(deps))?.own ?? [],
  };
}

/** The function of one category: which one, the environment says. */
export const categoryFunction = (categories: readonly Category[]) => {
  const own = ownCategory(categories);
  let shared: Shared | undefined;
  return queueFunction(categoryQueue(own.id), async (_, message, { receipt, signal }) => {
    const deps = depsOf(categories);
    if (message.category !== own.id) throw new Error(`a message for ${message.category} in the queue of ${own.id}`);
    shared ??= sharedBy(deps);
    const { resolver } = deps.settings;
    const io = () =>
      createIo(deps.settings, createDnsClient({ servers: resolver === null ? systemServers() : [resolver] }), shared);
    await work(deps, io, { checkId: message.checkId, category: own }, receipt, signal);
  });
};
