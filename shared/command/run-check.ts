import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { builtCategories } from '../categories/index.ts';
import type { Io } from '../check/io.ts';
import type { CheckRequest } from '../check/request.ts';
import { type CategoryResult, runCategory } from '../check/run-category.ts';
import type { Target } from '../check/target.ts';
import type { Settings } from '../config.ts';
import { createDnsClient, systemServers } from '../net/dns/client.ts';
import { createIo } from '../net/io.ts';
import { resolveTarget } from '../net/target.ts';
import { assemble } from '../report/assemble.ts';
import type { Report, Vantage } from '../report/report.ts';

/** What the caller asked for cannot be tested; the message says why and what to do. */
export class UsageError extends Error {}

/** Heard while a check runs: the target once, then each category as it begins and ends. */
export interface Listener {
  target?(target: Target): void;
  begun?(category: string): void;
  ended?(result: CategoryResult): void;
}

/** Far addresses that are never contacted: whether the kernel has a route to them tells our families. */
const FAR = [
  { address: '198.41.0.4', family: 4, lab: false, name: 'ipv4' },
  { address: '2001:503:ba3e::2:30', family: 6, lab: false, name: 'ipv6' },
] as const;

async function vantageOf(settings: Settings, target: Target, io: Io): Promise<Vantage> {
  const routes = await Promise.all(
    FAR.map(async (far) => {
      const ours = target.addresses.filter((one) => one.family === far.family && one.lab);
      const routed = await Promise.all([far, ...ours].map((address) => io.hasRoute(address)));
      return routed.includes(true) ? [far.name] : [];
    }),
  );
  return {
    egress: settings.egressAddresses[0] ?? null,
    helo: settings.helo ?? '[address literal]',
    senders: [],
    families: routes.flat(),
    isGateway: settings.egressIsGateway,
  };
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
  const [vantage, ...results] = await Promise.all([
    vantageOf(settings, target, io),
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
    vantage,
    startedAt,
    finishedAt: new Date(),
  });
}
