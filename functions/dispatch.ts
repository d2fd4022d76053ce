import { createDnsClient, systemServers } from '../shared/net/dns/client.ts';
import { dispatch, resolveBy } from '../shared/pipeline/dispatch.ts';
import { checksQueue } from '../shared/queue/queue.ts';
import { queueFunction } from './edge/queue-function.ts';

/** Resolves the target of a new check and hands it to the categories. */
export const handler = queueFunction(
  ({ lane }) => checksQueue(lane),
  async (deps, { checkId }, { signal }) => {
    const { resolver } = deps.settings;
    const resolve = resolveBy(deps, () =>
      createDnsClient({ servers: resolver === null ? systemServers() : [resolver] }),
    );
    await dispatch(deps, resolve, checkId, signal);
  },
);
