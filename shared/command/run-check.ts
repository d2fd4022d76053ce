import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { builtCategories } from '../categories/index.ts';
import type { CheckRequest } from '../check/request.ts';
import { type CategoryResult, runCategory } from '../check/run-category.ts';
import type { Target } from '../check/target.ts';
import type { Settings } from '../config.ts';
import { createDnsClient, systemServers } from '../net/dns/client.ts';
import { createIo } from '../net/io.ts';
import { resolveTarget } from '../net/target.ts';
import { familiesFor, vantageOf } from '../pipeline/vantage.ts';
import { assemble } from '../report/assemble.ts';
import type { Report } from '../report/report.ts';

/** What the caller asked for cannot be tested; the message says why and what to do. */
export class UsageError extends Error {}

/** Heard while a check runs: the target once, then each category as it begins and ends. */
export interface Listener {
  target?(target: Target): void;
  begun?(category: string): void;
  ended?(result: CategoryResult): void;
}

/** A target that the caller named and that no check may reach is the caller's mistake, not a finding. */
function refuseForbidden(request: CheckRequest, target: Target): void {
  const [first] = target.refused;
  if (request.target === null || first === undefined || target.addresses.length > 0) return;
  const leads = request.target === first.address ? '' : ` leads to ${first.address}, which`;
  throw new UsageError(
    `target ${request.target}${leads} lies in ${first.network}: not tested. Name a public server, or permit the network with --allow-network`,
  );
}

/**
 * One whole check in one process: resolves the target, runs the categories in parallel, assembles the report.
 *
 * @throws UsageError for a forbidden target or a DNS server that never answers; the signal's reason when stopped
 */
export async function runCheck(
  request: CheckRequest,
  settings: Settings,
  signal: AbortSignal,
  listener: Listener = {},
): Promise<Report> {
  const startedAt = new Date();
  // Every look-up and every conversation listens to it.
  setMaxListeners(0, signal);
  const dns = createDnsClient({ servers: settings.resolver === null ? systemServers() : [settings.resolver] });
  const io = createIo(settings, dns);
  const policy = {
    gatewaySuffix: settings.gatewaySuffix,
    egressIsGateway: settings.egressIsGateway,
    allowNetworks: settings.allowNetworks,
  };
  const target = await resolveTarget(request, policy, dns, signal);
  if (!dns.heard && dns.queries > 0) {
    throw new UsageError(`DNS server ${dns.servers.join(', ')} does not answer; name a reachable one with --resolver`);
  }
  refuseForbidden(request, target);
  listener.target?.(target);
  const asked = builtCategories.filter(({ id }) => request.categories === null || request.categories.includes(id));
  const [families, ...results] = await Promise.all([
    familiesFor(target, io),
    ...asked.map(async (category) => {
      listener.begun?.(category.id);
      const result = await runCategory(category, target, io, signal);
      listener.ended?.(result);
      return result;
    }),
  ]);
  return assemble(results, {
    id: randomUUID(),
    tenantId: null,
    lang: request.lang,
    target,
    vantage: vantageOf(settings, families),
    startedAt,
    finishedAt: new Date(),
  });
}
