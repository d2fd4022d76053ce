import { createDnsClient, systemServers } from '../shared/net/dns/client.ts';
import { createIo, identitiesOf } from '../shared/net/io.ts';
import { preflight } from '../shared/pipeline/preflight.ts';
import { inspectOwnSide } from '../shared/preflight/own-side.ts';
import { scheduleFunction } from './edge/schedule-function.ts';

/** Looks at our own side: whether the way out works, and which address families there are. */
export const handler = scheduleFunction(async (deps) => {
  const { resolver } = deps.settings;
  const dns = createDnsClient({ servers: resolver === null ? systemServers() : [resolver] });
  const { helo, egressAddresses: addresses } = deps.settings;
  const io = createIo(deps.settings, dns, {
    ownSide: () =>
      inspectOwnSide({ identities: identitiesOf(deps.settings), helo, addresses }, dns, AbortSignal.timeout(20_000)),
  });
  await preflight(deps, io);
});
