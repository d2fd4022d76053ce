import { createDnsClient, systemServers } from '../shared/net/dns/client.ts';
import { createIo } from '../shared/net/io.ts';
import { preflight } from '../shared/pipeline/preflight.ts';
import { scheduleFunction } from './edge/schedule-function.ts';

/** Looks at our own side: whether the way out works, and which address families there are. */
export const handler = scheduleFunction(async (deps) => {
  const { resolver } = deps.settings;
  const dns = createDnsClient({ servers: resolver === null ? systemServers() : [resolver] });
  await preflight(deps, createIo(deps.settings, dns));
});
