import type { Category } from '../../shared/check/category.ts';
import { createDnsClient, systemServers } from '../../shared/net/dns/client.ts';
import { createIo, type Shared } from '../../shared/net/io.ts';
import type { Deps } from '../../shared/pipeline/deps.ts';
import { freshPreflight } from '../../shared/pipeline/preflight.ts';
import { type IoFactory, work } from '../../shared/pipeline/work.ts';
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

function sharedBy(deps: Deps): Omit<Shared, 'slots'> {
  return {
    wayOut: async () => (await freshPreflight(deps))?.wayOut ?? 'undetermined',
    ownSide: async () => (await freshPreflight(deps))?.own ?? [],
  };
}

/** The function of one category: which one, the environment says. */
export const categoryFunction = (categories: readonly Category[]) => {
  const own = ownCategory(categories);
  let shared: Omit<Shared, 'slots'> | undefined;
  return queueFunction(
    ({ lane }) => categoryQueue(own.id, lane),
    async (_, message, { receipt, signal }) => {
      const deps = depsOf(categories);
      if (message.category !== own.id) throw new Error(`a message for ${message.category} in the queue of ${own.id}`);
      shared ??= sharedBy(deps);
      const { settings } = deps;
      const servers = settings.resolver === null ? systemServers() : [settings.resolver];
      const makeIo: IoFactory = (_category, slots) =>
        createIo(settings, createDnsClient({ servers }), { ...shared, slots });
      await work(deps, makeIo, { checkId: message.checkId, category: own }, receipt, signal);
    },
  );
};
