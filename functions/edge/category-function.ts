import type { Category } from '../../shared/check/category.ts';
import { type Network, vetAgain } from '../../shared/net/address.ts';
import { createDnsClient, systemServers } from '../../shared/net/dns/client.ts';
import { createIo, type Shared } from '../../shared/net/io.ts';
import type { Deps } from '../../shared/pipeline/deps.ts';
import { preflightReader } from '../../shared/pipeline/preflight.ts';
import { queueOf, sentAlone } from '../../shared/pipeline/alone.ts';
import { type IoFactory, work } from '../../shared/pipeline/work.ts';
import { CATEGORY_VARIABLE } from '../../shared/wiring.ts';
import { queueFunction } from './queue-function.ts';

function ownCategory(categories: readonly Category[]): Category {
  const id = process.env[CATEGORY_VARIABLE];
  const category = categories.find((one) => one.id === id);
  if (category === undefined) throw new Error(`${CATEGORY_VARIABLE} names no category: ${id ?? 'not set'}`);
  return category;
}

const readPreflight = preflightReader();

function sharedBy(deps: Pick<Deps, 'store' | 'now' | 'log'>): Omit<Shared, 'slots'> {
  return {
    wayOut: async () => (await readPreflight(deps))?.wayOut ?? 'undetermined',
    ownSide: async () => (await readPreflight(deps))?.own ?? [],
  };
}

/** The target comes from the store: what may not be reached is told in rows of its own, and the rest goes on. */
function vetting(category: Category, allowed: readonly Network[]): Category {
  const { gather } = category;
  if (gather === null) return category;
  return { ...category, gather: (target, io, signal) => gather(vetAgain(target, allowed), io, signal) };
}

/** The function of one category: which one, the environment says. */
export const categoryFunction = (categories: readonly Category[]) => {
  const own = ownCategory(categories);
  return queueFunction(
    (message) => queueOf(own.id, message),
    async (deps, message, { receipt, received, signal }) => {
      if (message.category !== own.id) throw new Error(`a message for ${message.category} in the queue of ${own.id}`);
      if (await sentAlone(deps, message, received)) return;
      const { settings } = deps;
      const servers = settings.resolver === null ? systemServers() : [settings.resolver];
      const makeIo: IoFactory = (_category, slots) =>
        createIo(settings, createDnsClient({ servers }), { ...sharedBy(deps), slots });
      const category = vetting(own, settings.allowNetworks);
      await work(deps, makeIo, { checkId: message.checkId, category, alone: message.alone === true }, receipt, signal);
    },
  );
};
